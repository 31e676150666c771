package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What a rule asks of the rows: a metric, its settings, and what its rows stand for.
 *
 * @param metric its name, which {@link Metric#of} knows
 * @param k how many trials, or places of a ranking; empty: all
 * @param beta weight of recall in {@code f_beta}
 * @param positive the class that is meant, as text
 * @param bins of {@code ece}
 * @param quantile of {@code pinball}, 0..1 exclusive
 * @param normalize what {@code exact_match} overlooks: trim, case, punctuation
 * @param emptyQueries {@code zero}: a query without relevant documents counts as 0; empty: it has no value
 * @param range least and greatest value of a row
 * @param higherIsBetter where a rule says so
 * @param weight field with a row's weight
 * @param groupBy field whose values are drawn independently; empty: each row is
 * @param stratum field with a row's stratum, of which {@code population} says the size
 * @param slice fields whose values are judged one by one
 * @param compared whether with a baseline
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Measure(
        String metric,
        OptionalInt k,
        OptionalDouble beta,
        Optional<String> positive,
        OptionalInt bins,
        OptionalDouble quantile,
        List<String> normalize,
        Optional<String> emptyQueries,
        Optional<Range> range,
        Optional<Boolean> higherIsBetter,
        Optional<String> weight,
        Optional<String> groupBy,
        Optional<String> stratum,
        Map<String, Double> population,
        List<String> slice,
        boolean compared) {
    private static final int DEFAULT_BINS = 10;

    /** Least and greatest value; {@code low < high}. */
    public record Range(double low, double high) {
        public Range {
            if (!(low < high) || !Double.isFinite(high - low)) {
                throw new IllegalArgumentException("[" + low + ", " + high + "] is no range");
            }
        }
    }

    /** What of a measure decides the numbers of a row. */
    record Reading(
            Metric metric,
            Optional<String> field,
            OptionalInt k,
            Optional<String> positive,
            OptionalDouble quantile,
            List<String> normalize) {
        /** How many columns of numbers it fills. */
        int columns() {
            return switch (metric) {
                case PRECISION, RECALL, F1, F_BETA, F1_MICRO, ROC_AUC, AVERAGE_PRECISION, ECE, R2, WAPE -> 2;
                case TOP_K_ACCURACY,
                        JACCARD,
                        SUBSET_ACCURACY,
                        LOG_LOSS,
                        BRIER,
                        MAE,
                        RMSE,
                        MAPE,
                        SMAPE,
                        PINBALL,
                        NDCG,
                        MRR,
                        RECALL_AT_K,
                        HIT_RATE,
                        EXACT_MATCH,
                        JSON_MATCH,
                        MEAN,
                        P95_TIME_TO_FIRST_TOKEN_MS -> 1;
                default -> 0;
            };
        }

        /** Whether labels and predictions may be lists or objects. */
        boolean takesLists() {
            return switch (metric) {
                case F1_MICRO, F1_MACRO, JACCARD, SUBSET_ACCURACY, NDCG, MRR, RECALL_AT_K, HIT_RATE, JSON_MATCH -> true;
                default -> false;
            };
        }

        /** The number field that it reads. */
        Optional<String> numberField() {
            return switch (metric) {
                case MEAN -> field;
                case P95_TIME_TO_FIRST_TOKEN_MS -> Optional.of("time_to_first_token_ms");
                case ROC_AUC, AVERAGE_PRECISION -> Optional.of("score");
                case LOG_LOSS, BRIER, ECE -> positive.isPresent() ? Optional.of("score") : Optional.empty();
                default -> Optional.empty();
            };
        }

        /** Whether it judges numbers beside the prediction. */
        boolean usesScores() {
            return numberField().isPresent() || readsScores();
        }

        boolean readsScores() {
            return switch (metric) {
                case TOP_K_ACCURACY, ROC_AUC_MACRO -> true;
                case LOG_LOSS, BRIER, ECE -> positive.isEmpty();
                default -> false;
            };
        }
    }

    public Measure {
        normalize = List.copyOf(normalize);
        population = Collections.unmodifiableMap(new TreeMap<>(population));
        slice = List.copyOf(slice);
        Metric.of(metric).orElseThrow(() -> new IllegalArgumentException("no metric is called " + metric));
    }

    public Metric asMetric() {
        return Metric.of(metric).orElseThrow();
    }

    int binCount() {
        return bins.orElse(DEFAULT_BINS);
    }

    /** Whether its rows are alike: no weights, and each was drawn on its own. */
    boolean isPlain() {
        return weight.isEmpty() && groupBy.isEmpty() && stratum.isEmpty();
    }

    /** Whether more is better; empty where nobody says. */
    public Optional<Boolean> direction() {
        return asMetric() == Metric.MEAN
                ? higherIsBetter
                : Optional.of(asMetric().higherIsBetter());
    }

    Reading reading() {
        Optional<String> field =
                asMetric() == Metric.MEAN ? Optional.of(metric.substring(5, metric.length() - 1)) : Optional.empty();
        return new Reading(asMetric(), field, k, positive, quantile, normalize);
    }

    /** The same by strata, of a population that somebody else knows. */
    public Measure byStrata(String field, Map<String, Double> sizes) {
        return new Measure(
                metric,
                k,
                beta,
                positive,
                bins,
                quantile,
                normalize,
                emptyQueries,
                range,
                higherIsBetter,
                weight,
                groupBy,
                Optional.of(field),
                sizes,
                slice,
                compared);
    }

    /** Fields that part the rows: slices, and the stratum. */
    List<String> parting() {
        List<String> fields = new ArrayList<>(slice);
        stratum.ifPresent(fields::add);
        return fields;
    }
}
