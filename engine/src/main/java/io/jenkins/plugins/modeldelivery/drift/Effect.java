package io.jenkins.plugins.modeldelivery.drift;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import java.util.OptionalDouble;

/**
 * How large the shift is: the root of MMD² at sigma, 0 (same) to about 1.4 (nothing in common). All but the tolerance are empty
 * where nothing could be measured.
 *
 * @param value root of max(MMD², 0)
 * @param lower one-sided 95 % bound, 0 or more
 * @param upper likewise
 * @param tolerance what does not matter, if given
 * @param detectable the smallest effect that the test at sigma finds four times out of five
 */
@JsonInclude(ALWAYS)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Effect(
        OptionalDouble value,
        OptionalDouble lower,
        OptionalDouble upper,
        OptionalDouble tolerance,
        OptionalDouble detectable) {
    private static final double Z_95 = 1.6448536269514722;
    private static final double Z_80 = 0.8416212335729143;

    /**
     * Bounds from the normal approximation with the variance of the U-statistic: its first-order part (Hoeffding, from
     * the bins) plus the permuted variance, which stands for the second-order part that dominates when nothing shifted.
     */
    static Effect of(Statistics statistics, double alpha, OptionalDouble tolerance) {
        double[] permuted = NullDistribution.ascending(statistics);
        double variance = variance(permuted);
        double spread = Z_95 * Math.sqrt(statistics.variance() + variance);
        double detectable = NullDistribution.quantile(permuted, 1 - alpha) + Z_80 * Math.sqrt(variance);
        return new Effect(
                root(statistics.mmd2()),
                root(statistics.mmd2() - spread),
                root(statistics.mmd2() + spread),
                tolerance,
                root(detectable));
    }

    static Effect unknown(OptionalDouble tolerance) {
        OptionalDouble none = OptionalDouble.empty();
        return new Effect(none, none, none, tolerance, none);
    }

    private static double variance(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / values.length;
    }

    private static OptionalDouble root(double mmd2) {
        return DriftReport.finite(Math.sqrt(Math.max(mmd2, 0)));
    }
}
