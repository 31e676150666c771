package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/**
 * Pooled rows in single precision, less a point among them and scaled by a power of two: MMD does not change when everything
 * is moved, but |x|² + |y|² - 2xy far from zero would lose all digits.
 */
final class FloatPoints {
    static final int PANEL = 512;
    static final int TILE = 48;

    // Rows of 64 k bytes, the 16 of Java's header included, made one after the other: all begin at the same place of a
    // vector register's width. Loads and stores that straddle cache lines cost the kernel a fifth of its speed
    // (DriftSpeedBench).
    private static final int ALIGNED = 12;
    private static final float FARTHEST = Float.MAX_VALUE / 8; // between two such rows 4 times that
    private static final int LINE = 16;
    private static final int STEP = 3;

    private final float[][] rows;
    private final float[] norms;
    private final int width;
    private final FloatGemm gemm;

    /** @param rows centred and scaled, padded with zeros to a multiple of three */
    FloatPoints(float[][] rows, Fma fma, FloatGemm gemm) {
        this.rows = rows;
        this.width = rows[0].length;
        this.gemm = gemm;
        this.norms = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            norms[i] = norm(rows[i], fma);
        }
    }

    /** How long to make arrays of at least that many numbers. */
    static int aligned(int count) {
        return (count + LINE - ALIGNED - 1) / LINE * LINE + ALIGNED;
    }

    static int padded(int width) {
        return (width + STEP - 1) / STEP * STEP;
    }

    // The same chain as the product of a row with itself, so that the distance of equal rows is exactly zero.
    private static float norm(float[] row, Fma fma) {
        float sum = 0;
        for (float value : row) {
            sum = fma == Fma.HARDWARE ? Math.fma(value, value, sum) : Fma.emulate(value, value, sum);
        }
        return sum;
    }

    int count() {
        return rows.length;
    }

    boolean isInRange() {
        for (float norm : norms) {
            if (!(norm < FARTHEST)) { // NaN too
                return false;
            }
        }
        return true;
    }

    /** A block of columns, transposed. Not shared between threads. */
    final class Panel {
        private final float[][] transposed;
        private final float[][] products;
        private final float[] columnNorms = new float[PANEL];
        private final float[][] a = new float[TILE][];
        private int columns;

        Panel() {
            float[][] together = new float[width + TILE][aligned(PANEL)];
            transposed = Arrays.copyOf(together, width);
            products = Arrays.copyOfRange(together, width, width + TILE);
        }

        /** Takes the given rows as columns, at most {@link #PANEL}. */
        void load(int[] index, int from, int to) {
            columns = to - from;
            for (int j = 0; j < columns; j++) {
                float[] row = rows[index[from + j]];
                columnNorms[j] = norms[index[from + j]];
                for (int u = 0; u < width; u++) {
                    transposed[u][j] = row[u];
                }
            }
        }

        /**
         * Squared distances between at most {@link #TILE} rows and the columns from {@code begin} on; the result is
         * overwritten next time.
         */
        float[][] distances(int[] index, int from, int to, int begin) {
            for (int r = from; r < to; r++) {
                a[r - from] = rows[index[r]];
                Arrays.fill(products[r - from], begin, columns, 0);
            }
            int count = to - from;
            int whole = padded(count);
            for (int r = count; r < whole; r++) {
                a[r] = a[count - 1]; // computed twice and not read
            }
            gemm.multiply(products, a, whole, transposed, width, begin, columns);
            for (int r = from; r < to; r++) {
                toDistances(products[r - from], columnNorms, norms[index[r]], begin, columns);
            }
            return products;
        }

        int columns() {
            return columns;
        }
    }

    private static void toDistances(float[] products, float[] columnNorms, float norm, int begin, int columns) {
        for (int j = begin; j < columns; j++) {
            products[j] = Math.max(columnNorms[j] + norm - 2 * products[j], 0);
        }
    }
}
