package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/**
 * Sums of the kernel's rows over those that count as reference under each option of a stratum: a product with a matrix of
 * zeros and ones. Additions would do, but the product's loop is compiled already when they are needed, and faster.
 * Not shared between threads.
 */
final class OptionSums {
    private static final int DEPTH = 48; // rows of the kernel at a time; a multiple of three, as the product takes
    private static final int SUMS = FloatPoints.padded(Strata.COUNT + 1);

    private final FloatGemm gemm;
    private final int rows;
    private final float[][] sums;
    private final float[][] kernels;
    private final float[][] chosen = new float[SUMS][DEPTH];
    private int count;
    private int first;

    OptionSums(int rows, FloatGemm gemm) {
        this.gemm = gemm;
        this.rows = rows;
        float[][] together = new float[SUMS + DEPTH][FloatPoints.aligned(rows)];
        sums = Arrays.copyOf(together, SUMS);
        kernels = Arrays.copyOfRange(together, SUMS, SUMS + DEPTH);
    }

    /** Begins anew. */
    void clear() {
        for (float[] sum : sums) {
            Arrays.fill(sum, 0);
        }
        count = 0;
    }

    /**
     * Where to put the kernel of the next row, from place {@code row + 1} on; rows come in ascending order.
     *
     * @param options under which the row counts as reference, a bit for each
     */
    float[] next(int row, int options) {
        if (count == DEPTH) {
            add();
        }
        if (count == 0) {
            first = row + 1;
        }
        for (int p = 0; p < Strata.COUNT; p++) {
            chosen[p][count] = options >>> p & 1;
        }
        chosen[Strata.COUNT][count] = 1 - chosen[0][count];
        float[] kernel = kernels[count++];
        Arrays.fill(kernel, 0, row + 1, 0);
        return kernel;
    }

    private void add() {
        int depth = FloatPoints.padded(count);
        for (float[] column : chosen) {
            Arrays.fill(column, count, depth, 0);
        }
        for (int from = first; from < rows; from += FloatPoints.PANEL) {
            int to = Math.min(rows, from + FloatPoints.PANEL);
            gemm.multiply(sums, chosen, SUMS, kernels, depth, from, to);
        }
        count = 0;
    }

    /**
     * {@code result[p][j]}: the sum at place j over the rows that count as reference under option p, and behind the last
     * option over those that do not under the observed one. Overwritten next time.
     */
    float[][] sums() {
        if (count > 0) {
            add();
        }
        return sums;
    }
}
