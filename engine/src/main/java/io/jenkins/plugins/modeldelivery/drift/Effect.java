package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import java.util.OptionalDouble;

/**
 * How large the shift is: the root of MMD² at sigma, 0 (same) to about 1.4 (nothing in common).
 *
 * @param value root of max(MMD², 0)
 * @param lower one-sided 95 % bound, 0 or more
 * @param upper likewise
 * @param tolerance what does not matter, if given
 * @param detectable the smallest effect that the test at sigma finds four times out of five
 */
public record Effect(double value, double lower, double upper, OptionalDouble tolerance, double detectable) {
    private static final double Z_95 = 1.6448536269514722;
    private static final double Z_80 = 0.8416212335729143;

    /**
     * Bounds from the normal approximation with the variance of the U-statistic: its first-order part (Hoeffding, from
     * the bins) plus the permuted variance, which stands for the second-order part that dominates when nothing shifted.
     */
    static Effect of(Statistics statistics, double alpha, OptionalDouble tolerance) {
        NullDistribution permuted = NullDistribution.of(statistics);
        double spread = Z_95 * Math.sqrt(statistics.variance() + permuted.variance());
        double detectable = permuted.quantile(1 - alpha) + Z_80 * Math.sqrt(permuted.variance());
        return new Effect(
                root(statistics.mmd2()),
                root(statistics.mmd2() - spread),
                root(statistics.mmd2() + spread),
                tolerance,
                root(detectable));
    }

    private static double root(double mmd2) {
        return Math.sqrt(Math.max(mmd2, 0));
    }
}
