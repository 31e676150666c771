package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import io.jenkins.plugins.modeldelivery.rendering.Chart;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Arrays;

/** Least, largest and some quantiles of the permuted statistics: what MMD² looks like when nothing has shifted. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NullDistribution(
        double min, double q01, double q05, double q25, double q50, double q75, double q95, double q99, double max) {
    static NullDistribution of(Statistics statistics) {
        double[] permuted = ascending(statistics);
        return new NullDistribution(
                permuted[0],
                quantile(permuted, 0.01),
                quantile(permuted, 0.05),
                quantile(permuted, 0.25),
                quantile(permuted, 0.5),
                quantile(permuted, 0.75),
                quantile(permuted, 0.95),
                quantile(permuted, 0.99),
                permuted[permuted.length - 1]);
    }

    /** As the pages' script draws it. */
    private record Drawn(
            String title,
            String observedLabel,
            Verdict verdict,
            double min,
            double q05,
            double q50,
            double q95,
            double q99,
            double max,
            double observed) {}

    /** The observed statistic among the permuted ones. */
    Chart chart(Verdict verdict, double observed) {
        return new Chart(
                "permuted",
                "Where the observed statistic stands among the permuted ones; the table below has the same numbers",
                new Drawn("MMD² among its permutations", "observed", verdict, min, q05, q50, q95, q99, max, observed));
    }

    /** The permuted statistics. */
    static double[] ascending(Statistics statistics) {
        double[] permuted = Arrays.copyOfRange(statistics.values(), 1, statistics.values().length);
        Arrays.sort(permuted);
        return permuted;
    }

    /** The nearest-rank quantile. */
    static double quantile(double[] ascending, double q) {
        return ascending[(int) Quantile.rank(q, ascending.length) - 1];
    }
}
