package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * C += A B in single precision. Three rows of A against three rows of B at a time, each array a Java array of its own and
 * all read at the same index: the shape that HotSpot's C2 turns into fused vector instructions (a fourth row or
 * feature is over its limit for unrolling and runs four times slower). Every element is one chain of fused multiply-adds
 * in the order of the rows of B, whatever the blocking, the machine or the fallback: the bits are always the same.
 * {@code DriftSpeedBench} is why this is no library: those in plain Java reach a sixth of its speed at most.
 */
final class FloatGemm {
    private static final int DEPTH = 48; // of B at a time, so that C passes through the first cache few times

    private final boolean emulated;

    FloatGemm(Fma fma) {
        this.emulated = fma == Fma.EMULATED;
    }

    /**
     * @param c {@code rows} result rows
     * @param a {@code rows} rows of {@code depth} numbers
     * @param b {@code depth} rows
     * @param rows a multiple of three
     * @param depth likewise
     * @param begin the first column of B and C
     * @param end behind the last one
     */
    void multiply(float[][] c, float[][] a, int rows, float[][] b, int depth, int begin, int end) {
        for (int u = 0; u < depth; u += DEPTH) {
            int last = Math.min(depth, u + DEPTH);
            for (int r = 0; r < rows; r += 3) {
                float[] a0 = a[r];
                float[] a1 = a[r + 1];
                float[] a2 = a[r + 2];
                for (int v = u; v < last; v += 3) {
                    block(
                            c[r], c[r + 1], c[r + 2], b[v], b[v + 1], b[v + 2], a0[v], a0[v + 1], a0[v + 2], a1[v],
                            a1[v + 1], a1[v + 2], a2[v], a2[v + 1], a2[v + 2], begin, end, emulated);
                }
            }
        }
    }

    /**
     * C2 vectorises the loop only where it compiles this method by itself: inlined into its caller it runs four times
     * slower. It does not inline methods of more than 325 bytes of code, so this one is written out, fallback included
     * (which costs nothing: a branch that is never taken is not compiled). A test keeps it above that size.
     */
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
            int begin,
            int end,
            boolean emulated) {
        if (begin < 0
                || Math.min(c0.length, Math.min(c1.length, c2.length)) < end
                || Math.min(b0.length, Math.min(b1.length, b2.length)) < end) {
            throw new IllegalArgumentException("rows shorter than their width");
        }
        if (emulated) {
            for (int j = begin; j < end; j++) {
                float y0 = Fma.emulate(a00, b0[j], c0[j]);
                float y1 = Fma.emulate(a10, b0[j], c1[j]);
                float y2 = Fma.emulate(a20, b0[j], c2[j]);
                y0 = Fma.emulate(a01, b1[j], y0);
                y1 = Fma.emulate(a11, b1[j], y1);
                y2 = Fma.emulate(a21, b1[j], y2);
                c0[j] = Fma.emulate(a02, b2[j], y0);
                c1[j] = Fma.emulate(a12, b2[j], y1);
                c2[j] = Fma.emulate(a22, b2[j], y2);
            }
            return;
        }
        for (int j = begin; j < end; j++) {
            float x0 = b0[j];
            float x1 = b1[j];
            float x2 = b2[j];
            float y0 = Math.fma(a00, x0, c0[j]);
            float y1 = Math.fma(a10, x0, c1[j]);
            float y2 = Math.fma(a20, x0, c2[j]);
            y0 = Math.fma(a01, x1, y0);
            y1 = Math.fma(a11, x1, y1);
            y2 = Math.fma(a21, x1, y2);
            c0[j] = Math.fma(a02, x2, y0);
            c1[j] = Math.fma(a12, x2, y1);
            c2[j] = Math.fma(a22, x2, y2);
        }
    }
}
