package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model says it depends on, and what it owes to those that depend on it; holds until it says otherwise.
 *
 * @param id unique
 * @param version whose evaluation said so
 * @param dependsOn at most one entry per upstream model
 * @param requireDownstreamEval whether it may be promoted only when the models that depend on it were evaluated against it
 */
public record Declaration(
        String id,
        Instant time,
        String model,
        String version,
        List<Dependency> dependsOn,
        boolean requireDownstreamEval) {
    public Declaration {
        dependsOn = List.copyOf(dependsOn);
    }

    /** Whether the other one asks for the same. */
    public boolean saysTheSame(Declaration other) {
        return dependsOn.equals(other.dependsOn) && requireDownstreamEval == other.requireDownstreamEval;
    }

    ObjectNode toJson() {
        ObjectNode json =
                Json.object().put("id", id).put("time", time.toString()).put("version", version);
        ArrayNode list = json.putArray("dependsOn");
        dependsOn.forEach(dependency -> list.add(dependency.toJson()));
        return json.put("requireDownstreamEval", requireDownstreamEval);
    }

    static Declaration from(String model, Fields fields) throws BadInputException {
        List<Dependency> dependsOn = new ArrayList<>();
        for (JsonNode dependency : fields.node().path("dependsOn")) {
            dependsOn.add(Dependency.parse(dependency));
        }
        return new Declaration(
                fields.text("id"),
                fields.time("time"),
                model,
                Names.require("version", fields.text("version")),
                dependsOn,
                fields.node().path("requireDownstreamEval").asBoolean());
    }
}
