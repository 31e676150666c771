package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Measure;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which values a metric can have, told by the last part of its path: a share lies between 0 and 1 wherever it stands, and a
 * value or a limit in percent beside it would hold always, or never.
 */
final class Ranges {
    private static final Measure.Range SHARE = new Measure.Range(0, 1);
    private static final Measure.Range CORRELATION = new Measure.Range(-1, 1);
    private static final double MOST = Double.MAX_VALUE / 4;
    private static final Measure.Range POSITIVE = new Measure.Range(0, MOST);
    private static final Measure.Range AT_MOST_ONE = new Measure.Range(-MOST, 1);

    private static final Set<String> SHARES = Set.of(
            "accuracy",
            "acc",
            "f1",
            "f2",
            "fbeta",
            "fscore",
            "precision",
            "recall",
            "auc",
            "auroc",
            "auprc",
            "rocauc",
            "prauc",
            "sensitivity",
            "specificity",
            "tpr",
            "fpr",
            "tnr",
            "fnr",
            "npv",
            "ppv",
            "iou",
            "jaccard",
            "dice",
            "ndcg",
            "mrr",
            "hit",
            "hits",
            "compliance",
            "ece",
            "passrate",
            "winrate");
    private static final Set<String> POSITIVES =
            Set.of("ms", "latency", "seconds", "mae", "mse", "rmse", "mape", "smape", "wape", "rows", "wer", "cer");
    private static final Set<String> MATCHES = Set.of("exact_match", "json_match");

    /** Rates that are no shares of anything. */
    private static final Set<String> OTHER_RATES = Set.of(
            "learning_rate", "frame_rate", "sample_rate", "sampling_rate", "bit_rate", "request_rate", "growth_rate");

    /** Numbers about a metric, which are none of its values. */
    private static final Set<String> ABOUT = Set.of(
            "percent",
            "percentage",
            "pct",
            "std",
            "stderr",
            "var",
            "variance",
            "ci",
            "low",
            "high",
            "lower",
            "upper",
            "diff",
            "difference",
            "delta",
            "drop",
            "gap",
            "disparity",
            "gain",
            "change",
            "count",
            "n",
            "support",
            "loss",
            "cost",
            "weight",
            "threshold",
            "improvement");

    private Ranges() {}

    private static String last(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('.'), path.lastIndexOf('/')) + 1);
        int comma = name.indexOf(',');
        return (comma > 0 ? name.substring(0, comma) : name)
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[ -]+", "_");
    }

    /** Whether a number of this name counts rows. */
    static boolean isShareOfRows(String path) {
        String name = last(path);
        return Metric.of(name).filter(Metric::isShareOfRows).isPresent();
    }

    /** Least and greatest value; empty where the name does not tell. */
    static Optional<Measure.Range> of(String path) {
        String name = last(path);
        if (name.startsWith("mean(")) {
            return Optional.empty();
        }
        List<String> words = Arrays.asList(name.split("[_@: ()%]+"));
        if (words.stream().anyMatch(ABOUT::contains)) {
            return Optional.empty();
        }
        boolean share = words.stream().anyMatch(SHARES::contains)
                || MATCHES.stream().anyMatch(name::contains)
                || name.endsWith("_rate") && OTHER_RATES.stream().noneMatch(name::endsWith)
                || name.startsWith("pass_at_")
                || name.startsWith("pass_hat_")
                || name.startsWith("pass@");
        if (share) {
            return Optional.of(SHARE);
        }
        return switch (name) {
            case "mcc", "matthews_corrcoef" -> Optional.of(CORRELATION);
            case "r2", "r2_score" -> Optional.of(AT_MOST_ONE);
            case "brier", "brier_score" -> Optional.of(new Measure.Range(0, 2));
            default -> words.stream().anyMatch(POSITIVES::contains) ? Optional.of(POSITIVE) : Optional.empty();
        };
    }

    /** What a rule's own metric can be; a range in the rule goes before its name. */
    private static Optional<Measure.Range> of(Rule rule) {
        Optional<Measure.Range> given = rule.measure().flatMap(Measure::range);
        boolean isMean = rule.measure().filter(m -> m.asMetric() == Metric.MEAN).isPresent();
        return isMean ? given : of(rule.metric());
    }

    /** Why a value cannot be one of this metric. */
    static Optional<String> impossible(String path, double value) {
        return of(path).filter(range -> value < range.low() || value > range.high())
                .map(range -> "the results file's '%s' is %s; %s was expected"
                        .formatted(path, Numbers.value(value), told(range)));
    }

    private static String told(Measure.Range range) {
        if (range.equals(SHARE)) {
            return "a share between 0 and 1";
        }
        return range.high() == MOST
                ? "a number of at least 0"
                : range.low() == -MOST ? "a number of at most 1" : "a number between " + span(range);
    }

    private static String span(Measure.Range range) {
        return Numbers.value(range.low()) + " and " + Numbers.value(range.high());
    }

    /**
     * What is wrong with the rule's limit: no value can miss it, or none can reach it. A share cannot fall by 1 or more
     * either, so a margin is less than that.
     */
    static Optional<String> mistaken(Rule rule) {
        Optional<Measure.Range> range = of(rule);
        double limit = rule.limit();
        if (range.isEmpty() || range.get().equals(POSITIVE) || range.get().equals(AT_MOST_ONE)) {
            return Optional.empty();
        }
        boolean possible = rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE
                ? limit < range.get().high() - range.get().low()
                : limit >= range.get().low() && limit <= range.get().high();
        if (possible) {
            return Optional.empty();
        }
        boolean share = range.get().equals(SHARE);
        String meant = share && limit > 0 && limit <= 100
                ? "; %s %% is %s".formatted(Numbers.value(limit), Numbers.value(limit / 100))
                : "";
        return Optional.of("the limit is wrong: " + rule.metric()
                + (share ? " is a share from 0 to 1" : " lies between " + span(range.get())) + meant);
    }
}
