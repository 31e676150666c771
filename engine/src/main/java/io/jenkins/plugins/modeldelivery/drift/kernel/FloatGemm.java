package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * C += A B in single precision. Three rows of A against three rows of B at a time, each array a Java array of its own and
 * all read at the same index from 0: the shape that HotSpot's C2 turns into fused vector instructions (a fourth row or
 * feature is over its limit for unrolling and runs five times slower). Every element is one chain of fused multiply-adds
 * in the order of the rows of B, whatever the blocking, the machine or the fallback: the bits are always the same.
 */
final class FloatGemm {
    private static final int DEPTH = 24;

    private final Fma fma;

    FloatGemm(Fma fma) {
        this.fma = fma;
    }

    /**
     * @param c {@code rows} result rows of {@code width}
     * @param a {@code rows} rows of at least {@code depth} numbers
     * @param b the rows {@code from .. from + depth - 1} are used, each of {@code width}
     */
    void multiply(float[][] c, float[][] a, int rows, float[][] b, int from, int depth, int width) {
        if (fma == Fma.EMULATED) {
            plain(c, a, rows, b, from, depth, width);
            return;
        }
        for (int u = 0; u < depth; u += DEPTH) {
            int end = Math.min(depth, u + DEPTH);
            int r = 0;
            for (; r + 2 < rows; r += 3) {
                three(c, a, r, b, from, u, end, width);
            }
            for (; r < rows; r++) {
                for (int v = u; v < end; v++) {
                    one(c[r], b[from + v], a[r][v], width);
                }
            }
        }
    }

    private static void three(float[][] c, float[][] a, int r, float[][] b, int from, int begin, int end, int width) {
        float[] a0 = a[r];
        float[] a1 = a[r + 1];
        float[] a2 = a[r + 2];
        int u = begin;
        for (; u + 2 < end; u += 3) {
            int v = from + u;
            block(
                    c[r], c[r + 1], c[r + 2], b[v], b[v + 1], b[v + 2], a0[u], a0[u + 1], a0[u + 2], a1[u], a1[u + 1],
                    a1[u + 2], a2[u], a2[u + 1], a2[u + 2], width);
        }
        for (; u < end; u++) {
            one(c[r], b[from + u], a0[u], width);
            one(c[r + 1], b[from + u], a1[u], width);
            one(c[r + 2], b[from + u], a2[u], width);
        }
    }

    private static void block(
            float[] c0,
            float[] c1,
            float[] c2,
            float[] b0,
            float[] b1,
            float[] b2,
            float a00,
            float a01,
            float a02,
            float a10,
            float a11,
            float a12,
            float a20,
            float a21,
            float a22,
            int width) {
        for (int j = 0; j < width; j++) {
            float x0 = b0[j];
            float x1 = b1[j];
            float x2 = b2[j];
            c0[j] = Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, c0[j])));
            c1[j] = Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, c1[j])));
            c2[j] = Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, c2[j])));
        }
    }

    private static void one(float[] c, float[] b, float a, int width) {
        for (int j = 0; j < width; j++) {
            c[j] = Math.fma(a, b[j], c[j]);
        }
    }

    private static void plain(float[][] c, float[][] a, int rows, float[][] b, int from, int depth, int width) {
        for (int r = 0; r < rows; r++) {
            for (int u = 0; u < depth; u++) {
                for (int j = 0; j < width; j++) {
                    c[r][j] = Fma.emulate(a[r][u], b[from + u][j], c[r][j]);
                }
            }
        }
    }
}
