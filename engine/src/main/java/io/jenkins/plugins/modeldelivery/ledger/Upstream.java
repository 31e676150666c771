package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Optional;

/**
 * What a version was evaluated against: an upstream model as it was then.
 *
 * @param model the upstream's name
 * @param environment where it serves for the version that was evaluated
 * @param target its version and digest then; empty when nothing served there
 */
public record Upstream(String model, String environment, Optional<Target> target) {
    boolean isOf(Dependency dependency) {
        return model.equals(dependency.model()) && environment.equals(dependency.environment());
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("model", model).put("environment", environment);
        target.ifPresent(t -> json.put("version", t.version()).put("digest", t.digest()));
        return json;
    }

    static Upstream from(Fields fields) throws BadInputException {
        return new Upstream(
                Names.require("model", fields.text("model")),
                Names.require("environment", fields.text("environment")),
                fields.has("digest") ? Optional.of(Target.from(fields)) : Optional.empty());
    }
}
