package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * Order statistics of single-precision distances by two counting passes over their bit patterns, which for numbers that are
 * not negative are ordered as the numbers are.
 */
final class FloatDistances implements Distances {
    private static final int HALF = 16;
    private static final int MASK = 0xFFFF;

    private final float[][] values;
    private final int rows;
    private final int count;
    private final double unit;
    private final int[] upperCounts = new int[1 << HALF];
    private final int zeros;
    private int[] lowerCounts;
    private int countedUpper = -1;

    /**
     * @param values {@code values[i][j - i]} between rows i and j, i not above j
     * @param rows the first so many are looked at
     * @param unit what a value of 1 stands for
     */
    FloatDistances(float[][] values, int rows, double unit) {
        this.values = values;
        this.rows = rows;
        this.unit = unit;
        int none = 0;
        for (int i = 0; i < rows; i++) {
            none += countUpper(values[i], rows - i);
        }
        count = Math.multiplyExact(rows, rows - 1) / 2;
        zeros = none;
    }

    /** How many zeros there are, counting all values on the way. */
    private int countUpper(float[] row, int end) {
        int none = 0;
        for (int j = 1; j < end; j++) {
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
            for (int i = 0; i < rows; i++) {
                countLower(values[i], rows - i, upper);
            }
            countedUpper = upper;
        }
        int lower = 0;
        while (before + lowerCounts[lower] <= k) {
            before += lowerCounts[lower++];
        }
        return Float.intBitsToFloat(upper << HALF | lower) * unit;
    }

    private void countLower(float[] row, int end, int upper) {
        for (int j = 1; j < end; j++) {
            int bits = Float.floatToRawIntBits(row[j]);
            if (bits >>> HALF == upper) {
                lowerCounts[bits & MASK]++;
            }
        }
    }
}
