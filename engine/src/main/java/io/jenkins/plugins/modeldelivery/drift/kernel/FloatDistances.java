package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * Order statistics of single-precision distances by two counting passes over their bit patterns, which for numbers that are
 * not negative are ordered as the numbers are.
 */
final class FloatDistances implements Distances {
    private static final int HALF = 16;
    private static final int MASK = 0xFFFF;

    private final float[][] values;
    private final int count;
    private final double unit;
    private final int[] upperCounts = new int[1 << HALF];
    private int zeros;

    /**
     * @param values in any grouping
     * @param unit what a value of 1 stands for
     */
    FloatDistances(float[][] values, double unit) {
        this.values = values;
        this.unit = unit;
        int all = 0;
        for (float[] row : values) {
            all += row.length;
            for (float value : row) {
                upperCounts[Float.floatToRawIntBits(value) >>> HALF]++;
                zeros += value == 0 ? 1 : 0;
            }
        }
        count = all;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int zeros() {
        return zeros;
    }

    @Override
    public double smallest(int k) {
        int upper = 0;
        int before = 0;
        while (before + upperCounts[upper] <= k) {
            before += upperCounts[upper++];
        }
        int[] lowerCounts = new int[1 << HALF];
        for (float[] row : values) {
            for (float value : row) {
                int bits = Float.floatToRawIntBits(value);
                if (bits >>> HALF == upper) {
                    lowerCounts[bits & MASK]++;
                }
            }
        }
        int lower = 0;
        while (before + lowerCounts[lower] <= k) {
            before += lowerCounts[lower++];
        }
        return Float.intBitsToFloat(upper << HALF | lower) * unit;
    }
}
