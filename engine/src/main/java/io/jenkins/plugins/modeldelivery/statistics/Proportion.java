package io.jenkins.plugins.modeldelivery.statistics;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * {@code successes} out of {@code trials} independent trials, with one-sided confidence bounds for the true proportion.
 *
 * @param successes 0..trials
 * @param trials at least 1
 */
public record Proportion(long successes, long trials) {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    public Proportion {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " out of " + trials + " is not a proportion");
        }
    }

    /** The point estimate, 0..1. */
    public double estimate() {
        return (double) successes / trials;
    }

    /** One-sided lower Clopper-Pearson bound (Clopper and Pearson 1934) at the given confidence, 0..1 exclusive. */
    public double exactLower(double confidence) {
        return successes == 0
                ? 0
                : BetaDistribution.of(successes, trials - successes + 1.0).inverseCumulativeProbability(1 - confidence);
    }

    /** One-sided upper Clopper-Pearson bound. */
    public double exactUpper(double confidence) {
        return successes == trials
                ? 1
                : BetaDistribution.of(successes + 1.0, trials - successes).inverseCumulativeProbability(confidence);
    }

    /** One-sided lower Wilson score bound (Wilson 1927). */
    public double wilsonLower(double confidence) {
        return wilson(-NORMAL.inverseCumulativeProbability(confidence));
    }

    /** One-sided upper Wilson score bound. */
    public double wilsonUpper(double confidence) {
        return wilson(NORMAL.inverseCumulativeProbability(confidence));
    }

    private double wilson(double z) {
        double n = trials;
        double p = estimate();
        double z2 = z * z;
        double centre = p + z2 / (2 * n);
        double spread = z * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return Math.min(1, Math.max(0, (centre + spread) / (1 + z2 / n)));
    }
}
