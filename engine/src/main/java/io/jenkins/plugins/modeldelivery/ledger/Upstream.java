package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import java.util.Optional;

/**
 * What a version was evaluated against: an upstream model as it was then.
 *
 * @param model the upstream's name
 * @param environment where it serves for the version that was evaluated
 * @param version its version then; empty when nothing served there
 * @param digest of that version
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Upstream(String model, String environment, Optional<String> version, Optional<String> digest) {
    /** The place of a dependency and what served there. */
    public static Upstream of(Dependency dependency, Optional<Target> target) {
        return new Upstream(
                dependency.model(), dependency.environment(), target.map(Target::version), target.map(Target::digest));
    }

    @JsonCreator
    static Upstream of(
            @JsonProperty("model") String model,
            @JsonProperty("environment") String environment,
            @JsonProperty("version") Optional<String> version,
            @JsonProperty("digest") Optional<String> digest)
            throws BadInputException {
        Dependency place = new Dependency(Names.require("model", model), Names.require("environment", environment));
        return of(
                place,
                digest.isPresent() ? Optional.of(Target.of(version.orElse(""), digest.get())) : Optional.empty());
    }

    boolean isOf(Dependency dependency) {
        return model.equals(dependency.model()) && environment.equals(dependency.environment());
    }

    /** Its version and digest then; empty when nothing served there. */
    public Optional<Target> target() {
        return digest.map(d -> new Target(version.orElseThrow(), d));
    }
}
