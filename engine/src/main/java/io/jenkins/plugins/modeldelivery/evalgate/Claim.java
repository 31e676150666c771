package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a results file says of one metric: a number, as it is printed there, or {@code {"problem": "..."}}.
 *
 * @param number with the digits that it was printed with
 * @param problem why there is none
 */
record Claim(Optional<BigDecimal> number, Optional<String> problem) {
    static Claim of(BigDecimal number) {
        return new Claim(Optional.of(number), Optional.empty());
    }

    static Claim none(String problem) {
        return new Claim(Optional.empty(), Optional.of(problem));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Claim read(JsonNode node) {
        if (node.isNumber()) {
            return of(node.decimalValue());
        }
        if (!node.path("problem").isTextual()) {
            throw new IllegalArgumentException("a claim is a number or a problem");
        }
        return none(node.path("problem").textValue());
    }

    @JsonValue
    JsonNode written() {
        return number.<JsonNode>map(DecimalNode::valueOf)
                .orElseGet(() -> Json.object().put("problem", problem.orElseThrow()));
    }

    /** The number as metrics are compared; empty where it is none, or too large for one. */
    OptionalDouble value() {
        return number.map(BigDecimal::doubleValue)
                .filter(Double::isFinite)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }
}
