package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Raw counts of some rows: {@code rows, correct, failed, valid, unlabelled, unpredicted, typesDiffer}, {@code latency}
 * {n, missing, orderStatistics {rank: value}}, {@code confusion} [[label, prediction, count]] (absent beyond 1,000 classes).
 *
 * @param contractChecked whether {@code valid} means anything
 */
public record Sample(JsonNode counts, boolean contractChecked) {
    public long rows() {
        return counts.path("rows").asLong();
    }

    /** Why the metric cannot be told from these rows; empty when it can. */
    public Optional<String> gap(Metric metric) {
        if (rows() == 0) {
            return Optional.of("there are no rows");
        }
        if (metric.needsLabels() && number("unlabelled") > 0) {
            return Optional.of(number("unlabelled") + " of " + rows() + " rows have no label");
        }
        if (metric.needsLabels() && number("unpredicted") > 0) {
            return Optional.of(number("unpredicted") + " of " + rows() + " rows have neither prediction nor error");
        }
        if (metric.kind() == Metric.Kind.CONFUSION && !counts.has("confusion")) {
            return Optional.of("there are more than " + RowSink.MAX_CLASSES + " different labels and predictions");
        }
        if (metric.kind() == Metric.Kind.QUANTILE && latencies() == 0) {
            return Optional.of("no row has latency_ms");
        }
        if (metric.kind() == Metric.Kind.QUANTILE && latency("missing") > 0) {
            return Optional.of(latency("missing") + " answered rows have no latency_ms");
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
                Confusion confusion = confusion();
                yield confusion.value(metric, confusion.counts());
            }
            case QUANTILE ->
                orderStatistic(Quantile.rank(metric.quantile(), latencies())).orElseThrow();
            case COUNT -> rows();
        };
    }

    public Proportion proportion(Metric metric) {
        return new Proportion(
                number(
                        switch (metric) {
                            case ACCURACY -> "correct";
                            case ERROR_RATE -> "failed";
                            case SCHEMA_COMPLIANCE -> "valid";
                            default -> throw new IllegalArgumentException(metric.key() + " is not a proportion");
                        }),
                rows());
    }

    public Confusion confusion() {
        return Confusion.of(counts.get("confusion"));
    }

    /** How many rows have a latency. */
    public int latencies() {
        return (int) latency("n");
    }

    /** Lower bound of a latency quantile by binomial order statistics; empty where there are too few rows. */
    public OptionalDouble quantileLower(Metric metric, double confidence) {
        return bound(Quantile.lowerBoundRank(metric.quantile(), latencies(), confidence));
    }

    public OptionalDouble quantileUpper(Metric metric, double confidence) {
        return bound(Quantile.upperBoundRank(metric.quantile(), latencies(), confidence));
    }

    /** The value at a 1-based rank, where it was kept. */
    public OptionalDouble orderStatistic(long rank) {
        JsonNode value = counts.path("latency").path("orderStatistics").path(String.valueOf(rank));
        return value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
    }

    public long typesDiffer() {
        return number("typesDiffer");
    }

    private OptionalDouble bound(OptionalLong rank) {
        return rank.isPresent() ? orderStatistic(rank.getAsLong()) : OptionalDouble.empty();
    }

    private long number(String key) {
        return counts.path(key).asLong();
    }

    private long latency(String key) {
        return counts.path("latency").path(key).asLong();
    }
}
