package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.statistics.ExactSum;
import java.util.Arrays;
import java.util.Optional;

/** Quantiles of times. A failed request is slower than all; one of a baseline is as fast as can be. */
final class TimedRows {
    private final Measure measure;
    private final Metric metric;
    private final ChosenRows selection;
    private final boolean baseline;
    private final int n;

    TimedRows(Measure measure, ChosenRows selection, boolean baseline) {
        this.measure = measure;
        this.metric = measure.asMetric();
        this.selection = selection;
        this.baseline = baseline;
        this.n = selection.rows();
    }

    /** Puts the latencies into the template, or why there are none. */
    Measured measured(Measured template, Tally tally) {
        double[] own = metric == Metric.P95_TIME_TO_FIRST_TOKEN_MS
                ? selection.column(measure.reading(), 0)
                : selection.latencies();
        String field = metric == Metric.P95_TIME_TO_FIRST_TOKEN_MS ? "time_to_first_token_ms" : "latency_ms";
        long untimed = 0;
        for (int i = 0; i < n; i++) {
            untimed += !selection.failed(i) && Double.isNaN(own[i]) ? 1 : 0;
        }
        if (untimed > 0) {
            return Measured.gap(
                    template.rows(),
                    template.failed(),
                    untimed == n ? "no row has " + field : untimed + " answered rows have no " + field);
        }
        if (measure.weight().isPresent()) {
            return template.unbounded(Optional.of("a weighted quantile has no bound"))
                    .value(weightedQuantile(own));
        }
        return template.latency(tally.latencies(selection, own, baseline));
    }

    /** The least latency up to which the weights reach the quantile; infinite where only failed rows are slower. */
    private double weightedQuantile(double[] own) {
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        double[] slow = new double[n];
        Arrays.setAll(slow, i -> selection.failed(i) ? baseline ? 0 : Double.POSITIVE_INFINITY : own[i]);
        Arrays.sort(order, (a, b) -> Double.compare(slow[a], slow[b]));
        ExactSum all = new ExactSum();
        for (int i = 0; i < n; i++) {
            all.add(selection.fullWeight(i));
        }
        double wanted = metric.quantile() * all.value() * (1 - 1e-12);
        ExactSum sum = new ExactSum();
        for (int i : order) {
            sum.add(selection.fullWeight(i));
            if (sum.value() >= wanted) {
                return slow[i];
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
