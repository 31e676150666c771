package io.jenkins.plugins.modeldelivery.refresh;

import java.util.Arrays;

/**
 * How many different hashes there were, told by the smallest of them (Bar-Yossef et al. 2002): exact below {@link #KEPT}, above
 * that within a relative standard error of 1 / sqrt(KEPT), 0.8 %. Neither order nor repetition matters.
 */
final class DistinctHashes {
    static final int KEPT = 1 << 14;
    private static final double RANGE = 0x1.0p64;

    /** With the sign turned over, so that the order of signed numbers is that of unsigned ones. */
    private long[] hashes = new long[64];

    private int size;
    private volatile long limit = Long.MAX_VALUE;

    void add(long hash) {
        long turned = hash ^ Long.MIN_VALUE;
        if (turned <= limit) {
            keep(turned);
        }
    }

    private synchronized void keep(long turned) {
        if (size == hashes.length) {
            settle();
            if (2 * size > hashes.length) {
                hashes = Arrays.copyOf(hashes, Math.min(2 * KEPT, 2 * hashes.length));
            }
        }
        hashes[size++] = turned;
    }

    /** Drops what came twice, and what is not among the smallest. */
    private void settle() {
        Arrays.sort(hashes, 0, size);
        int different = 0;
        for (int i = 0; i < size && different < KEPT; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                hashes[different++] = hashes[i];
            }
        }
        size = different;
        if (size == KEPT) {
            limit = hashes[KEPT - 1];
        }
    }

    synchronized boolean isEstimated() {
        settle();
        return size == KEPT;
    }

    synchronized long count() {
        settle();
        if (size < KEPT) {
            return size;
        }
        long largest = hashes[KEPT - 1] ^ Long.MIN_VALUE;
        double share = (Math.scalb((double) (largest >>> 1), 1) + 1) / RANGE;
        return Math.max(size, Math.round((KEPT - 1) / share));
    }
}
