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

/**
 * Raw counts of some rows.
 *
 * @param valid outputs that keep the contract; means nothing where none was checked
 * @param unpredicted rows with neither prediction nor error
 * @param typesDiffer rows whose prediction is of another type than the label
 * @param confusion empty beyond 1,000 classes
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
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /**
     * Latencies of the rows, in milliseconds.
     *
     * @param n rows that have one
     * @param missing answered rows that have none
     * @param orderStatistics the value at each 1-based rank that a quantile or a bound of one needs
     * @param more keys of a later release
     */
    public record Latency(
            int n,
            long missing,
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
        if (metric.kind() == Metric.Kind.QUANTILE && latency.n == 0) {
            return Optional.of("no row has latency_ms");
        }
        if (metric.kind() == Metric.Kind.QUANTILE && latency.missing > 0) {
            return Optional.of(latency.missing + " answered rows have no latency_ms");
        }
        return metric == Metric.SCHEMA_COMPLIANCE && !contractChecked
                ? Optional.of("no contract was given")
                : Optional.empty();
    }

    /** The metric's value; only where there is no {@link #gap}. */
    public double value(Metric metric) {
        return switch (metric.kind()) {
            case PROPORTION -> proportion(metric).estimate();
            case CONFUSION -> {
                Confusion cells = confusion.orElseThrow();
                yield cells.value(metric, cells.counts());
            }
            case QUANTILE ->
                orderStatistic(Quantile.rank(metric.quantile(), latency.n)).orElseThrow();
            case COUNT -> rows;
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

    /** Lower bound of a latency quantile by binomial order statistics; empty where there are too few rows. */
    public OptionalDouble quantileLower(Metric metric, double confidence) {
        return bound(Quantile.lowerBoundRank(metric.quantile(), latency.n, confidence));
    }

    public OptionalDouble quantileUpper(Metric metric, double confidence) {
        return bound(Quantile.upperBoundRank(metric.quantile(), latency.n, confidence));
    }

    /** The value at a 1-based rank, where it was kept. */
    public OptionalDouble orderStatistic(long rank) {
        Number value = latency.orderStatistics.get(rank);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
    }

    private OptionalDouble bound(OptionalLong rank) {
        return rank.isPresent() ? orderStatistic(rank.getAsLong()) : OptionalDouble.empty();
    }
}
