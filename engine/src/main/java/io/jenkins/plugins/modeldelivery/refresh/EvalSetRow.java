package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of an eval set, or of the queue of rows to label.
 *
 * @param label null in the queue
 * @param labels what sources disagree on; in the queue
 * @param timestamp of its latest occurrence
 * @param fields kept fields, and the embedding
 */
record EvalSetRow(
        String id,
        JsonNode input,
        Optional<JsonNode> label,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<JsonNode> labels,
        Instant timestamp,
        long occurrences,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> fields) {
    EvalSetRow labelled(JsonNode agreed, List<JsonNode> disagreed) {
        return new EvalSetRow(id, input, Optional.of(agreed), disagreed, timestamp, occurrences, fields);
    }
}
