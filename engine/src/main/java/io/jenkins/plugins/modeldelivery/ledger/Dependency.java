package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;

/**
 * Another model whose outputs a model receives.
 *
 * @param model a name
 * @param environment where that model serves for it; what serves there is what counts
 */
public record Dependency(String model, String environment) {
    /** Where a model serves for those that depend on it, unless they name another environment. */
    public static final String DEFAULT_ENVIRONMENT = "production";

    private static Dependency of(String model, String environment) throws BadInputException {
        return new Dependency(Names.require("model", model), Names.require("environment", environment));
    }

    /**
     * Reads {@code extractor} or {@code {model: extractor, environment: production}}.
     *
     * @throws BadInputException when a name is none
     */
    @JsonCreator
    public static Dependency parse(JsonNode node) throws BadInputException {
        if (node.isTextual()) {
            return of(node.textValue(), DEFAULT_ENVIRONMENT);
        }
        return of(node.path("model").asText(), node.path("environment").asText(DEFAULT_ENVIRONMENT));
    }

    @Override
    public String toString() {
        return model + " in " + environment;
    }
}
