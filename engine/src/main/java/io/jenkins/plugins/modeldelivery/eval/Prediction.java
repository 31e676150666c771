package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One line of a predictions file.
 *
 * @param latencyMs of an answer, or of a timeout, which is at least as slow as it says; a refusal in no time must not make
 *     the model look fast
 * @param attempts where it took more than one
 * @param slices scalar fields of the eval set's row by which rows may be sliced
 */
record Prediction(
        String id,
        Optional<JsonNode> label,
        Optional<JsonNode> prediction,
        @JsonProperty("latency_ms") Optional<BigDecimal> latencyMs,
        Optional<JsonNode> output,
        Optional<String> error,
        OptionalInt attempts,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> slices) {}
