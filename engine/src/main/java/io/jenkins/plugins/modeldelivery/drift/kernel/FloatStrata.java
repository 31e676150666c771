package io.jenkins.plugins.modeldelivery.drift.kernel;

/** Permutations of single rows in {@link Strata}: the kernel is summed between the options of every two strata. */
final class FloatStrata {
    private static final int COUNT = Strata.COUNT;

    private final float[][] distances;
    private final FloatGemm gemm;
    private final Workers workers;
    private final int rows;

    /** @param distances {@code distances[i][j - i]} between rows i and j, i not above j */
    FloatStrata(float[][] distances, FloatGemm gemm, Workers workers) {
        this.distances = distances;
        this.gemm = gemm;
        this.workers = workers;
        this.rows = distances.length;
    }

    Statistics[] statistics(double[] sigmas, double exponent, Bins bins, Labellings labellings, Strata strata)
            throws InterruptedException {
        float[] constants = RowSums.constants(distances, sigmas.length, exponent);
        RowTotals[][] totals = new RowTotals[sigmas.length][COUNT];
        double[][][][] sums = new double[sigmas.length][COUNT][][];
        workers.runEach(sigmas.length * COUNT, "strata", () -> {
            KernelRows kernels = new KernelRows(distances, exponent, sigmas.length > 1);
            Task task = new Task(strata, kernels, new OptionSums(rows, gemm));
            return i -> {
                int k = i / COUNT;
                int s = i % COUNT;
                totals[k][s] = new RowTotals(rows, bins.movableReference());
                sums[k][s] = task.run(s, k, constants[k], totals[k][s]);
            };
        });
        Statistics[] statistics = new Statistics[sigmas.length];
        for (int k = 0; k < sigmas.length; k++) {
            RowSums rowSums = new RowSums(bins, constants[k], totals[k]);
            double[] values = values(sums[k], rowSums, bins.movableReference(), labellings, strata);
            statistics[k] = rowSums.statistics(sigmas[k], values);
        }
        return statistics;
    }

    /** The rows of one stratum at one bandwidth, with memory that is used again. */
    private static final class Task {
        private final Strata strata;
        private final KernelRows kernels;
        private final OptionSums options;

        Task(Strata strata, KernelRows kernels, OptionSums options) {
            this.strata = strata;
            this.kernels = kernels;
            this.options = options;
        }

        /**
         * {@code result[p][t * COUNT + q]} is the kernel from the rows that count as reference under option p to those behind
         * them that are in stratum t and count as reference under option q.
         */
        double[][] run(int s, int k, float constant, RowTotals totals) throws InterruptedException {
            options.clear();
            for (int row : strata.rows(s)) {
                Workers.check();
                float[] kernel = options.next(row, strata.options(row));
                kernels.behind(row, k, kernel);
                totals.take(row, kernel, constant);
            }
            float[][] columns = options.sums();
            totals.set(columns[0], columns[COUNT]);
            double[][] sums = new double[COUNT][COUNT * COUNT];
            for (int t = 0; t < COUNT; t++) {
                for (int q = 0; q < COUNT; q++) {
                    addColumns(columns, sums, t * COUNT + q, strata.reference(t, q));
                }
            }
            return sums;
        }

        private static void addColumns(float[][] columns, double[][] sums, int at, int[] chosen) {
            for (int p = 0; p < COUNT; p++) {
                sums[p][at] = FloatSums.places(columns[p], chosen);
            }
        }
    }

    /** MMD² of every labelling; the sums hold each pair of rows once. */
    private double[] values(double[][][] sums, RowSums rowSums, int references, Labellings labellings, Strata strata)
            throws InterruptedException {
        double[][] toAll = new double[COUNT][COUNT];
        for (int s = 0; s < COUNT; s++) {
            for (int p = 0; p < COUNT; p++) {
                for (int row : strata.reference(s, p)) {
                    toAll[s][p] += rowSums.total(row);
                }
            }
        }
        double all = rowSums.total();
        double[] values = new double[labellings.count()];
        for (int b = 0; b < values.length; b++) {
            Workers.check();
            byte[] word = labellings.word(b);
            double within = 0;
            double total = 0;
            for (int s = 0; s < COUNT; s++) {
                within += 2 * pairs(sums[s][word[s]], word);
                total += toAll[s][word[s]];
            }
            values[b] = Permuted.value(within, total, all, references, rows);
        }
        return values;
    }

    private static double pairs(double[] sums, byte[] word) {
        double sum = 0;
        for (int t = 0; t < COUNT; t++) {
            sum += sums[t * COUNT + word[t]];
        }
        return sum;
    }
}
