package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.OptionalDouble;

/**
 * Another model whose outputs a model receives.
 *
 * @param model a name
 * @param environment where that model serves for it; what serves there is what counts
 * @param outputTolerance how far its outputs on the same inputs may move (root of MMD², and of the rows' own movement)
 *     without a new evaluation; empty for not at all
 */
public record Dependency(String model, String environment, OptionalDouble outputTolerance) {
    /** Where a model serves for those that depend on it, unless they name another environment. */
    public static final String DEFAULT_ENVIRONMENT = "production";

    /** @throws BadInputException when a name is none or the tolerance is not a positive number */
    public static Dependency of(String model, String environment, OptionalDouble outputTolerance)
            throws BadInputException {
        double tolerance = outputTolerance.orElse(1);
        if (!(tolerance > 0) || !Double.isFinite(tolerance)) {
            throw new BadInputException("dependsOn: outputTolerance of " + model + " is not a positive number");
        }
        return new Dependency(
                Names.require("model", model), Names.require("environment", environment), outputTolerance);
    }

    /** Reads {@code extractor} or {@code {model: extractor, environment: production, outputTolerance: 0.05}}. */
    public static Dependency parse(JsonNode node) throws BadInputException {
        if (node.isTextual()) {
            return of(node.textValue(), DEFAULT_ENVIRONMENT, OptionalDouble.empty());
        }
        JsonNode tolerance = node.path("outputTolerance");
        return of(
                node.path("model").asText(),
                node.path("environment").asText(DEFAULT_ENVIRONMENT),
                tolerance.isNumber() ? OptionalDouble.of(tolerance.doubleValue()) : OptionalDouble.empty());
    }

    /** Whether the other one is about the same place, whatever its tolerance. */
    public boolean isSamePlace(Dependency other) {
        return model.equals(other.model) && environment.equals(other.environment);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("model", model).put("environment", environment);
        outputTolerance.ifPresent(value -> json.put("outputTolerance", value));
        return json;
    }

    @Override
    public String toString() {
        return model + " in " + environment;
    }
}
