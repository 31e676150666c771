package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether more of a metric is better, told by the last part of its name; silent where the name does not tell. */
final class Direction {
    private static final Pattern LESS = Pattern.compile(
            "(.*[_ -])?(error|errors|error_rate|loss|latency|latency_ms|rmse|mae|mse|perplexity|wer|cer|ms|seconds)");
    private static final Pattern MORE = Pattern.compile(
            "(.*[_ -])?(acc|accuracy|f1|f1-score|precision|recall|auc|score|bleu|rouge|exact_match|r2)([_ ,-].*)?");

    private Direction() {}

    static Optional<Boolean> higherIsBetter(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('.'), path.lastIndexOf('/')) + 1)
                .toLowerCase(Locale.ROOT);
        Optional<Metric> metric = Metric.of(name);
        if (metric.isPresent()) {
            return metric.map(Metric::higherIsBetter);
        }
        if (LESS.matcher(name).matches()) {
            return Optional.of(false);
        }
        return MORE.matcher(name).matches() ? Optional.of(true) : Optional.empty();
    }
}
