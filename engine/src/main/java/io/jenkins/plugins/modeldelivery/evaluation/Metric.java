package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The metrics that are computed from predictions; any other name is looked up in a results file. */
public enum Metric {
    ACCURACY(Kind.PROPORTION, true),
    BALANCED_ACCURACY(Kind.CONFUSION, true),
    F1_MACRO(Kind.CONFUSION, true),
    F1_MICRO(Kind.CONFUSION, true),
    P50_LATENCY_MS(Kind.QUANTILE, false),
    P95_LATENCY_MS(Kind.QUANTILE, false),
    P99_LATENCY_MS(Kind.QUANTILE, false),
    ERROR_RATE(Kind.PROPORTION, false),
    SCHEMA_COMPLIANCE(Kind.PROPORTION, true),
    ROWS(Kind.COUNT, true);

    /** What a metric is made from, which decides how its uncertainty is told. */
    public enum Kind {
        PROPORTION,
        CONFUSION,
        QUANTILE,
        COUNT
    }

    private final Kind kind;
    private final boolean higherIsBetter;

    Metric(Kind kind, boolean higherIsBetter) {
        this.kind = kind;
        this.higherIsBetter = higherIsBetter;
    }

    public Kind kind() {
        return kind;
    }

    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** The name in policies and reports. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The quantile of a latency metric, for example 0.95. */
    public double quantile() {
        return switch (this) {
            case P50_LATENCY_MS -> 0.5;
            case P95_LATENCY_MS -> 0.95;
            case P99_LATENCY_MS -> 0.99;
            default -> throw new IllegalStateException(key() + " is not a quantile");
        };
    }

    /** Whether rows need a label (and a prediction) for this metric. */
    public boolean needsLabels() {
        return this == ACCURACY || kind == Kind.CONFUSION;
    }

    public static Optional<Metric> of(String key) {
        return Arrays.stream(values())
                .filter(metric -> metric.key().equals(key))
                .findFirst();
    }
}
