package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Counts of candidate and baseline over the same rows, and what changed between them; {@code Changed} is empty where there
 * are no such rows.
 *
 * @param joint how often each label was predicted as what by both; empty beyond 1,000 classes
 * @param more keys of a later release, as in its parts
 */
public record Pair(
        Sample candidate,
        Sample baseline,
        Optional<Changed> accuracy,
        @JsonProperty("error_rate") Optional<Changed> errorRate,
        @JsonProperty("schema_compliance") Optional<Changed> schemaCompliance,
        Optional<Confusion> joint,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** Rows of which something is true of one side alone. */
    public record Changed(
            long candidateOnly,
            long baselineOnly,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /** What changed in a proportion. */
    public Changed changed(Metric metric) {
        Optional<Changed> changed =
                switch (metric) {
                    case ACCURACY -> accuracy;
                    case ERROR_RATE -> errorRate;
                    case SCHEMA_COMPLIANCE -> schemaCompliance;
                    default -> throw new IllegalArgumentException(metric.key() + " is not a proportion");
                };
        return changed.orElseThrow(
                () -> new IllegalArgumentException("nobody counted in how many rows " + metric.key() + " changed"));
    }
}
