package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.evaluation.Measure;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One condition on one metric.
 *
 * @param metric a computed metric, or a path into the results file
 * @param limit for {@link Operator#NO_WORSE_THAN_BASELINE} the margin, in the metric's unit
 * @param measure what is computed of rows; empty for a metric that is not
 * @param slice fields whose values are judged one by one; empty: all rows together
 * @param skipsSmall whether slices below {@code minRows} are set aside
 * @param minRows fewer rows than this decide nothing; 1 where not given
 * @param confidence of the one-sided bounds, 0.5..1; empty: the point estimate decides
 * @param higherIsBetter as the rule says
 * @param independent whether rows that ask the same are independent all the same
 * @param rowsAt where a results file says from how many rows the metric is
 * @param stderrAt where it says the metric's standard error
 * @param hasPlainRows whether it asks for neither weights, groups nor strata
 */
public record Rule(
        String metric,
        Operator operator,
        double limit,
        Optional<Measure> measure,
        List<String> slice,
        boolean skipsSmall,
        long minRows,
        OptionalDouble confidence,
        Optional<Boolean> higherIsBetter,
        boolean independent,
        Optional<String> rowsAt,
        Optional<String> stderrAt,
        boolean hasPlainRows) {
    private static final List<String> FOR_ALL = List.of("weight", "groupBy", "stratum", "population", "repeats");

    /** How observed and limit are compared. */
    public enum Operator {
        AT_LEAST("atLeast"),
        AT_MOST("atMost"),
        NO_WORSE_THAN_BASELINE("noWorseThanBaseline");

        private final String key;

        Operator(String key) {
            this.key = key;
        }

        /** The name in policies and reports. */
        @JsonValue
        public String key() {
            return key;
        }
    }

    /** @param policy whose keys hold for all rules that have none of their own */
    static Rule of(JsonNode own, JsonNode policy) {
        ObjectNode node = own.deepCopy();
        FOR_ALL.stream()
                .filter(key -> policy.has(key) && !node.has(key))
                .forEach(key -> node.set(key, policy.get(key)));
        Operator operator = Operator.AT_LEAST;
        for (Operator candidate : Operator.values()) {
            operator = node.has(candidate.key) ? candidate : operator;
        }
        List<String> slice = texts(node.path("slice"));
        Optional<Boolean> higher = node.has("higherIsBetter")
                ? Optional.of(node.get("higherIsBetter").asBoolean())
                : Optional.empty();
        String metric = node.get("metric").asText();
        return new Rule(
                metric,
                operator,
                node.get(operator.key).doubleValue(),
                isComputed(metric, node)
                        ? Optional.of(measure(node, metric, operator, slice, higher))
                        : Optional.empty(),
                slice,
                node.path("smallSlices").asText().equals("skip"),
                node.path("minRows").asLong(1),
                number(node.path("confidence")),
                higher,
                node.path("repeats").asText().equals("independent"),
                text(node.path("rows")),
                text(node.path("stderr")),
                !node.has("weight") && !node.has("groupBy") && !node.has("stratum"));
    }

    /** A metric of one class is computed where the rule says which; without that it may be one of a results file. */
    private static boolean isComputed(String name, JsonNode node) {
        Optional<Metric> metric = Metric.of(name);
        return metric.isPresent() && (metric.get().kind() != Metric.Kind.CLASS || node.has("positive"));
    }

    private static Measure measure(
            JsonNode node, String metric, Operator operator, List<String> slice, Optional<Boolean> higher) {
        Map<String, Double> population = new LinkedHashMap<>();
        node.path("population")
                .properties()
                .forEach(size -> population.put(size.getKey(), size.getValue().doubleValue()));
        JsonNode range = node.path("range");
        Optional<Boolean> better =
                operator == Operator.NO_WORSE_THAN_BASELINE ? higher : Optional.of(operator == Operator.AT_LEAST);
        return new Measure(
                metric,
                whole(node.path("k")),
                number(node.path("beta")),
                text(node.path("positive")),
                whole(node.path("bins")),
                number(node.path("quantile")),
                texts(node.path("normalize")),
                text(node.path("emptyQueries")),
                range.isArray()
                        ? Optional.of(new Measure.Range(
                                range.path(0).doubleValue(), range.path(1).doubleValue()))
                        : Optional.empty(),
                Metric.of(metric).orElseThrow() == Metric.MEAN ? better : Optional.empty(),
                text(node.path("weight")),
                text(node.path("groupBy")),
                text(node.path("stratum")),
                population,
                slice,
                operator == Operator.NO_WORSE_THAN_BASELINE);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static OptionalDouble number(JsonNode node) {
        return node.isNumber() ? OptionalDouble.of(node.doubleValue()) : OptionalDouble.empty();
    }

    private static OptionalInt whole(JsonNode node) {
        return node.isInt() ? OptionalInt.of(node.intValue()) : OptionalInt.empty();
    }

    /** A text alone is a list of one. */
    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        (node.isArray() ? node : MissingNode.getInstance()).forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }

    /**
     * The rule on rows that were drawn so: where strata were drawn at other rates than production's the whole is judged by strata,
     * unless the rule weighs rows itself. Slices are judged as they are.
     */
    Rule drawn(RequestDraw draw) {
        Optional<Measure> by = measure.map(own -> draw.strata()
                .filter(strata -> weighsNothing(own) && slice.isEmpty())
                .map(strata -> own.byStrata(strata.field(), strata.population()))
                .orElse(own));
        return new Rule(
                metric,
                operator,
                limit,
                by,
                slice,
                skipsSmall,
                minRows,
                confidence,
                higherIsBetter,
                independent,
                rowsAt,
                stderrAt,
                hasPlainRows && draw.strata().isEmpty() && draw.group().isEmpty());
    }

    private static boolean weighsNothing(Measure own) {
        return own.weight().isEmpty() && own.stratum().isEmpty() && own.asMetric() != Metric.ROWS;
    }

    /** Why this rule has no value on rows that were drawn so. */
    Optional<String> unfit(RequestDraw draw) {
        if (measure.isEmpty() || !weighsNothing(measure.get())) {
            return Optional.empty();
        }
        return draw.strata()
                .map(RequestDraw.Strata::field)
                .filter(field -> !slice.isEmpty() && !slice.contains(field))
                .map(field ->
                        "the eval set was drawn by '%s' at other rates than production's; slice by '%s' too, or give a weight"
                                .formatted(field, field));
    }

    /** Why rows that were drawn so have no bound without a weight. */
    Optional<String> unweighted(RequestDraw draw) {
        boolean needsWeight = measure.isPresent()
                && measure.get().weight().isEmpty()
                && measure.get().asMetric() != Metric.ROWS;
        return draw.group()
                .filter(group -> needsWeight)
                .map(group ->
                        "the eval set has at most %d requests of each '%s', so that rows have a bound only by a weight;"
                                        .formatted(group.most(), group.field())
                                + " say weight: weight and groupBy: " + group.field());
    }

    /** The fields of the slice as they are told; empty for all rows. */
    Optional<String> sliceName() {
        return slice.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", slice));
    }

    /** The confidence of an interval: the rule's, else 0.95. */
    double shownConfidence() {
        return confidence.orElse(0.95);
    }
}
