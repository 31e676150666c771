package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Raw counts of some rows.
 *
 * @param valid outputs that keep the contract; means nothing where none was checked
 * @param unpredicted rows with neither prediction nor error
 * @param typesDiffer rows whose prediction is of another type than the label
 * @param confusion empty beyond 1,000 classes
 * @param almost wrong rows whose prediction differs from the label in nothing but case, and blanks at the ends
 * @param decimals rows whose label is a number that is not whole
 * @param open of the unlabelled, drawn rows, which count as wrong
 * @param draws requests that were drawn, where they are more than the rows
 * @param more keys of a later release
 */
public record Sample(
        long rows,
        long correct,
        long failed,
        long valid,
        long unlabelled,
        long unpredicted,
        long typesDiffer,
        Latency latency,
        Optional<Confusion> confusion,
        OptionalLong almost,
        OptionalLong decimals,
        OptionalLong open,
        OptionalLong draws,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    public Sample {
        boolean counted = LongStream.of(
                        correct,
                        failed,
                        valid,
                        unlabelled,
                        unpredicted,
                        typesDiffer,
                        almost.orElse(0),
                        decimals.orElse(0))
                .allMatch(count -> count >= 0 && count <= rows);
        if (!counted || rows < 0) {
            throw new IllegalArgumentException("counts of rows must lie between 0 and rows, " + rows);
        }
    }

    /**
     * Latencies of the rows, in milliseconds.
     *
     * @param n rows that have one, and failed ones
     * @param missing answered rows that have none
     * @param slower failed rows, which count as slower than all others and have no value
     * @param orderStatistics the value at each 1-based rank that a quantile or a bound of one needs
     * @param more keys of a later release
     */
    public record Latency(
            int n,
            long missing,
            OptionalLong slower,
            Map<Long, Number> orderStatistics,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
        public Latency {
            orderStatistics = Collections.unmodifiableMap(new LinkedHashMap<>(orderStatistics));
        }
    }

    /**
     * Why the metric cannot be told from these rows; empty when it can.
     *
     * @param contractChecked whether {@link #valid} means anything
     */
    public Optional<String> gap(Metric metric, boolean contractChecked) {
        if (rows == 0) {
            return Optional.of("there are no rows");
        }
        if (metric.needsLabels() && unlabelled > 0) {
            return Optional.of(unlabelled + " of " + rows + " rows have no label");
        }
        if (metric.needsLabels() && unpredicted > 0) {
            return Optional.of(unpredicted + " of " + rows + " rows have neither prediction nor error");
        }
        if (metric.kind() == Metric.Kind.CONFUSION && confusion.isEmpty()) {
            return Optional.of("there are more than " + RowSink.MAX_CLASSES + " different labels and predictions");
        }
        if (metric.kind() == Metric.Kind.QUANTILE && latency.n == latency.slower.orElse(0)) {
            return Optional.of("no row has latency_ms");
        }
        if (metric.kind() == Metric.Kind.QUANTILE && latency.missing > 0) {
            return Optional.of(latency.missing + " answered rows have no latency_ms");
        }
        if (metric.kind() == Metric.Kind.QUANTILE
                && orderStatistic(Quantile.rank(metric.quantile(), latency.n)).isEmpty()) {
            return Optional.of(latency.slower.orElse(0) + " of " + rows
                    + " requests failed, so that this quantile is slower than every latency");
        }
        return metric == Metric.SCHEMA_COMPLIANCE && !contractChecked
                ? Optional.of("no contract was given")
                : Optional.empty();
    }

    /** The metric's value; only where there is no {@link #gap}. */
    public double value(Metric metric) {
        return switch (metric.kind()) {
            case SHARE -> proportion(metric).estimate();
            case CONFUSION -> confusion.orElseThrow().value(metric);
            case QUANTILE ->
                orderStatistic(Quantile.rank(metric.quantile(), latency.n)).orElseThrow();
            case COUNT -> rows;
            default -> throw new IllegalArgumentException(metric.key() + " is not counted for every file");
        };
    }

    public Proportion proportion(Metric metric) {
        return new Proportion(
                switch (metric) {
                    case ACCURACY -> correct;
                    case ERROR_RATE -> failed;
                    case SCHEMA_COMPLIANCE -> valid;
                    default -> throw new IllegalArgumentException(metric.key() + " is not a proportion");
                },
                rows);
    }

    /** The value at a 1-based rank, where it was kept. */
    public OptionalDouble orderStatistic(long rank) {
        Number value = latency.orderStatistics.get(rank);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
    }
}
