package io.jenkins.plugins.modeldelivery.dependency;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.Map;
import java.util.Optional;

/**
 * How one edge stands for one version of the model at its downstream end.
 *
 * @param model the downstream model
 * @param version of it
 * @param environment where that version serves; empty where the question is about a candidate
 * @param line why, in one line
 * @param more what another release writes; decisions keep the states of edges
 */
public record EdgeState(
        String model,
        String version,
        Optional<String> environment,
        UpstreamEnd upstream,
        State state,
        String line,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /**
     * The upstream end of an edge.
     *
     * @param evaluated what the version was last evaluated against
     * @param serving what the upstream serves
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record UpstreamEnd(String model, String environment, Optional<Target> evaluated, Optional<Target> serving) {}

    public enum State {
        /** Evaluated against exactly what serves. */
        FRESH,
        /** Evaluated against something else than what serves. */
        @JsonAlias("UNMOVED")
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

    static EdgeState of(
            String model,
            String version,
            Dependency dependency,
            State state,
            Optional<Target> evaluated,
            Optional<Target> serving,
            String line) {
        UpstreamEnd upstream = new UpstreamEnd(dependency.model(), dependency.environment(), evaluated, serving);
        return new EdgeState(model, version, Optional.empty(), upstream, state, line, Map.of());
    }

    public Dependency dependency() {
        return new Dependency(upstream.model, upstream.environment);
    }

    /** What the version was last evaluated against. */
    public Optional<Target> evaluated() {
        return upstream.evaluated;
    }

    /** What the upstream serves. */
    public Optional<Target> serving() {
        return upstream.serving;
    }

    public boolean holds() {
        return state.holds();
    }

    EdgeState servingIn(String place) {
        return new EdgeState(model, version, Optional.of(place), upstream, state, line, more);
    }

    /** The same, telling of an evaluation that does not count yet. */
    EdgeState butAhead(Evidence evaluation) {
        String told = line + "; evidence " + evaluation.id()
                + " is dated in the future and does not count; set that clock right and judge again";
        return new EdgeState(model, version, environment, upstream, state, told, more);
    }

    /** One entry of {@code model-delivery/dependency-graph/v1}. */
    public ObjectNode toJson() {
        return Json.tree(this);
    }
}
