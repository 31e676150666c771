package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what a results file claims with what the predictions show. */
final class ClaimedMetrics {
    private static final int LEAST_DIGITS_OF_A_SHARE = 2;
    private static final double ROUNDING = 1e-9;

    private ClaimedMetrics() {}

    /** One line for each claim that the predictions contradict by more than the rounding it was printed with. */
    static List<String> contradicted(GateEvidence evidence, Sample sample) {
        List<String> lies = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            Optional<BigDecimal> claim = evidence.counts().claim(metric.key()).flatMap(Claim::number);
            if (claim.isPresent() && evidence.gap(sample, metric).isEmpty()) {
                double computed = sample.value(metric);
                if (!agrees(claim.get(), metric, sample, computed)) {
                    lies.add("%s: the results file claims %s, the predictions show %s"
                            .formatted(metric.key(), claim.get().toPlainString(), NumberText.shown(computed)));
                }
            }
        }
        return lies;
    }

    /**
     * Why a claimed value cannot be compared with another one: a share, latency or count below 0, or a percentage
     * compared with a share. Empty for metrics of unknown meaning.
     */
    static Optional<String> incomparable(String name, double value, double other) {
        Optional<Metric> metric = Metric.of(name);
        boolean share = Shares.is(name);
        if (metric.isPresent() && (value < 0 || share && value > 1 && other <= 1)) {
            return Optional.of("the results file's '%s' is %s; %s was expected"
                    .formatted(
                            name,
                            NumberText.shown(value),
                            share ? "a share between 0 and 1" : "a number of at least 0"));
        }
        return Optional.empty();
    }

    private static boolean agrees(BigDecimal claim, Metric metric, Sample sample, double computed) {
        double low = computed;
        double high = computed;
        int digits = claim.scale();
        if (metric.kind() == Metric.Kind.QUANTILE) {
            // other definitions of a quantile lie between the neighbours of the nearest rank
            long rank = Quantile.rank(metric.quantile(), sample.latency().n());
            low = sample.orderStatistic(rank - 1).orElse(computed);
            high = sample.orderStatistic(rank + 1).orElse(computed);
        } else if (metric.kind() != Metric.Kind.COUNT) {
            digits = Math.max(LEAST_DIGITS_OF_A_SHARE, digits);
        }
        double half = metric.kind() == Metric.Kind.COUNT ? 0 : 0.5 * Math.pow(10, -digits) + ROUNDING;
        double value = claim.doubleValue();
        return value >= low - half && value <= high + half;
    }
}
