package io.jenkins.plugins.modeldelivery.drift;

import java.util.Arrays;

/**
 * Middle and range of the columns of some rows, to move a sample into the middle of single precision and scale it by a power
 * of two, so that nothing but rounding is lost. The middle is a median of means: one row far from all others moves it no
 * farther than to another mean.
 */
final class Centring {
    private static final int MEANS = 5;

    private final int rows;
    private final double[][] means;
    private final double[] least;
    private final double[] most;

    private int added;

    /** @param rows that will be added, at least 1 */
    Centring(int rows, int width) {
        this.rows = rows;
        means = new double[Math.min(rows, MEANS)][width];
        least = new double[width];
        most = new double[width];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
    }

    void add(double[] row) {
        int mean = added++ % means.length;
        int itsRows = (rows - mean + means.length - 1) / means.length;
        addTo(means[mean], row, 1.0 / itsRows);
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

    /** The median of the means, column by column. */
    double[] middle() {
        double[] middle = new double[least.length];
        double[] column = new double[means.length];
        for (int u = 0; u < middle.length; u++) {
            for (int i = 0; i < column.length; i++) {
                column[i] = means[i][u];
            }
            Arrays.sort(column);
            middle[u] = column[(column.length - 1) / 2] / 2 + column[column.length / 2] / 2;
        }
        return middle;
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
        for (int u = 0; u < least.length; u++) {
            half = Math.max(half, most[u] / 2 - least[u] / 2);
        }
        return half;
    }
}
