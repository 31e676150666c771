package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;

/**
 * How one edge stands for one version of the model at its downstream end: an entry of
 * {@code model-delivery/dependency-graph/v1} and of a decision's details.
 *
 * @param model the downstream model
 * @param version of it
 * @param environment where that version serves; empty where the question is about a candidate
 * @param upstream the other end
 * @param line why, in one line
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EdgeState(
        String model, String version, Optional<String> environment, End upstream, State state, String line) {

    /**
     * The upstream end.
     *
     * @param environment where it serves for the model downstream
     * @param evaluated what the version was last evaluated against
     * @param serving what serves there
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record End(String model, String environment, Optional<Target> evaluated, Optional<Target> serving) {}

    public enum State {
        /** Evaluated against exactly what serves. */
        FRESH,
        /** Evaluated against something else than what serves; versions before also called some of these UNMOVED. */
        @JsonAlias("UNMOVED")
        STALE,
        /** Evaluated against what serves, and not passed. */
        NOT_PASSED,
        /** Never evaluated, or nothing is known to serve. */
        UNKNOWN,
        /** The upstream is being changed. */
        MOVING
    }

    /** The edge of a candidate. */
    public static EdgeState of(
            String model,
            String version,
            Dependency dependency,
            State state,
            Optional<Target> evaluated,
            Optional<Target> serving,
            String line) {
        End end = new End(dependency.model(), dependency.environment(), evaluated, serving);
        return new EdgeState(model, version, Optional.empty(), end, state, line);
    }

    public Dependency dependency() {
        return new Dependency(upstream.model(), upstream.environment());
    }

    public Optional<Target> evaluated() {
        return upstream.evaluated();
    }

    public Optional<Target> serving() {
        return upstream.serving();
    }

    /** Whether the version's evaluation still says what it will do. */
    public boolean holds() {
        return state == State.FRESH;
    }

    public EdgeState servingIn(String place) {
        return new EdgeState(model, version, Optional.of(place), upstream, state, line);
    }

    /** The same, telling of an evaluation that does not count yet. */
    public EdgeState butAhead(Evidence evaluation) {
        String told = line + "; evidence " + evaluation.id()
                + " is dated in the future and does not count; set that clock right and judge again";
        return new EdgeState(model, version, environment, upstream, state, told);
    }
}
