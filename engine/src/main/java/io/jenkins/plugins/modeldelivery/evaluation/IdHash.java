package io.jenkins.plugins.modeldelivery.evaluation;

/** 128-bit hashes of ids and other texts: at a billion rows the chance of any accidental collision is below 1e-20. */
public final class IdHash {
    private long high;
    private long low;

    /** Hashes a text; {@link #high} and {@link #low} then hold its hash. */
    public void of(char[] text, int from, int length) {
        long a = 0x9E3779B97F4A7C15L ^ length;
        long b = 0xC2B2AE3D27D4EB4FL + length;
        for (int i = 0; i < length; i += 4) {
            long word = 0;
            for (int j = i; j < Math.min(i + 4, length); j++) {
                word = word << 16 | text[from + j];
            }
            a = mix(a ^ word) * 0x87C37B91114253D5L + 0x52DCE729;
            b = mix(b + word * 0x4CF5AD432745937FL) ^ Long.rotateLeft(a, 27);
        }
        high = mix(a + b);
        low = mix(b ^ Long.rotateLeft(high, 31));
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
