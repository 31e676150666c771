package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;

/** Rows in columns, growing; the rows of one chunk of a file, or of the whole file. */
final class Block {
    static final int CORRECT = 1;
    static final int FAILED = 2;
    static final int VALID = 4;
    static final int TYPES_DIFFER = 8;
    static final int HAS_ID = 16;

    int rows;
    int[] line;
    long[] high;
    long[] low;
    int[] label;
    int[] prediction;
    double[] latency;
    byte[] flags;
    final int[][] slices;

    Block(int slices, int capacity) {
        this.slices = new int[slices][capacity];
        line = new int[capacity];
        high = new long[capacity];
        low = new long[capacity];
        label = new int[capacity];
        prediction = new int[capacity];
        latency = new double[capacity];
        flags = new byte[capacity];
    }

    boolean has(int row, int flag) {
        return (flags[row] & flag) != 0;
    }

    /** Makes room for one more row and returns its position. */
    int next() {
        if (rows == flags.length) {
            int capacity = Math.max(16, 2 * rows);
            line = Arrays.copyOf(line, capacity);
            high = Arrays.copyOf(high, capacity);
            low = Arrays.copyOf(low, capacity);
            label = Arrays.copyOf(label, capacity);
            prediction = Arrays.copyOf(prediction, capacity);
            latency = Arrays.copyOf(latency, capacity);
            flags = Arrays.copyOf(flags, capacity);
            for (int i = 0; i < slices.length; i++) {
                slices[i] = Arrays.copyOf(slices[i], capacity);
            }
        }
        return rows++;
    }

    /** Appends another block's rows; this one must have the capacity. */
    void append(Block other, int[] classes, int[][] sliceValues) {
        System.arraycopy(other.line, 0, line, rows, other.rows);
        System.arraycopy(other.high, 0, high, rows, other.rows);
        System.arraycopy(other.low, 0, low, rows, other.rows);
        System.arraycopy(other.latency, 0, latency, rows, other.rows);
        System.arraycopy(other.flags, 0, flags, rows, other.rows);
        map(other.label, label, other.rows, classes);
        map(other.prediction, prediction, other.rows, classes);
        for (int i = 0; i < slices.length; i++) {
            map(other.slices[i], slices[i], other.rows, sliceValues[i]);
        }
        rows += other.rows;
    }

    private void map(int[] from, int[] to, int count, int[] positions) {
        for (int i = 0; i < count; i++) {
            to[rows + i] = from[i] < 0 ? from[i] : positions[from[i]];
        }
    }
}
