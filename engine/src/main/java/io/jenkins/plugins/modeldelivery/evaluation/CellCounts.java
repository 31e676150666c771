package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;

/** Counts per key without boxing. Open addressing; keys are not negative. */
final class CellCounts {
    private static final long FREE = -1;

    private long[] keys = new long[64];
    private long[] counts = new long[64];
    private int size;

    CellCounts() {
        Arrays.fill(keys, FREE);
    }

    /** Takes what was counted. */
    @FunctionalInterface
    interface Cell {
        void accept(long key, long count);
    }

    void increment(long key) {
        int slot = slot(key);
        if (keys[slot] == FREE) {
            if (2 * ++size > keys.length) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
        }
        counts[slot]++;
    }

    private int slot(long key) {
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 33) & keys.length - 1;
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = new long[2 * oldKeys.length];
        counts = new long[keys.length];
        Arrays.fill(keys, FREE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    /** Hands out all counts in ascending order of their keys. */
    void forEach(Cell cell) {
        long[] ordered = Arrays.stream(keys).filter(key -> key != FREE).sorted().toArray();
        for (long key : ordered) {
            cell.accept(key, counts[slot(key)]);
        }
    }
}
