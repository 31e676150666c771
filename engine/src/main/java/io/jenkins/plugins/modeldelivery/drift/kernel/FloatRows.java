package io.jenkins.plugins.modeldelivery.drift.kernel;

/** Permutations of single rows, each for itself: for small samples, and labellings given from outside. */
final class FloatRows {
    private static final int ROWS_PER_TASK = 50;

    private final float[][] distances;
    private final Workers workers;
    private final int rows;

    /** @param distances {@code distances[i][j - i]} between rows i and j, i not above j */
    FloatRows(float[][] distances, Workers workers) {
        this.distances = distances;
        this.workers = workers;
        this.rows = distances.length;
    }

    Statistics[] statistics(double[] sigmas, double exponent, Bins bins, Labellings labellings)
            throws InterruptedException {
        Permuted permuted = new Permuted(bins, labellings, workers);
        float[] constants = RowSums.constants(distances, sigmas.length, exponent);
        double[][] upper = new double[rows][];
        for (int i = 0; i < rows; i++) {
            upper[i] = new double[rows - i];
        }
        Statistics[] statistics = new Statistics[sigmas.length];
        for (int k = 0; k < sigmas.length; k++) {
            RowTotals[] parts = fill(upper, bins, k, constants[k], exponent, sigmas.length > 1);
            RowSums sums = new RowSums(bins, constants[k], parts);
            statistics[k] = sums.statistics(sigmas[k], permuted.values(upper, sums::total));
        }
        return statistics;
    }

    private RowTotals[] fill(double[][] upper, Bins bins, int k, float constant, double exponent, boolean isLadder)
            throws InterruptedException {
        RowTotals[] parts = new RowTotals[(rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK];
        workers.runEach(parts.length, "rows of the kernel", () -> {
            KernelRows kernels = new KernelRows(distances, exponent, isLadder);
            float[] row = new float[rows];
            return task -> {
                RowTotals part = new RowTotals(rows, bins.movableReference());
                for (int i = task * ROWS_PER_TASK; i < Math.min(rows, (task + 1) * ROWS_PER_TASK); i++) {
                    Workers.check();
                    kernels.behind(i, k, row);
                    part.take(i, row, constant);
                    part.add(i, row);
                    for (int j = i + 1; j < rows; j++) {
                        upper[i][j - i] = row[j];
                    }
                }
                parts[task] = part;
            };
        });
        return parts;
    }
}
