package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * SplitMix64 (Steele, Lea and Flood 2014) with one stream per permutation, so that permutation b is the same whichever
 * thread draws it. Not {@link java.util.SplittableRandom}, which promises no algorithm: permutations, drawn rows and the
 * hashes in stored fingerprints must stay what they are with every JDK. Speed is no reason for it.
 */
public final class SplitMix {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private long state;

    public SplitMix(long seed, long stream) {
        state = mix(mix(seed + GOLDEN) ^ (stream * 0xD1342543DE82EF95L));
    }

    /** A well-mixed 64-bit hash of a number (the finaliser of SplitMix64, a bijection). */
    public static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in 0..bound-1, without bias (Lemire 2019). */
    public int nextInt(int bound) {
        long product = (nextLong() >>> 32) * bound;
        if ((product & 0xFFFFFFFFL) < bound) {
            long threshold = (0x1_0000_0000L - bound) % bound;
            while ((product & 0xFFFFFFFFL) < threshold) {
                product = (nextLong() >>> 32) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** Uniform in [0, 1) with 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Moves a uniformly chosen subset of {@code count} elements to the front, in random order (Fisher and Yates). */
    public void chooseFirst(int[] elements, int count) {
        for (int i = 0; i < count; i++) {
            int j = i + nextInt(elements.length - i);
            int swap = elements[i];
            elements[i] = elements[j];
            elements[j] = swap;
        }
    }
}
