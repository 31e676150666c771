package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers that a metric makes of one row. NaN where the row lacks what is needed, {@link #UNDEFINED} where the metric has no
 * value for it, {@link #INFINITE} where no number is large enough.
 */
final class RowNumbers {
    static final double UNDEFINED = Double.NEGATIVE_INFINITY;
    static final double INFINITE = Double.POSITIVE_INFINITY;

    private static final Pattern FENCED = Pattern.compile("(?s)\\s*```\\w*\\s*\\n?(.*?)\\n?\\s*```\\s*");

    private final RowParser row;
    private final List<String> fields;

    /** @param fields of the parser's numbers */
    RowNumbers(RowParser row, List<String> fields) {
        this.row = row;
        this.fields = fields;
    }

    /** Fills the reading's columns, from the first on. */
    void read(Measure.Reading reading, double[][] columns, int first, int at) {
        double[] both = {Double.NaN, Double.NaN};
        read(reading, both);
        for (int i = 0; i < reading.columns(); i++) {
            columns[first + i][at] = both[i];
        }
    }

    private void read(Measure.Reading reading, double[] both) {
        double number = reading.numberField()
                .map(field -> row.numbers[fields.indexOf(field)])
                .orElse(Double.NaN);
        switch (reading.metric()) {
            case PRECISION, RECALL, F1, F_BETA -> {
                both[0] = isPositive(row.label, reading);
                both[1] = isPositive(row.prediction, reading);
            }
            case ROC_AUC, AVERAGE_PRECISION -> {
                both[0] = number;
                both[1] = isPositive(row.label, reading);
            }
            case ECE -> reliability(reading, number, both);
            case TOP_K_ACCURACY -> both[0] = isAmongFirst(reading.k().orElse(1));
            case LOG_LOSS -> both[0] = logLoss(reading, number);
            case BRIER -> both[0] = brier(reading, number);
            case MEAN, P95_TIME_TO_FIRST_TOKEN_MS -> both[0] = number;
            case MAE, RMSE, MAPE, SMAPE, PINBALL -> both[0] = loss(reading);
            case R2 -> {
                both[0] = Math.pow(row.predictionNumber - row.labelNumber, 2);
                both[1] = row.labelNumber;
            }
            case WAPE -> {
                both[0] = Math.abs(row.predictionNumber - row.labelNumber);
                both[1] = Math.abs(row.labelNumber);
            }
            case F1_MICRO, JACCARD, SUBSET_ACCURACY -> sets(reading.metric(), both);
            case NDCG, MRR, RECALL_AT_K, HIT_RATE -> both[0] = ranking(reading);
            case EXACT_MATCH -> both[0] = exactMatch(reading.normalize());
            case JSON_MATCH -> both[0] = jsonMatch();
            default -> {
                // made from labels, latencies and flags, which every row has
            }
        }
    }

    private static double share(boolean holds) {
        return holds ? 1 : 0;
    }

    private static double isPositive(String value, Measure.Reading reading) {
        return value == null
                ? Double.NaN
                : share(value.substring(1).equals(reading.positive().orElse("")));
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }

    private double loss(Measure.Reading reading) {
        double y = row.labelNumber;
        double p = row.predictionNumber;
        double error = Math.abs(p - y);
        return switch (reading.metric()) {
            case MAE -> error;
            case RMSE -> error * error;
            case MAPE -> y == 0 ? UNDEFINED : error / Math.abs(y);
            case SMAPE -> error == 0 ? 0 : 2 * error / (Math.abs(y) + Math.abs(p));
            default -> {
                double q = reading.quantile().orElse(0.5);
                yield Math.max(q * (y - p), (q - 1) * (y - p));
            }
        };
    }

    private double logLoss(Measure.Reading reading, double score) {
        double right = reading.positive().isPresent()
                ? isPositive(row.label, reading) == 1
                        ? score
                        : isPositive(row.label, reading) == 0 ? 1 - score : Double.NaN
                : scoreOfLabel();
        if (!isShare(right)) {
            return Double.NaN;
        }
        return right == 0 ? INFINITE : -Math.log(right);
    }

    private double brier(Measure.Reading reading, double score) {
        if (reading.positive().isPresent()) {
            return isShare(score) ? Math.pow(score - isPositive(row.label, reading), 2) : Double.NaN;
        }
        if (Double.isNaN(scoreOfLabel())) {
            return Double.NaN;
        }
        Map<String, Double> scores = scores();
        scores.putIfAbsent(row.label.substring(1), 0.0);
        double sum = 0;
        for (Map.Entry<String, Double> one : scores.entrySet()) {
            double hit = share(one.getKey().equals(row.label.substring(1)));
            sum += isShare(one.getValue()) ? Math.pow(one.getValue() - hit, 2) : Double.NaN;
        }
        return sum;
    }

    private void reliability(Measure.Reading reading, double score, double[] both) {
        if (reading.positive().isPresent()) {
            both[0] = isShare(score) ? score : Double.NaN;
            both[1] = isPositive(row.label, reading);
            return;
        }
        String best = null;
        for (Map.Entry<String, Double> other : scores().entrySet()) {
            double top = best == null ? Double.NEGATIVE_INFINITY : both[0];
            if (!isShare(other.getValue())) {
                both[0] = Double.NaN;
                return;
            }
            if (other.getValue() > top) {
                best = other.getKey();
                both[0] = other.getValue();
            }
        }
        both[1] = row.label == null || best == null ? Double.NaN : share(best.equals(row.label.substring(1)));
    }

    /** The finite scores by class, in the order given; empty where there are none. */
    Map<String, Double> scores() {
        Map<String, Double> scores = new LinkedHashMap<>();
        if (row.scores != null) {
            row.scores
                    .properties()
                    .forEach(score -> scores.put(
                            score.getKey(),
                            score.getValue().isNumber() ? score.getValue().doubleValue() : Double.NaN));
        }
        return scores;
    }

    /** A class that has no score has the probability 0, where there are others. */
    private double scoreOfLabel() {
        Map<String, Double> scores = scores();
        return row.label == null || scores.isEmpty() ? Double.NaN : scores.getOrDefault(row.label.substring(1), 0.0);
    }

    private double isAmongFirst(int k) {
        Map<String, Double> scores = scores();
        if (row.label == null || scores.isEmpty() || scores.values().stream().anyMatch(v -> v.isNaN())) {
            return Double.NaN;
        }
        Double own = scores.get(row.label.substring(1));
        int before = 0;
        boolean passed = false;
        for (Map.Entry<String, Double> score : scores.entrySet()) {
            passed |= score.getKey().equals(row.label.substring(1));
            before += own != null
                            && (score.getValue() > own
                                    || !passed && score.getValue().equals(own))
                    ? 1
                    : 0;
        }
        return share(own != null && before < k);
    }

    private void sets(Metric metric, double[] both) {
        Optional<Set<String>> labels = set(row.label, row.labelTree);
        Optional<Set<String>> predictions =
                row.failed ? Optional.of(Set.of()) : set(row.prediction, row.predictionTree);
        if (labels.isEmpty() || predictions.isEmpty()) {
            return;
        }
        Set<String> common = new HashSet<>(labels.get());
        common.retainAll(predictions.get());
        int union = labels.get().size() + predictions.get().size() - common.size();
        if (metric == Metric.F1_MICRO) {
            both[0] = common.size();
            both[1] = union;
        } else {
            both[0] = metric == Metric.SUBSET_ACCURACY
                    ? share(common.size() == union)
                    : union == 0 ? 1 : (double) common.size() / union;
        }
    }

    /** A single value is a set of one; empty where there is neither a value nor a list of scalars. */
    static Optional<Set<String>> set(String scalar, JsonNode tree) {
        if (scalar != null) {
            return Optional.of(Set.of(scalar.substring(1)));
        }
        return list(tree).map(LinkedHashSet::new);
    }

    private static Optional<List<String>> list(JsonNode tree) {
        if (tree == null || !tree.isArray()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (JsonNode value : tree) {
            if (!value.isValueNode() || value.isNull()) {
                return Optional.empty();
            }
            values.add(value.asText());
        }
        return Optional.of(values);
    }

    /** Relevance by document; NaN where it is none. */
    private Optional<Map<String, Double>> relevance() {
        Map<String, Double> relevance = new LinkedHashMap<>();
        if (row.labelTree instanceof ObjectNode documents) {
            documents
                    .properties()
                    .forEach(document -> relevance.put(
                            document.getKey(),
                            document.getValue().isNumber() ? document.getValue().doubleValue() : Double.NaN));
            return Optional.of(relevance);
        }
        Optional<Set<String>> documents = set(row.label, row.labelTree);
        documents.ifPresent(names -> names.forEach(name -> relevance.put(name, 1.0)));
        return documents.map(names -> relevance);
    }

    private double ranking(Measure.Reading reading) {
        Optional<Map<String, Double>> labels = relevance();
        if (labels.isEmpty()
                || labels.get().values().stream().anyMatch(r -> !(r >= 0 && r < Double.POSITIVE_INFINITY))) {
            return Double.NaN;
        }
        Map<String, Double> relevance = labels.get();
        long relevant = relevance.values().stream().filter(r -> r > 0).count();
        if (relevant == 0) {
            return UNDEFINED;
        }
        Optional<List<String>> listed =
                row.prediction != null ? Optional.of(List.of(row.prediction.substring(1))) : list(row.predictionTree);
        if (row.failed || listed.isEmpty()) {
            return row.failed ? 0 : Double.NaN;
        }
        // a document that comes again was found already
        List<String> ranked = List.copyOf(new LinkedHashSet<>(listed.get()));
        int k = reading.metric() == Metric.MRR ? Integer.MAX_VALUE : reading.k().orElse(Integer.MAX_VALUE);
        double gain = 0;
        int found = 0;
        int firstFound = 0;
        for (int i = 0; i < Math.min(k, ranked.size()); i++) {
            double r = relevance.getOrDefault(ranked.get(i), 0.0);
            gain += discounted(r, i);
            found += r > 0 ? 1 : 0;
            firstFound = firstFound == 0 && r > 0 ? i + 1 : firstFound;
        }
        return switch (reading.metric()) {
            case NDCG -> gain / ideal(relevance, k);
            case MRR -> firstFound == 0 ? 0 : 1.0 / firstFound;
            case RECALL_AT_K -> (double) found / relevant;
            default -> share(found > 0);
        };
    }

    private static double discounted(double relevance, int place) {
        return relevance / (Math.log(place + 2.0) / Math.log(2));
    }

    private static double ideal(Map<String, Double> relevance, int k) {
        double[] sorted =
                relevance.values().stream().mapToDouble(r -> -r).sorted().toArray();
        double gain = 0;
        for (int i = 0; i < Math.min(k, sorted.length); i++) {
            gain += discounted(-sorted[i], i);
        }
        return gain;
    }

    private double exactMatch(List<String> normalize) {
        if (row.label == null || row.prediction == null) {
            return row.failed && row.label != null ? 0 : Double.NaN;
        }
        return share(normalized(row.label.substring(1), normalize)
                .equals(normalized(row.prediction.substring(1), normalize)));
    }

    private static String normalized(String text, List<String> normalize) {
        String result = text;
        if (normalize.contains("case")) {
            result = result.toLowerCase(Locale.ROOT);
        }
        if (normalize.contains("punctuation")) {
            result = result.replaceAll("\\p{Punct}|\\p{IsPunctuation}", "");
        }
        return normalize.contains("trim") ? result.strip().replaceAll("\\s+", " ") : result;
    }

    private double jsonMatch() {
        Optional<JsonNode> label = json(row.label, row.labelTree);
        if (label.isEmpty() || row.failed) {
            return label.isEmpty() ? Double.NaN : 0;
        }
        if (row.prediction == null && row.predictionTree == null) {
            return Double.NaN;
        }
        Optional<JsonNode> prediction = json(row.prediction, row.predictionTree);
        return share(prediction.isPresent() && same(label.get(), prediction.get()));
    }

    /** A text is parsed, without the fence around it that language models like to draw. */
    private static Optional<JsonNode> json(String scalar, JsonNode tree) {
        if (scalar == null) {
            return Optional.ofNullable(tree);
        }
        Matcher fenced = FENCED.matcher(scalar.substring(1));
        try {
            return Optional.of(Json.mapper().readTree(fenced.matches() ? fenced.group(1) : scalar.substring(1)))
                    .filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty(); // no JSON, which matches nothing
        }
    }

    private static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return number(a).compareTo(number(b)) == 0;
        }
        if (a.getNodeType() != b.getNodeType() || a.size() != b.size()) {
            return false;
        }
        if (a.isObject()) {
            return a.properties().stream().allMatch(e -> b.has(e.getKey()) && same(e.getValue(), b.get(e.getKey())));
        }
        if (a.isArray()) {
            Iterator<JsonNode> others = b.iterator();
            for (JsonNode one : a) {
                if (!same(one, others.next())) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }

    private static BigDecimal number(JsonNode node) {
        return node.decimalValue();
    }
}
