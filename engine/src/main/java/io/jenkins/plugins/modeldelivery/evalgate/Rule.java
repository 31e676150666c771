package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One condition on one metric.
 *
 * @param metric a computed metric, or a path into the results file
 * @param limit for {@link Operator#NO_WORSE_THAN_BASELINE} the margin, in the metric's unit
 * @param minRows fewer rows than this decide nothing; 1 where not given
 * @param confidence of the one-sided bound, 0.5..1; empty: the point estimate decides
 */
public record Rule(
        String metric,
        Operator operator,
        double limit,
        Optional<String> slice,
        long minRows,
        OptionalDouble confidence) {
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

    static Rule of(JsonNode node) {
        Operator operator = Operator.AT_LEAST;
        for (Operator candidate : Operator.values()) {
            operator = node.has(candidate.key) ? candidate : operator;
        }
        return new Rule(
                node.get("metric").asText(),
                operator,
                node.get(operator.key).doubleValue(),
                Optional.ofNullable(node.get("slice")).map(JsonNode::asText),
                node.path("minRows").asLong(1),
                node.has("confidence")
                        ? OptionalDouble.of(node.get("confidence").doubleValue())
                        : OptionalDouble.empty());
    }
}
