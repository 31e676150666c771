package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * One kernel between single rows, less a constant: for each row the sums to all others. Unbiased MMD² does not change with
 * the constant, and sums stay small.
 */
final class RowSums {
    private static final double TIE =
            1e-7; // of the kernel's spread, which is minute at small bandwidths; rounding is less

    private final Bins bins;
    private final double constant;
    private final double[] toReference;
    private final double[] toCurrent;
    private double squares;

    /** @param parts of all rows */
    RowSums(Bins bins, double constant, RowTotals... parts) {
        this.bins = bins;
        this.constant = constant;
        toReference = new double[bins.rows()];
        toCurrent = new double[bins.rows()];
        for (RowTotals part : parts) {
            part.addTo(toReference, toCurrent);
            squares += part.squares();
        }
    }

    /** The sum of a row's kernel to all others. */
    double total(int row) {
        return toReference[row] + toCurrent[row];
    }

    double total() {
        double sum = 0;
        for (int i = 0; i < toReference.length; i++) {
            sum += total(i);
        }
        return sum;
    }

    /** @param values MMD² of each labelling */
    Statistics statistics(double sigma, double[] values) {
        int n = bins.movableReference();
        int m = bins.movableCurrent();
        Sums sums = new Sums(bins);
        for (int i = 0; i < toReference.length; i++) {
            int own = i < n ? 1 : 0;
            sums.add(i, toReference[i] + constant * (n - own), toCurrent[i] + constant * (m - 1 + own));
        }
        double pairs = 0.5 * (n + m) * (n + m - 1);
        return sums.statistics(sigma, values, TIE * Math.sqrt(squares / pairs));
    }

    /** About the mean of each kernel: its value at the mean of some distances. */
    static float[] constants(float[][] distances, int bandwidths, double exponent) {
        int rows = distances.length;
        double sum = 0;
        for (int j = 1; j < rows; j++) {
            sum += distances[0][j];
        }
        float[] mean = {(float) (sum / (rows - 1))};
        KernelChain chain = new KernelChain(exponent, bandwidths > 1, 1);
        float[] constants = new float[bandwidths];
        float[] k = new float[1];
        for (int b = 0; b < constants.length; b++) {
            chain.only(b, mean, 0, 1, k);
            constants[b] = k[0];
        }
        return constants;
    }
}
