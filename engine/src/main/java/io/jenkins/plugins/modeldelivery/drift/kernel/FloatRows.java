package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * Permutations of single rows, up to 2,000 of them: the kernel is made from the distances in runs of columns and summed at
 * once for all labellings. A constant is taken off the kernel first; unbiased MMD² does not change, and sums stay small.
 */
final class FloatRows {
    private static final double TIE =
            1e-7; // of the kernel's spread, which is minute at small bandwidths; rounding is less

    private static final int RUN = 256; // columns at a time; more would compute more pairs twice

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
        boolean isLadder = sigmas.length > 1;
        Subsets subsets = new Subsets(labellings, rows);
        long[][] bits = new long[labellings.count()][];
        for (int b = 0; b < bits.length; b++) {
            bits[b] = labellings.bits(b);
        }
        float[] constants = constants(sigmas.length, exponent);
        int runs = (rows + RUN - 1) / RUN;
        RowSums[] parts = new RowSums[runs * sigmas.length];
        // the last columns have the most rows above them: first, so that threads end together
        workers.runEach(parts.length, "runs of columns", () -> {
            RowSums.Memory memory = new RowSums.Memory(subsets, RUN);
            KernelChain chain = new KernelChain(exponent, isLadder, RUN);
            return task -> {
                int k = task % sigmas.length;
                int run = runs - 1 - task / sigmas.length;
                RowSums part =
                        new RowSums(distances, bins.movableReference(), bounds(run, runs), bounds(run + 1, runs));
                part.run(chain, k, constants[k], subsets, bits, memory);
                parts[k * runs + run] = part;
            };
        });
        Statistics[] statistics = new Statistics[sigmas.length];
        for (int k = 0; k < sigmas.length; k++) {
            Sums sums = new Sums(bins);
            double[] totals = new double[rows];
            double[] within = new double[labellings.count()];
            double squares = 0;
            for (int run = 0; run < runs; run++) {
                parts[k * runs + run].addTo(sums, within);
                squares += parts[k * runs + run].squares();
            }
            double spread = Math.sqrt(squares / (0.5 * rows * (rows - 1)));
            for (int i = 0; i < rows; i++) {
                totals[i] = sums.total(i) - (double) constants[k] * (rows - 1);
            }
            double[] values = Permuted.finish(within, subsets.sums(totals), bins, labellings);
            statistics[k] = sums.statistics(sigmas[k], values, TIE * spread);
        }
        return statistics;
    }

    private int bounds(int run, int runs) {
        return (int) ((long) rows * run / runs);
    }

    /** About the mean of each kernel: its value at the mean of some distances. */
    private float[] constants(int bandwidths, double exponent) {
        double sum = 0;
        for (int j = 1; j < rows; j++) {
            sum += distances[0][j];
        }
        float[] mean = {(float) (sum / (rows - 1))};
        float[][] k = new float[bandwidths][1];
        new KernelChain(exponent, bandwidths > 1, 1).apply(mean, 0, 1, k);
        float[] constants = new float[bandwidths];
        for (int b = 0; b < constants.length; b++) {
            constants[b] = k[b][0];
        }
        return constants;
    }
}
