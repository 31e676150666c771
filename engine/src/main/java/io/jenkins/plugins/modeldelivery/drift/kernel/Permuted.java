package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/** The unbiased MMD² of every labelling, from sums of the kernel between bins. */
final class Permuted {
    private static final int ROWS_PER_TASK = 16;

    private final Bins bins;
    private final Labellings labellings;
    private final double[][] z;
    private final Workers workers;

    Permuted(Bins bins, Labellings labellings, Workers workers) {
        this.bins = bins;
        this.labellings = labellings;
        this.z = labellings.doubles();
        this.workers = workers;
    }

    /**
     * @param upper {@code upper[g][h - g]} is the sum between bins g and h; on the diagonal both orders of each pair
     * @param sums the same sums, gathered
     */
    double[] values(double[][] upper, Sums sums) throws InterruptedException {
        int bound = bins.count();
        int tasks = (bound + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
        double[][] parts = new double[tasks][];
        workers.run(tasks, "permutation blocks", task -> {
            double[] within = new double[labellings.count()];
            double[] row = new double[labellings.count()];
            int end = Math.min(bound, (task + 1) * ROWS_PER_TASK);
            for (int g = task * ROWS_PER_TASK; g < end; g++) {
                multiply(upper[g], g, row);
                addWithin(within, z[g], row);
            }
            parts[task] = within;
        });
        double[] within = new double[labellings.count()];
        for (double[] part : parts) {
            add(within, part);
        }
        return finish(within, rowTotals(sums), bins, labellings);
    }

    /** row = upper[g][0] + 2 sum over h > g of upper[g][h] z_h. */
    private void multiply(double[] weights, int g, double[] row) {
        Arrays.fill(row, weights[0]);
        int h = 1;
        for (; h + 3 < weights.length; h += 4) {
            four(row, z[g + h], z[g + h + 1], z[g + h + 2], z[g + h + 3], weights, h);
        }
        for (; h < weights.length; h++) {
            one(row, z[g + h], 2 * weights[h]);
        }
    }

    private static void four(double[] row, double[] z0, double[] z1, double[] z2, double[] z3, double[] w, int h) {
        double w0 = 2 * w[h];
        double w1 = 2 * w[h + 1];
        double w2 = 2 * w[h + 2];
        double w3 = 2 * w[h + 3];
        for (int b = 0; b < row.length; b++) {
            row[b] = row[b] + w0 * z0[b] + w1 * z1[b] + w2 * z2[b] + w3 * z3[b];
        }
    }

    private static void one(double[] row, double[] z0, double w0) {
        for (int b = 0; b < row.length; b++) {
            row[b] = row[b] + w0 * z0[b];
        }
    }

    private static void addWithin(double[] within, double[] z0, double[] row) {
        for (int b = 0; b < row.length; b++) {
            within[b] = within[b] + z0[b] * row[b];
        }
    }

    private static void add(double[] sum, double[] part) {
        for (int b = 0; b < sum.length; b++) {
            sum[b] += part[b];
        }
    }

    /** For each labelling the sum of the kernel between its reference rows and all rows; the total comes last. */
    private double[] rowTotals(Sums sums) {
        double[] totals = new double[labellings.count() + 1];
        for (int g = 0; g < bins.count(); g++) {
            double total = sums.total(g);
            double[] labels = z[g];
            for (int b = 0; b < labels.length; b++) {
                totals[b] = totals[b] + total * labels[b];
            }
            totals[labels.length] += total;
        }
        return totals;
    }

    /** From z'Wz and z'W1 to MMD². */
    static double[] finish(double[] within, double[] rowTotals, Bins bins, Labellings labellings) {
        double[] values = new double[within.length];
        double all = rowTotals[within.length];
        for (int b = 0; b < values.length; b++) {
            double n = labellings.referenceRows(b);
            double m = bins.rows() - n;
            double xx = within[b];
            double xy = rowTotals[b] - xx;
            double yy = all - 2 * rowTotals[b] + xx;
            values[b] = xx / (n * (n - 1)) + yy / (m * (m - 1)) - 2 * xy / (n * m);
        }
        return values;
    }
}
