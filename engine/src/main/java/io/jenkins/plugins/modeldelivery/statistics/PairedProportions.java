package io.jenkins.plugins.modeldelivery.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Two yes/no answers on each of the same {@code n} things.
 *
 * @param firstOnly where only the first says yes
 * @param secondOnly where only the second says yes
 * @param n all things, at least {@code firstOnly + secondOnly} and at least 1
 */
public record PairedProportions(long firstOnly, long secondOnly, long n) {
    private static final int BISECTIONS = 200;

    public PairedProportions {
        if (firstOnly < 0 || secondOnly < 0 || n < 1 || firstOnly + secondOnly > n) {
            throw new IllegalArgumentException(firstOnly + " and " + secondOnly + " are no pairs out of " + n);
        }
    }

    /** Proportion of the first minus proportion of the second, -1..1. */
    public double difference() {
        return (double) (firstOnly - secondOnly) / n;
    }

    /** One-sided lower score bound for the difference (Tango 1998, Statistics in Medicine 17:891). */
    public double lower(double confidence) {
        return bound(NormalDistribution.of(0, 1).inverseCumulativeProbability(confidence), -1, difference());
    }

    /** One-sided upper score bound for the difference. */
    public double upper(double confidence) {
        return bound(-NormalDistribution.of(0, 1).inverseCumulativeProbability(confidence), difference(), 1);
    }

    private double bound(double z, double from, double to) {
        double low = from;
        double high = to;
        for (int i = 0; i < BISECTIONS && high > low; i++) {
            double middle = (low + high) / 2;
            if (score(middle) > z) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return z > 0 ? low : high;
    }

    /** Falls as the difference grows. */
    private double score(double delta) {
        double a = 2.0 * n;
        double b = -firstOnly - secondOnly + (2.0 * n - firstOnly + secondOnly) * delta;
        double c = -secondOnly * delta * (1 - delta);
        double q = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
        double variance = n * (2 * q + delta * (1 - delta));
        double distance = firstOnly - secondOnly - n * delta;
        return variance <= 0 ? Math.signum(distance) * Double.POSITIVE_INFINITY : distance / Math.sqrt(variance);
    }
}
