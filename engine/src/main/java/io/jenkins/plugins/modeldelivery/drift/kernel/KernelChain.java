package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * Kernels of a row of squared distances at all bandwidths of the ladder, in single precision and loops that C2 vectorises.
 * With t = d²/(2 sigma²)/256, 1 - exp(-t) is a polynomial (relative error 2e-8), and 1 - k² = f (2 - f) leads from one
 * bandwidth to half of it twice a step, without losing what is small: absolute error below 2e-7 at sigma. Below sigma
 * the kernel itself is squared.
 */
final class KernelChain {
    /** Index of sigma in the ladder. */
    static final int SIGMA = 2;

    private static final int WIDEST = Computation.LADDER.size() - 1;
    private static final float SCALE = 256;
    private static final float LARGEST = 1.4f; // beyond, exp(-22) at the widest bandwidth: nothing in single precision
    private static final float C1 = 1f;
    private static final float C2 = -0.49999869868789494f;
    private static final float C3 = 0.16665150225162506f;
    private static final float C4 = -0.0416005402803421f;
    private static final float C5 = 0.008194280788302422f;
    private static final float C6 = -0.0012351154582574964f;
    private static final float C7 = 0.0001091388548957184f;

    private final float factor;
    private final boolean isLadder;
    private final float[] f;

    /** @param exponent 1/(2 sigma²) in units of the squared distances */
    KernelChain(double exponent, boolean isLadder, int width) {
        this.factor = (float) (exponent / SCALE);
        this.isLadder = isLadder;
        this.f = new float[width];
    }

    int bandwidths() {
        return isLadder ? Computation.LADDER.size() : 1;
    }

    /** Writes {@code k[bandwidth][from .. to-1]} for squared distances that are not negative. */
    void apply(float[] squared, int from, int to, float[][] k) {
        begin(squared, f, factor, from, to);
        for (int place = WIDEST + 1; place >= SIGMA; place--) {
            halve(f, from, to);
            if (isLadder && place <= WIDEST) {
                complement(f, k[place], from, to);
            }
        }
        if (!isLadder) {
            complement(f, k[0], from, to);
            return;
        }
        for (int place = SIGMA; place > 0; place--) {
            fourth(k[place], k[place - 1], from, to);
        }
    }

    /** Writes the kernel of one bandwidth alone: the same steps, so the same bits. */
    void only(int bandwidth, float[] squared, int from, int to, float[] k) {
        int wanted = isLadder ? bandwidth : SIGMA;
        begin(squared, f, factor, from, to);
        for (int place = WIDEST + 1; place >= Math.max(wanted, SIGMA); place--) {
            halve(f, from, to);
        }
        complement(f, k, from, to);
        for (int place = SIGMA; place > wanted; place--) {
            fourth(k, k, from, to);
        }
    }

    private static void begin(float[] squared, float[] f, float factor, int from, int to) {
        for (int j = from; j < to; j++) {
            float t = Math.min(squared[j] * factor, LARGEST);
            f[j] = t * (C1 + t * (C2 + t * (C3 + t * (C4 + t * (C5 + t * (C6 + t * C7))))));
        }
    }

    /** Twice 1 - k^2 from 1 - k: from a bandwidth to half of it. */
    private static void halve(float[] f, int from, int to) {
        for (int j = from; j < to; j++) {
            float once = f[j] * (2 - f[j]);
            f[j] = once * (2 - once);
        }
    }

    private static void complement(float[] f, float[] k, int from, int to) {
        for (int j = from; j < to; j++) {
            k[j] = 1 - f[j];
        }
    }

    private static void fourth(float[] k, float[] result, int from, int to) {
        for (int j = from; j < to; j++) {
            float square = k[j] * k[j];
            result[j] = square * square;
        }
    }
}
