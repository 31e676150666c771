package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what a results file claims with what the predictions show. */
final class ClaimedMetrics {
    private static final int LEAST_DIGITS_OF_A_SHARE = 2;

    /** Relative rounding of a number that was computed in single precision. */
    private static final double FLOAT32 = 1e-6;

    private ClaimedMetrics() {}

    /** One line for each claim that the predictions contradict by more than the rounding it was printed with. */
    static List<String> contradicted(GateEvidence evidence, Sample sample) {
        return told(evidence, sample, true);
    }

    /** The same for names that mean something else in other tools: the error rate of some is 1 less the accuracy. */
    static List<String> otherwise(GateEvidence evidence, Sample sample) {
        return told(evidence, sample, false);
    }

    private static List<String> told(GateEvidence evidence, Sample sample, boolean sameMeaning) {
        List<String> lines = new ArrayList<>();
        for (Metric metric : Metric.COUNTED) {
            Optional<BigDecimal> claim = evidence.counts().claim(metric.key()).flatMap(Claim::number);
            boolean means = metric != Metric.ERROR_RATE && sample.draws().isEmpty();
            if (sameMeaning == means
                    && claim.isPresent()
                    && evidence.gap(sample, metric).isEmpty()) {
                double computed = sample.value(metric);
                if (!agrees(claim.get(), metric, sample, computed)) {
                    lines.add("%s: the results file claims %s, the predictions show %s%s"
                            .formatted(
                                    metric.key(),
                                    claim.get().toPlainString(),
                                    Numbers.value(computed),
                                    sameMeaning
                                            ? ""
                                            : sample.draws().isPresent()
                                                    ? " where each row counts once; it may count each request there"
                                                    : " of failed requests; it may mean wrong answers there"));
                }
            }
        }
        return lines;
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
        double value = claim.doubleValue();
        double half = metric.kind() == Metric.Kind.COUNT ? 0 : 0.5 * Math.pow(10, -digits) + FLOAT32 * Math.abs(value);
        return value >= low - half && value <= high + half;
    }
}
