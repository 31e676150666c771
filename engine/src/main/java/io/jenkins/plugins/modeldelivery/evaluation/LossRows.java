package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.evaluation.Measured.Form;
import io.jenkins.plugins.modeldelivery.statistics.ExactSum;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** A number in each row that has no greatest value, unless the rule says one. */
final class LossRows {
    private final Measure measure;
    private final Metric metric;
    private final ChosenRows selection;
    private final int n;
    private final double[] own;
    private final double[] up;
    /** Null where each row counts 1. */
    private final double[] down;

    private final Measure.Range range;
    private Optional<String> gap = Optional.empty();

    LossRows(Measure measure, ChosenRows selection, boolean baseline) {
        this.measure = measure;
        this.metric = measure.asMetric();
        this.selection = selection;
        this.n = selection.rows();
        Measure.Reading reading = measure.reading();
        own = metric == Metric.MEAN_LATENCY_MS ? selection.latencies() : selection.column(reading, 0);
        double power = metric == Metric.RMSE ? 2 : 1;
        Optional<Measure.Range> given = metric == Metric.R2 ? Optional.empty() : measure.range();
        range = given.map(r -> new Measure.Range(Math.pow(r.low(), power), Math.pow(r.high(), power)))
                .orElse(null);
        double[] sizes = metric == Metric.WAPE || metric == Metric.R2 ? selection.column(reading, 1) : null;
        boolean higher = measure.higherIsBetter().orElse(metric == Metric.MEAN);
        double failed = given.isEmpty() ? 0 : higher == baseline ? range.high() : range.low();
        up = filled(i -> selection.failed(i) ? failed * (metric == Metric.WAPE ? sizes[i] : 1) : own[i]);
        down = metric == Metric.R2 ? squares(sizes) : sizes;
        long untimed = Arrays.stream(up).filter(Double::isNaN).count();
        if (metric == Metric.MEAN_LATENCY_MS && untimed > 0) {
            gap = Optional.of("%d of %d answered rows have no latency_ms".formatted(untimed, n));
        }
    }

    Optional<String> gap() {
        return gap;
    }

    double[] own() {
        return own;
    }

    double[] up() {
        return up;
    }

    double[] down() {
        return down;
    }

    /** Null where the rule says none. */
    Measure.Range range() {
        return range;
    }

    Form form() {
        return switch (metric) {
            case RMSE -> Form.ROOT;
            case R2 -> Form.SHORTFALL;
            // a mean may lie below 0, where a loss cannot
            case MEAN -> range == null ? Form.DIFFERENCE : Form.RATIO;
            default -> range == null ? Form.LOSS : Form.RATIO;
        };
    }

    private double[] filled(IntToDoubleFunction value) {
        double[] filled = new double[n];
        Arrays.setAll(filled, value);
        return filled;
    }

    /** How many values are none that the rule knows. */
    Optional<String> outside() {
        if (range == null) {
            return Optional.empty();
        }
        long outside = 0;
        for (int i = 0; i < n; i++) {
            double size = down == null ? 1 : down[i];
            outside += up[i] < range.low() * size || up[i] > range.high() * size ? 1 : 0;
        }
        Measure.Range told = measure.range().orElseThrow();
        return outside == 0
                ? Optional.empty()
                : Optional.of(
                        outside + " of " + n + " values lie outside the range " + told.low() + " to " + told.high());
    }

    /** Squared distances of the labels from their weighted mean, all 0 where they are equal. */
    private double[] squares(double[] labels) {
        ExactSum sum = new ExactSum();
        ExactSum weight = new ExactSum();
        for (int i = 0; i < n; i++) {
            if (Double.isNaN(labels[i])) {
                gap = Optional.of("a row has no number as its label");
                return filled(j -> 1);
            }
            sum.add(selection.fullWeight(i) * labels[i]);
            weight.add(selection.fullWeight(i));
        }
        double mean = sum.value() / weight.value();
        return Arrays.stream(labels).distinct().count() == 1
                ? new double[n]
                : filled(i -> (labels[i] - mean) * (labels[i] - mean));
    }
}
