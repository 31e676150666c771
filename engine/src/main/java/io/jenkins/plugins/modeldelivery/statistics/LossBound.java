package io.jenkins.plugins.modeldelivery.statistics;

import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Approximate one-sided bounds of a ratio of sums whose units have no greatest value: the worse of Hall's transformation (1992,
 * Journal of the Royal Statistical Society B 54:221), which corrects for skewness, and Student's t, on the logarithm where
 * a loss has an upper bound to show. No exact bound can exist (Bahadur and Savage 1956, Annals of Mathematical Statistics
 * 27:1115).
 */
public final class LossBound {
    private static final int LEAST_UNITS = 100;
    private static final double UNITS_PER_SKEWNESS = 50;

    private final long n;
    private final double ratio;
    private final double error;
    private final double skewness;

    public LossBound(Units units) {
        n = units.count();
        ratio = units.ratio();
        double factor = n / units.size();
        double second = units.moment(ratio, 2) * factor * factor;
        error = Math.sqrt(second / (n - 1.0) / n);
        skewness = units.moment(ratio, 3) * factor * factor * factor / n / Math.pow(second / n, 1.5);
    }

    /** Why there is no bound; empty where there is one. */
    public Optional<String> gap() {
        if (n < LEAST_UNITS) {
            return Optional.of(n + " rows or groups; a bound of a loss without a range needs " + LEAST_UNITS);
        }
        if (!(error > 0)) {
            return Optional.of("all rows have the same loss, so nothing is known of its spread; give the rule a range");
        }
        double needed = Math.ceil(UNITS_PER_SKEWNESS * skewness * skewness);
        return needed > n
                ? Optional.of(
                        "the losses are too skewed for %d rows; about %.0f are needed, or a range".formatted(n, needed))
                : Optional.empty();
    }

    /** Lower bound of a loss. */
    public double lower(double confidence) {
        double t = quantile(confidence);
        return Math.min(hall(t), ratio - t * error);
    }

    /** Upper bound of a loss, which is above 0. */
    public double upper(double confidence) {
        double t = quantile(confidence);
        return Math.max(hall(-t), ratio * Math.exp(t * error / ratio));
    }

    /** Upper bound of a difference of losses. */
    public double upperDifference(double confidence) {
        double t = quantile(confidence);
        return Math.max(hall(-t), ratio + t * error);
    }

    private double quantile(double confidence) {
        return TDistribution.of(n - 1.0).inverseCumulativeProbability(confidence);
    }

    private double hall(double xi) {
        double a = skewness / Math.sqrt(n);
        double turned = Math.abs(a) < 1e-9 ? xi : 3 / a * (Math.cbrt(1 + a * (xi - a / 6)) - 1);
        return ratio - error * turned;
    }
}
