package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Lines of one file with the same defect.
 *
 * @param firstLine number of the first
 * @param more keys of a later release
 */
public record Defect(
        long count,
        long firstLine,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    Defect(long count, long firstLine) {
        this(count, firstLine, Map.of());
    }
}
