package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * How a fused multiply-add is computed here. Without the instruction, {@link Math#fma} falls back to BigDecimal, a thousand
 * times slower; then an emulation in double precision takes its place, with the same result to the last bit.
 */
enum Fma {
    HARDWARE,
    EMULATED;

    private static final int PROBES = 30;
    private static final int OPERATIONS = 64;
    private static final long PATHOLOGICAL_NANOS = 250; // per operation; interpreted hardware: ~30, BigDecimal: ~1000
    private static final float JUST_ABOVE_ONE = 0x1.000002p0f;

    /** Times {@link Math#fma} until it was fast once, as it may be held up on a busy machine; the choice changes speed only. */
    static Fma selfCheck() {
        if (Float.compare(Math.fma(JUST_ABOVE_ONE, JUST_ABOVE_ONE, -1f), emulate(JUST_ABOVE_ONE, JUST_ABOVE_ONE, -1f))
                != 0) {
            return EMULATED;
        }
        for (int probe = 0; probe < PROBES; probe++) {
            long begin = System.nanoTime();
            float sum = 1;
            for (int i = 0; i < OPERATIONS; i++) {
                sum = Math.fma(sum, 0.999f, 0.1f);
            }
            if (System.nanoTime() - begin < OPERATIONS * PATHOLOGICAL_NANOS && sum > 0) {
                return HARDWARE;
            }
        }
        return EMULATED;
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
