package io.jenkins.plugins.modeldelivery.dependency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.Optional;

/**
 * How one edge stands for one version of the model at its downstream end.
 *
 * @param model the downstream model
 * @param version of it
 * @param environment where that version serves; empty where the question is about a candidate
 * @param dependency the upstream end
 * @param evaluated what the version was last evaluated against
 * @param serving what the upstream serves
 * @param line why, in one line
 */
public record EdgeState(
        String model,
        String version,
        Optional<String> environment,
        Dependency dependency,
        State state,
        Optional<Target> evaluated,
        Optional<Target> serving,
        String line) {
    public enum State {
        /** Evaluated against exactly what serves. */
        FRESH,
        /** Evaluated against something else than what serves. */
        STALE,
        /** Evaluated against what serves, and not passed. */
        NOT_PASSED,
        /** Never evaluated, or nothing is known to serve. */
        UNKNOWN,
        /** The upstream is being changed. */
        MOVING;

        /** As a stored decision names it. Versions before also wrote UNMOVED: evaluated against something else than what serves. */
        public static State named(String text) {
            return text.equals("UNMOVED") ? STALE : valueOf(text);
        }

        /** Whether the version's evaluation still says what it will do. */
        public boolean holds() {
            return this == FRESH;
        }
    }

    public boolean holds() {
        return state.holds();
    }

    EdgeState servingIn(String place) {
        return new EdgeState(model, version, Optional.of(place), dependency, state, evaluated, serving, line);
    }

    /** The same, telling of an evaluation that does not count yet. */
    EdgeState butAhead(Evidence evaluation) {
        String told = line + "; evidence " + evaluation.id()
                + " is dated in the future and does not count; set that clock right and judge again";
        return new EdgeState(model, version, environment, dependency, state, evaluated, serving, told);
    }

    /** One entry of {@code model-delivery/dependency-graph/v1}. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("model", model).put("version", version);
        environment.ifPresent(place -> json.put("environment", place));
        ObjectNode upstream = json.putObject("upstream")
                .put("model", dependency.model())
                .put("environment", dependency.environment());
        put(upstream, "evaluated", evaluated);
        put(upstream, "serving", serving);
        return json.put("state", state.name()).put("line", line);
    }

    private static void put(ObjectNode json, String key, Optional<Target> target) {
        target.ifPresent(t -> json.putObject(key).put("version", t.version()).put("digest", t.digest()));
    }
}
