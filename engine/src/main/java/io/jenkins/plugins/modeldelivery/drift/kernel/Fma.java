package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * How a fused multiply-add is computed here. Without the instruction, {@link Math#fma} falls back to BigDecimal, a thousand
 * times slower; then an emulation in double precision takes its place, with the same result to the last bit.
 */
enum Fma {
    HARDWARE,
    EMULATED;

    private static final int PROBES = 4096;
    private static final long PATHOLOGICAL_NANOS = 250; // per operation; interpreted hardware: ~30, BigDecimal: ~1000

    /** Times {@link Math#fma} for about a tenth of a millisecond; the choice changes speed only. */
    static Fma selfCheck() {
        long best = Long.MAX_VALUE;
        float sum = 1;
        for (int repeat = 0; repeat < 3; repeat++) {
            long begin = System.nanoTime();
            for (int i = 0; i < PROBES / 3; i++) {
                sum = Math.fma(sum, 0.999f, 0.1f + i * 1e-7f);
            }
            best = Math.min(best, System.nanoTime() - begin);
        }
        boolean isWrong =
                !(sum > 0) || Math.fma(0x1.000002p0f, 0x1.000002p0f, -1f) != emulate(0x1.000002p0f, 0x1.000002p0f, -1f);
        return isWrong || best / (PROBES / 3) > PATHOLOGICAL_NANOS ? EMULATED : HARDWARE;
    }

    /**
     * a b + c rounded once. The product of two floats is exact in double precision; the sum is rounded to odd (Boldo and
     * Melquiond 2008), so that rounding it again to float cannot go wrong.
     */
    static float emulate(float a, float b, float c) {
        double product = (double) a * b;
        double sum = product + c;
        double virtual = sum - product;
        double error = (product - (sum - virtual)) + (c - virtual);
        if (error == 0 || !(Math.abs(sum) <= Double.MAX_VALUE)) {
            return (float) sum;
        }
        long bits = Double.doubleToRawLongBits(sum);
        if ((bits & 1) == 0) {
            bits += (error > 0) == (sum > 0) ? 1 : -1;
        }
        return (float) Double.longBitsToDouble(bits);
    }
}
