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

    /**
     * Takes a row; {@link #add} or {@link #set} is needed beside it.
     *
     * @param kernel of the row, from place {@code row + 1} on; the constant is subtracted in place
     */
    void take(int row, float[] kernel, float constant) {
        int first = row + 1;
        subtract(kernel, constant, squares, first);
        int boundary = Math.max(first, references);
        toReference[row] = FloatSums.range(kernel, first, boundary);
        toCurrent[row] = FloatSums.range(kernel, boundary, squares.length);
    }

    private static void subtract(float[] values, float constant, float[] squares, int from) {
        for (int j = from; j < squares.length; j++) {
            float value = values[j] - constant;
            values[j] = value;
            squares[j] = squares[j] + value * value;
        }
    }

    /** Adds a row that was taken to what the rows behind it get from rows before them. */
    void add(int row, float[] kernel) {
        float[] sums = row < references ? fromReference : fromCurrent;
        for (int j = row + 1; j < sums.length; j++) {
            sums[j] = sums[j] + kernel[j];
        }
    }

    /** The same for all rows at once, summed over those of the reference and over those of the current sample. */
    void set(float[] reference, float[] current) {
        System.arraycopy(reference, 0, fromReference, 0, fromReference.length);
        System.arraycopy(current, 0, fromCurrent, 0, fromCurrent.length);
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
