package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often each label was predicted as what, in cells ordered by label; a failed request has the prediction -1.
 * With {@code others}, each cell carries a second prediction: a baseline's on the same row.
 */
public final class Confusion {
    private static final int PAIRED = 4;

    private final int[] labels;
    private final int[] predictions;
    private final int[] others;
    private final long[] counts;
    private final int classes;
    private final boolean paired;

    private Confusion(long[][] cells) {
        labels = new int[cells.length];
        predictions = new int[cells.length];
        others = new int[cells.length];
        counts = new long[cells.length];
        paired = cells.length > 0 && cells[0].length == PAIRED;
        int highest = -1;
        for (int i = 0; i < cells.length; i++) {
            long[] cell = cells[i];
            if (cell.length != (paired ? PAIRED : PAIRED - 1)) {
                throw new IllegalArgumentException("cell " + i + " has " + cell.length + " numbers");
            }
            labels[i] = number(cell[0], 0);
            predictions[i] = number(cell[1], -1);
            others[i] = paired ? number(cell[2], -1) : -1;
            counts[i] = cell[cell.length - 1];
            highest = Math.max(highest, Math.max(labels[i], Math.max(predictions[i], others[i])));
        }
        classes = highest + 1;
    }

    private static int number(long number, int least) {
        if (number < least || number >= 1 << Counter.BITS) {
            throw new IllegalArgumentException(number + " is no class");
        }
        return (int) number;
    }

    /** From cells [label, prediction, count] or [label, prediction, other, count]. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Confusion of(long[][] cells) {
        return new Confusion(cells);
    }

    /** The cells as they stand in a report. */
    @JsonValue
    long[][] cells() {
        long[][] cells = new long[labels.length][];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = paired
                    ? new long[] {labels[i], predictions[i], others[i], counts[i]}
                    : new long[] {labels[i], predictions[i], counts[i]};
        }
        return cells;
    }

    /** Counts pairs of small numbers (-1 and up). */
    static final class Counter {
        private static final int BITS = 12;
        private final CellCounts cells = new CellCounts();

        void add(int label, int prediction) {
            cells.increment((long) (label + 1) << BITS | prediction + 1);
        }

        Confusion confusion() {
            int mask = (1 << BITS) - 1;
            List<long[]> found = new ArrayList<>();
            cells.forEach((key, count) -> found.add(new long[] {(key >> BITS) - 1, (key & mask) - 1, count}));
            return of(found.toArray(new long[0][]));
        }
    }

    /** The metric of all rows. */
    public double value(Metric metric) {
        ClassCounts all = new ClassCounts(classes);
        long right = 0;
        long rows = 0;
        for (int i = 0; i < labels.length; i++) {
            all.addRows(labels[i], predictions[i], counts[i]);
            right += predictions[i] == labels[i] ? counts[i] : 0;
            rows += counts[i];
        }
        all.settle();
        return switch (metric) {
            case BALANCED_ACCURACY -> all.balancedAccuracy();
            case F1_MACRO -> all.f1Macro();
            case F1_MICRO -> (double) right / rows;
            default -> throw new IllegalArgumentException(metric.key() + " is not made from a confusion matrix");
        };
    }

    /** Takes a cell; the other prediction is -1 where there is none. */
    @FunctionalInterface
    interface Cell {
        void accept(int label, int prediction, int other, long rows);
    }

    void forEach(Cell cell) {
        for (int i = 0; i < labels.length; i++) {
            cell.accept(labels[i], predictions[i], others[i], counts[i]);
        }
    }

    int classes() {
        return classes;
    }

    /** Counts per key without boxing. Open addressing; keys are not negative. */
    static final class CellCounts {
        private static final long FREE = -1;

        private long[] keys = new long[64];
        private long[] counts = new long[64];
        private int size;

        CellCounts() {
            Arrays.fill(keys, FREE);
        }

        /** Takes what was counted. */
        @FunctionalInterface
        interface Taker {
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
        void forEach(Taker taker) {
            long[] ordered =
                    Arrays.stream(keys).filter(key -> key != FREE).sorted().toArray();
            for (long key : ordered) {
                taker.accept(key, counts[slot(key)]);
            }
        }
    }
}
