package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds texts that are nearly one that was kept: MinHash (Broder 1997) with 32 bands of 6 hashes names pairs to look at, and
 * the exact similarity of each named pair decides. So nothing is dropped in error; a pair of similarity s is overlooked with
 * probability (1 - s^6)^32: 6e-5 at 0.8, 3e-7 at 0.85, 3e-11 at 0.9. SimHash was not taken: its distance is not a
 * similarity that can be checked, and it is unreliable on the short texts that requests are.
 */
final class NearDuplicates {
    static final int BANDS = 32;
    static final int ROWS = 6;
    private static final int NONE = -1;

    private final double threshold;
    private final List<long[]> kept = new ArrayList<>();
    private long[] keys = new long[1 << 12];
    private int[] owners = new int[1 << 12];
    private int size;

    /** @param threshold least similarity of near duplicates, in (0, 1] */
    NearDuplicates(double threshold) {
        this.threshold = threshold;
        Arrays.fill(owners, NONE);
    }

    /** Keeps a text unless it is nearly one that was kept before. */
    boolean keep(long[] shingles) {
        long[] bands = bands(shingles);
        for (long band : bands) {
            for (int slot = slot(band); owners[slot] != NONE; slot = slot + 1 & keys.length - 1) {
                if (keys[slot] == band && Shingles.similarity(kept.get(owners[slot]), shingles) >= threshold) {
                    return false;
                }
            }
        }
        kept.add(shingles.clone());
        for (long band : bands) {
            add(band, kept.size() - 1);
        }
        return true;
    }

    private static long[] bands(long[] shingles) {
        long[] bands = new long[BANDS];
        for (int band = 0; band < BANDS; band++) {
            long hash = band + 1L;
            for (int row = 0; row < ROWS; row++) {
                long salt = SplitMix.mix(band * (long) ROWS + row + 1);
                long least = Long.MAX_VALUE;
                for (long shingle : shingles) {
                    least = Math.min(least, SplitMix.mix(shingle ^ salt));
                }
                hash = SplitMix.mix(hash * 31 + least);
            }
            bands[band] = hash;
        }
        return bands;
    }

    private int slot(long key) {
        return (int) (key >>> 33) & keys.length - 1;
    }

    private void add(long key, int owner) {
        if (2 * ++size > keys.length) {
            grow();
        }
        int slot = slot(key);
        while (owners[slot] != NONE) {
            slot = slot + 1 & keys.length - 1;
        }
        keys[slot] = key;
        owners[slot] = owner;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldOwners = owners;
        keys = new long[2 * oldKeys.length];
        owners = new int[keys.length];
        Arrays.fill(owners, NONE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldOwners[i] != NONE) {
                int slot = slot(oldKeys[i]);
                while (owners[slot] != NONE) {
                    slot = slot + 1 & keys.length - 1;
                }
                keys[slot] = oldKeys[i];
                owners[slot] = oldOwners[i];
            }
        }
    }
}
