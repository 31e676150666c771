package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * A candidate's rows, and where it is compared the baseline's same rows and the difference of both.
 *
 * @param more keys of a later release
 */
public record Compared(
        Measured candidate,
        Optional<Measured> baseline,
        Optional<Measured> difference,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    Compared(Measured candidate, Optional<Measured> baseline, Optional<Measured> difference) {
        this(candidate, baseline, difference, Map.of());
    }

    /** A candidate alone. */
    public static Compared of(Measured candidate) {
        return new Compared(candidate, Optional.empty(), Optional.empty());
    }
}
