package io.jenkins.plugins.modeldelivery.drift;

import java.util.Arrays;

/**
 * Mean and range of the columns of some rows, to move a sample into the middle of single precision and scale it by a power of
 * two, so that nothing but rounding is lost.
 */
final class Centring {
    private final double share;
    private final double[] mean;
    private final double[] least;
    private final double[] most;

    /** @param rows that will be added */
    Centring(int rows, int width) {
        share = 1.0 / rows;
        mean = new double[width];
        least = new double[width];
        most = new double[width];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
    }

    void add(double[] row) {
        addTo(mean, row, share);
        extend(least, most, row);
    }

    private static void addTo(double[] mean, double[] row, double share) {
        for (int u = 0; u < row.length; u++) {
            mean[u] += row[u] * share;
        }
    }

    private static void extend(double[] least, double[] most, double[] row) {
        for (int u = 0; u < row.length; u++) {
            double value = row[u];
            if (value < least[u]) {
                least[u] = value;
            }
            if (value > most[u]) {
                most[u] = value;
            }
        }
    }

    double[] mean() {
        return mean.clone();
    }

    /** Whether no column changes. */
    boolean isFlat() {
        return half() == 0;
    }

    /** The power of two that is at most half of the largest range of a column; 1 when nothing differs. */
    double scale() {
        return isFlat() ? 1 : Math.scalb(1.0, Math.getExponent(half()));
    }

    private double half() {
        double half = 0;
        for (int u = 0; u < mean.length; u++) {
            half = Math.max(half, most[u] / 2 - least[u] / 2);
        }
        return half;
    }
}
