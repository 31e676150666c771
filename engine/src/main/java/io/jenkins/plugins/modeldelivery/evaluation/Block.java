package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;

/** Rows in columns, growing; the rows of one chunk of a file, or of the whole file. */
final class Block {
    static final int CORRECT = 1;
    static final int FAILED = 2;
    static final int VALID = 4;
    static final int TYPES_DIFFER = 8;
    static final int HAS_ID = 16;
    /** Wrong, and right but for case and blanks at the ends. */
    static final int ALMOST = 32;
    /** The label is a number that is not whole. */
    static final int DECIMAL = 64;
    /** It was drawn, and nobody has labelled it. */
    static final int OPEN = 128;

    int rows;
    int[] line;
    long[] high;
    long[] low;
    int[] label;
    int[] prediction;
    double[] latency;
    byte[] flags;
    /** How often the row was drawn; 0 where it does not say. */
    int[] drawn;
    /** A hash of {@code trial}; 0 for none. */
    long[] trial;

    /** Its label as it is; of no length where that is not asked for. */
    int[] labelText;

    final int[][] slices;
    final double[][] numbers;
    final long[][] groups;
    /** What metrics need beyond numbers; of no length where none does. */
    Beyond[] beyond;

    /**
     * Scores by class, and the sets of labels.
     *
     * @param classes of the scores, shared by rows that have the same; null without scores, as the others are
     */
    record Beyond(String[] classes, double[] scores, String[] labels, String[] predictions) {}

    Block(RowNeeds needs, int capacity) {
        slices = new int[needs.slices().size()][capacity];
        numbers = new double[needs.columns()][capacity];
        groups = new long[needs.groups().size()][capacity];
        beyond = new Beyond
                [needs.keeps(Metric.ROC_AUC_MACRO) || needs.keeps(Metric.F1_MACRO) && needs.takesLists()
                        ? capacity
                        : 0];
        line = new int[capacity];
        high = new long[capacity];
        low = new long[capacity];
        label = new int[capacity];
        prediction = new int[capacity];
        latency = new double[capacity];
        flags = new byte[capacity];
        drawn = new int[capacity];
        trial = new long[capacity];
        labelText = new int[needs.labels() ? capacity : 0];
    }

    boolean has(int row, int flag) {
        return (flags[row] & flag) != 0;
    }

    /** Makes room for one beyond row and returns its position. */
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
            drawn = Arrays.copyOf(drawn, capacity);
            trial = Arrays.copyOf(trial, capacity);
            labelText = labelText.length == 0 ? labelText : Arrays.copyOf(labelText, capacity);
            beyond = beyond.length == 0 ? beyond : Arrays.copyOf(beyond, capacity);
            Arrays.setAll(slices, i -> Arrays.copyOf(slices[i], capacity));
            Arrays.setAll(numbers, i -> Arrays.copyOf(numbers[i], capacity));
            Arrays.setAll(groups, i -> Arrays.copyOf(groups[i], capacity));
        }
        return rows++;
    }

    /** Appends another block's rows; this one must have the capacity. */
    void append(Block other, int[] classes, int[] labelTexts, int[][] sliceValues) {
        System.arraycopy(other.line, 0, line, rows, other.rows);
        System.arraycopy(other.high, 0, high, rows, other.rows);
        System.arraycopy(other.low, 0, low, rows, other.rows);
        System.arraycopy(other.latency, 0, latency, rows, other.rows);
        System.arraycopy(other.flags, 0, flags, rows, other.rows);
        System.arraycopy(other.drawn, 0, drawn, rows, other.rows);
        System.arraycopy(other.trial, 0, trial, rows, other.rows);
        if (beyond.length > 0) {
            System.arraycopy(other.beyond, 0, beyond, rows, other.rows);
        }
        for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(other.numbers[i], 0, numbers[i], rows, other.rows);
        }
        for (int i = 0; i < groups.length; i++) {
            System.arraycopy(other.groups[i], 0, groups[i], rows, other.rows);
        }
        map(other.label, label, other.rows, classes);
        map(other.prediction, prediction, other.rows, classes);
        if (labelText.length > 0) {
            map(other.labelText, labelText, other.rows, labelTexts);
        }
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
