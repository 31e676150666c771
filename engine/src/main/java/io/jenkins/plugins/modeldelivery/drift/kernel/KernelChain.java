package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * Kernels of a row of squared distances at all bandwidths of the ladder, in single precision and loops that C2 vectorises.
 * With t = d²/(2 sigma²)/256, 1 - exp(-t) is a polynomial (relative error 2e-8), and 1 - k² = f (2 - f) leads from one
 * bandwidth to half of it twice a step, without losing what is small: absolute error below 2e-7 at sigma. Below sigma
 * the kernel itself is squared. {@code DriftSpeedBench} is why there is no {@link Math#exp} here: it is not vectorised, and
 * its bits are not the same everywhere.
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
    private final float[] kernel;

    /** @param exponent 1/(2 sigma²) in units of the squared distances */
    KernelChain(double exponent, boolean isLadder, int width) {
        this.factor = (float) (exponent / SCALE);
        this.isLadder = isLadder;
        this.f = new float[width];
        this.kernel = new float[width];
    }

    int bandwidths() {
        return isLadder ? Computation.LADDER.size() : 1;
    }

    /**
     * Adds the kernels of rows of squared distances, which are not negative, to a row of sums for each bandwidth. All of it
     * in one loop: a method for a row would be called so often that HotSpot compiles it together with all loops below it
     * once more, which takes longer than they do.
     *
     * @param squared rows, of which those from {@code first} to before {@code end} are added
     * @param diagonal row r is added from place {@code max(0, r + diagonal)} on
     * @param to the place behind the last one
     * @param sums {@code sums[bandwidth][place]}
     */
    void add(float[][] squared, int first, int end, int diagonal, int to, float[][] sums) {
        for (int r = first; r < end; r++) {
            int from = Math.max(0, r + diagonal);
            begin(squared[r], f, factor, from, to);
            halve(f, from, to);
            halve(f, from, to);
            if (isLadder) {
                addComplement(f, kernel, sums[WIDEST], from, to);
                halve(f, from, to);
                addComplement(f, kernel, sums[WIDEST - 1], from, to);
                halve(f, from, to);
                addComplement(f, kernel, sums[SIGMA], from, to);
                addFourth(kernel, sums[1], from, to);
                addFourth(kernel, sums[0], from, to);
            } else {
                halve(f, from, to);
                halve(f, from, to);
                addComplement(f, kernel, sums[0], from, to);
            }
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

    private static void addComplement(float[] f, float[] k, float[] sums, int from, int to) {
        for (int j = from; j < to; j++) {
            float value = 1 - f[j];
            k[j] = value;
            sums[j] = sums[j] + value;
        }
    }

    private static void addFourth(float[] k, float[] sums, int from, int to) {
        for (int j = from; j < to; j++) {
            float square = k[j] * k[j];
            float value = square * square;
            k[j] = value;
            sums[j] = sums[j] + value;
        }
    }
}
