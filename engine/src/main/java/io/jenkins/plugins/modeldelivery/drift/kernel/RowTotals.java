package io.jenkins.plugins.modeldelivery.drift.kernel;

/** One kernel, less a constant, between some of the rows and all rows behind each: what the observed statistic needs. */
final class RowTotals {
    private final int references;
    private final float[] fromReference; // summed over at most some hundred rows: single precision is enough
    private final float[] fromCurrent;
    private final float[] squares;
    private final double[] toReference;
    private final double[] toCurrent;

    RowTotals(int rows, int references) {
        this.references = references;
        fromReference = new float[rows];
        fromCurrent = new float[rows];
        squares = new float[rows];
        toReference = new double[rows];
        toCurrent = new double[rows];
    }

    /** @param kernel of the row, from place {@code row + 1} on */
    void add(int row, float[] kernel) {
        int first = row + 1;
        add(row < references ? fromReference : fromCurrent, kernel, first);
        addSquares(squares, kernel, first);
        int boundary = Math.max(first, references);
        toReference[row] = FloatSums.range(kernel, first, boundary);
        toCurrent[row] = FloatSums.range(kernel, boundary, kernel.length);
    }

    /** Adds the values from a place on. */
    static void add(float[] sums, float[] values, int from) {
        for (int j = from; j < sums.length; j++) {
            sums[j] = sums[j] + values[j];
        }
    }

    private static void addSquares(float[] sums, float[] values, int from) {
        for (int j = from; j < sums.length; j++) {
            sums[j] = sums[j] + values[j] * values[j];
        }
    }

    /** For each row the sum over the reference rows among these that lie before it. */
    float[] fromReference() {
        return fromReference;
    }

    void addTo(double[] reference, double[] current) {
        for (int i = 0; i < reference.length; i++) {
            reference[i] += toReference[i] + fromReference[i];
            current[i] += toCurrent[i] + fromCurrent[i];
        }
    }

    /** The sum of the squares of the kernel less the constant. */
    double squares() {
        return FloatSums.range(squares, 0, squares.length);
    }
}
