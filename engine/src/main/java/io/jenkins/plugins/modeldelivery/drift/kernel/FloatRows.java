package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/**
 * Permutations of single rows, up to 2,000 of them: kernel rows are made tile by tile from the distances and multiplied at
 * once with all labellings. A constant is taken off the kernel first; unbiased MMD² does not change, and sums stay small.
 */
final class FloatRows {
    private static final double TIE = 1e-7; // of a kernel between 0 and 1; rounding is about 1e-8

    private final float[][] distances;
    private final FloatGemm gemm;
    private final Workers workers;
    private final int rows;
    private int references;

    FloatRows(float[][] distances, FloatGemm gemm, Workers workers) {
        this.distances = distances;
        this.gemm = gemm;
        this.workers = workers;
        this.rows = distances.length;
    }

    Statistics[] statistics(double[] sigmas, double exponent, Bins bins, Labellings labellings)
            throws InterruptedException {
        references = bins.movableReference();
        float[][] z = labellings.floats();
        float[] constants = constants(sigmas, exponent);
        int tiles = (rows + FloatPoints.TILE - 1) / FloatPoints.TILE;
        Tile[] parts = new Tile[tiles];
        workers.run(tiles, "tiles", t -> {
            parts[t] = new Tile(t * FloatPoints.TILE, sigmas.length, labellings.count());
            parts[t].run(new KernelChain(exponent, sigmas.length > 1, rows), constants, z);
        });
        Statistics[] statistics = new Statistics[sigmas.length];
        for (int k = 0; k < sigmas.length; k++) {
            statistics[k] = finish(k, sigmas[k], constants[k], parts, bins, labellings, z);
        }
        return statistics;
    }

    /** About the mean of each kernel: its value at the mean of some distances. */
    private float[] constants(double[] sigmas, double exponent) {
        double sum = 0;
        for (int j = 1; j < rows; j++) {
            sum += distances[0][j];
        }
        float[] mean = {(float) (sum / (rows - 1))};
        float[][] k = new float[sigmas.length][1];
        new KernelChain(exponent, sigmas.length > 1, 1).apply(mean, 1, k);
        float[] constants = new float[sigmas.length];
        for (int b = 0; b < constants.length; b++) {
            constants[b] = k[b][0];
        }
        return constants;
    }

    private Statistics finish(
            int k, double sigma, float constant, Tile[] parts, Bins bins, Labellings labellings, float[][] z) {
        double[] toReference = new double[rows];
        double[] toCurrent = new double[rows];
        double[] within = new double[labellings.count()];
        for (Tile part : parts) {
            for (int j = part.begin; j < rows; j++) {
                toReference[j] += part.toReference[k][j - part.begin];
                toCurrent[j] += part.toCurrent[k][j - part.begin];
            }
            for (int b = 0; b < within.length; b++) {
                within[b] += 2 * part.within[k][b];
            }
        }
        Sums sums = new Sums(bins);
        double[] totals = new double[labellings.count() + 1];
        int last = labellings.count();
        for (int i = 0; i < rows; i++) {
            sums.add(i, toReference[i], toCurrent[i]);
            double total = toReference[i] + toCurrent[i] - (double) constant * (rows - 1);
            totals[last] += total;
            float[] labels = z[i];
            for (int b = 0; b < last; b++) {
                totals[b] += total * labels[b];
            }
        }
        return sums.statistics(sigma, Permuted.finish(within, totals, bins, labellings), TIE);
    }

    /** 48 rows against all rows behind them. */
    private final class Tile {
        final int begin;
        final double[][] within;
        final double[][] toReference;
        final double[][] toCurrent;
        private final int end;

        Tile(int begin, int bandwidths, int labellings) {
            this.begin = begin;
            this.end = Math.min(rows, begin + FloatPoints.TILE);
            within = new double[bandwidths][labellings];
            toReference = new double[bandwidths][rows - begin];
            toCurrent = new double[bandwidths][rows - begin];
        }

        void run(KernelChain chain, float[] constants, float[][] z) throws InterruptedException {
            int count = end - begin;
            int labellings = within[0].length;
            float[][][] k = new float[within.length][count][rows - begin];
            float[][] current = new float[within.length][rows];
            for (int i = begin; i < end; i++) {
                int behind = rows - i;
                chain.apply(distances[i], behind, current);
                for (int b = 0; b < within.length; b++) {
                    gather(b, i, current[b]);
                    float[] row = k[b][i - begin];
                    for (int j = 1; j < behind; j++) {
                        row[i - begin + j] = current[b][j] - constants[b];
                    }
                }
            }
            float[][] products = new float[count][labellings];
            float[] sum = new float[labellings];
            for (int b = 0; b < within.length; b++) {
                Workers.check();
                for (float[] product : products) {
                    Arrays.fill(product, 0);
                }
                gemm.multiply(products, k[b], count, z, begin, rows - begin, labellings);
                Arrays.fill(sum, 0);
                for (int r = 0; r < count; r++) {
                    addProduct(sum, z[begin + r], products[r]);
                }
                for (int l = 0; l < labellings; l++) {
                    within[b][l] = sum[l];
                }
            }
        }

        /** Adds the kernel row of i to the sums of i and of all rows behind it. */
        private void gather(int b, int i, float[] kernel) {
            int behind = rows - i;
            addColumns((i < references ? toReference : toCurrent)[b], i - begin, kernel, behind);
            int boundary = Math.max(1, Math.min(behind, references - i));
            toReference[b][i - begin] += sum(kernel, 1, boundary);
            toCurrent[b][i - begin] += sum(kernel, boundary, behind);
        }
    }

    private static void addColumns(double[] columns, int first, float[] kernel, int behind) {
        for (int j = 1; j < behind; j++) {
            columns[first + j] += kernel[j];
        }
    }

    private static double sum(float[] values, int from, int to) {
        double even = 0;
        double odd = 0;
        int j = from;
        for (; j + 1 < to; j += 2) {
            even += values[j];
            odd += values[j + 1];
        }
        return even + odd + (j < to ? values[j] : 0);
    }

    private static void addProduct(float[] sum, float[] labels, float[] product) {
        for (int b = 0; b < sum.length; b++) {
            sum[b] += labels[b] * product[b];
        }
    }
}
