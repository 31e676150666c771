package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The metrics that are computed from predictions; any other name is looked up in a results file. */
public enum Metric {
    ACCURACY(Kind.SHARE, true),
    BALANCED_ACCURACY(Kind.CONFUSION, true),
    PRECISION(Kind.CLASS, true),
    RECALL(Kind.CLASS, true),
    F1(Kind.CLASS, true),
    F_BETA(Kind.CLASS, true),
    F1_MACRO(Kind.CONFUSION, true),
    F1_MICRO(Kind.CONFUSION, true),
    MCC(Kind.CONFUSION, true),
    TOP_K_ACCURACY(Kind.SHARE, true),
    JACCARD(Kind.SCORE, true),
    SUBSET_ACCURACY(Kind.SHARE, true),
    ROC_AUC(Kind.RANKED, true),
    ROC_AUC_MACRO(Kind.RANKED, true),
    AVERAGE_PRECISION(Kind.RANKED, true),
    LOG_LOSS(Kind.LOSS, false),
    BRIER(Kind.SCORE, false),
    ECE(Kind.RANKED, false),
    MAE(Kind.LOSS, false),
    RMSE(Kind.LOSS, false),
    R2(Kind.LOSS, true),
    MAPE(Kind.LOSS, false),
    SMAPE(Kind.SCORE, false),
    WAPE(Kind.LOSS, false),
    PINBALL(Kind.LOSS, false),
    NDCG(Kind.SCORE, true),
    MRR(Kind.SCORE, true),
    RECALL_AT_K(Kind.SCORE, true),
    HIT_RATE(Kind.SHARE, true),
    EXACT_MATCH(Kind.SHARE, true),
    JSON_MATCH(Kind.SHARE, true),
    /** {@code mean(FIELD)}: of a number in each row; whether more is better, the rule says. */
    MEAN(Kind.LOSS, true),
    PASS_AT_K(Kind.SCORE, true),
    PASS_HAT_K(Kind.SCORE, true),
    P50_LATENCY_MS(Kind.QUANTILE, false),
    P90_LATENCY_MS(Kind.QUANTILE, false),
    P95_LATENCY_MS(Kind.QUANTILE, false),
    P99_LATENCY_MS(Kind.QUANTILE, false),
    MEAN_LATENCY_MS(Kind.LOSS, false),
    P95_TIME_TO_FIRST_TOKEN_MS(Kind.QUANTILE, false),
    ERROR_RATE(Kind.SHARE, false),
    SCHEMA_COMPLIANCE(Kind.SHARE, true),
    ROWS(Kind.COUNT, true);

    /** What a metric is made from. */
    public enum Kind {
        /** Rows that are right or wrong. */
        SHARE,
        /** How often each label was predicted as what. */
        CONFUSION,
        /** Rows of one class, and predictions of it. */
        CLASS,
        /** A number between two bounds in each row. */
        SCORE,
        /** Rows in the order of their scores. */
        RANKED,
        /** A number in each row that has no greatest value, unless the rule says one. */
        LOSS,
        QUANTILE,
        COUNT
    }

    /** Those that are counted for every file of predictions, whether there is a rule for them or not. */
    public static final Set<Metric> COUNTED = EnumSet.of(
            ACCURACY,
            BALANCED_ACCURACY,
            F1_MACRO,
            F1_MICRO,
            P50_LATENCY_MS,
            P95_LATENCY_MS,
            P99_LATENCY_MS,
            ERROR_RATE,
            SCHEMA_COMPLIANCE,
            ROWS);

    private final Kind kind;
    private final boolean higherIsBetter;

    Metric(Kind kind, boolean higherIsBetter) {
        this.kind = kind;
        this.higherIsBetter = higherIsBetter;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether more is better; of a {@link #MEAN} only the rule knows. */
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
            case P90_LATENCY_MS -> 0.9;
            case P95_LATENCY_MS, P95_TIME_TO_FIRST_TOKEN_MS -> 0.95;
            case P99_LATENCY_MS -> 0.99;
            default -> throw new IllegalStateException(key() + " is not a quantile");
        };
    }

    /** Whether rows need a label and a prediction, each a single value, for this metric. */
    public boolean needsLabels() {
        return this == ACCURACY
                || kind == Kind.CONFUSION
                || kind == Kind.CLASS
                || this == PASS_AT_K
                || this == PASS_HAT_K;
    }

    /** Whether a row by itself is right or wrong, better or worse, by its label; then one without a label has a worst. */
    boolean judgesLabels() {
        return switch (kind) {
            case SHARE -> this != ERROR_RATE && this != SCHEMA_COMPLIANCE;
            case CLASS, SCORE -> true;
            case LOSS -> this != MEAN && this != MEAN_LATENCY_MS && this != R2;
            default -> this == F1_MICRO;
        };
    }

    /** Whether it tells of the run and not of the model: asked again, the same input has another value. */
    boolean isOfTheRun() {
        return this == ERROR_RATE || this == MEAN_LATENCY_MS;
    }

    /** Whether a number of this name counts rows, and so has an exact bound once they are known. */
    public boolean isShareOfRows() {
        return kind == Kind.SHARE;
    }

    /** A metric by the name that a rule gives it. */
    public static Optional<Metric> of(String name) {
        if (name.startsWith("mean(") && name.endsWith(")") && name.length() > "mean()".length()) {
            return Optional.of(MEAN);
        }
        return Arrays.stream(values())
                .filter(metric -> metric != MEAN && metric.key().equals(name))
                .findFirst();
    }
}
