package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * Order statistics of single-precision distances by two counting passes over their bit patterns, which for numbers that are
 * not negative are ordered as the numbers are. The JDK sorts those
 * of n = 1000 in 0.13 s, longer than the whole test takes in {@code DriftSpeedBench}.
 */
final class FloatDistances implements Distances {
    private static final int HALF = 16;
    private static final int MASK = 0xFFFF;

    private final float[][] values;
    private final int count;
    private final double unit;
    private final int[] upperCounts = new int[1 << HALF];
    private final int zeros;
    private int[] lowerCounts;
    private int countedUpper = -1;

    /**
     * @param values {@code values[i][j - i]} between rows i and j, i not above j
     * @param unit what a value of 1 stands for
     */
    FloatDistances(float[][] values, double unit) {
        this.values = values;
        this.unit = unit;
        int rows = values.length;
        int none = 0;
        for (float[] row : values) {
            none += countUpper(row);
        }
        count = Math.multiplyExact(rows, rows - 1) / 2;
        zeros = none;
    }

    /** How many zeros there are, counting all values on the way. */
    private int countUpper(float... row) {
        int none = 0;
        for (int j = 1; j < row.length; j++) {
            upperCounts[Float.floatToRawIntBits(row[j]) >>> HALF]++;
            none += row[j] == 0 ? 1 : 0;
        }
        return none;
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
        if (upper != countedUpper) {
            lowerCounts = new int[1 << HALF];
            for (float[] row : values) {
                countLower(row, upper);
            }
            countedUpper = upper;
        }
        int lower = 0;
        while (before + lowerCounts[lower] <= k) {
            before += lowerCounts[lower++];
        }
        return Float.intBitsToFloat(upper << HALF | lower) * unit;
    }

    private void countLower(float[] row, int upper) {
        for (int j = 1; j < row.length; j++) {
            int bits = Float.floatToRawIntBits(row[j]);
            if (bits >>> HALF == upper) {
                lowerCounts[bits & MASK]++;
            }
        }
    }
}
