package io.jenkins.plugins.modeldelivery.statistics;

import java.util.Arrays;

/**
 * The sum of doubles, rounded once at the end, so that any order gives the same bits (Shewchuk 1997, Discrete and
 * Computational Geometry 18:305, grow-expansion).
 */
public final class ExactSum {
    private double[] partials = new double[8];
    private int size;

    /** @param value finite */
    public void add(double value) {
        double x = value;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            double y = partials[i];
            double high = x + y;
            double large = Math.abs(x) >= Math.abs(y) ? x : y;
            double low = Math.abs(x) >= Math.abs(y) ? y - (high - large) : x - (high - large);
            if (low != 0) {
                partials[kept++] = low;
            }
            x = high;
        }
        if (kept == partials.length) {
            partials = Arrays.copyOf(partials, 2 * kept);
        }
        partials[kept] = x;
        size = kept + 1;
    }

    public void clear() {
        size = 0;
    }

    /** The double that is nearest to the sum. */
    public double value() {
        if (size == 0) {
            return 0;
        }
        int i = size - 1;
        double high = partials[i];
        double low = 0;
        while (i > 0 && low == 0) {
            double x = high;
            double y = partials[--i];
            high = x + y;
            low = y - (high - x);
        }
        // half of the last place, with more of the same sign below it: round away
        if (i > 0 && (low < 0 && partials[i - 1] < 0 || low > 0 && partials[i - 1] > 0)) {
            double twice = low * 2;
            double x = high + twice;
            high = twice == x - high ? x : high;
        }
        return high;
    }
}
