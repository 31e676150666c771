package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Lines of one file with the same defect.
 *
 * @param firstLine number of the first
 * @param cause what is wrong with the first, where more is known than the kind
 * @param more keys of a later release
 */
public record Defect(
        long count,
        long firstLine,
        Optional<String> cause,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    Defect(long count, long firstLine) {
        this(count, firstLine, Optional.empty(), Map.of());
    }
}
