package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a model says it depends on, and what it owes to those that depend on it; holds until it says otherwise. An entry of
 * the model's journal.
 *
 * @param id unique
 * @param version whose evaluation said so
 * @param dependsOn at most one entry per upstream model
 * @param requireDownstreamEval whether it may be promoted only when the models that depend on it were evaluated against it
 * @param more what a later release writes
 */
public record Declaration(
        String id,
        Instant time,
        String version,
        List<Dependency> dependsOn,
        boolean requireDownstreamEval,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    public Declaration {
        dependsOn = List.copyOf(dependsOn);
    }

    public Declaration(
            String id, Instant time, String version, List<Dependency> dependsOn, boolean requireDownstreamEval) {
        this(id, time, version, dependsOn, requireDownstreamEval, Map.of());
    }

    /** Whether the other one asks for the same. */
    public boolean saysTheSame(Declaration other) {
        return dependsOn.equals(other.dependsOn) && requireDownstreamEval == other.requireDownstreamEval;
    }

    static Declaration of(String model, JsonNode entry) throws BadInputException {
        Declaration declaration = Json.bind(entry, Declaration.class, "the dependencies of " + model);
        Names.require("version", declaration.version);
        return declaration;
    }
}
