package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;

/** Finds rows by id. Open addressing over row numbers; of equal ids the first row counts. */
final class IdIndex {
    private final Block block;
    private final int[] slots;
    private final int mask;
    private long duplicates;
    private int firstDuplicate = -1;

    IdIndex(Block block) {
        this.block = block;
        int size = Integer.highestOneBit(Math.max(8, Math.min(1 << 29, block.rows))) << 2;
        slots = new int[size];
        mask = size - 1;
        Arrays.fill(slots, -1);
        for (int row = 0; row < block.rows; row++) {
            if (block.has(row, Block.HAS_ID)) {
                add(row);
            }
        }
    }

    private void add(int row) {
        int slot = slot(block.high[row], block.low[row]);
        if (slots[slot] < 0) {
            slots[slot] = row;
        } else {
            duplicates++;
            firstDuplicate = firstDuplicate < 0 ? row : firstDuplicate;
        }
    }

    private int slot(long high, long low) {
        int slot = (int) low & mask;
        while (slots[slot] >= 0 && (block.high[slots[slot]] != high || block.low[slots[slot]] != low)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** The row with this id, or -1. */
    int find(long high, long low) {
        return slots[slot(high, low)];
    }

    long duplicates() {
        return duplicates;
    }

    int firstDuplicate() {
        return firstDuplicate;
    }
}
