package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One row of an eval set.
 *
 * @param index 0-based among the rows
 * @param where file and line, for messages
 * @param json the whole line
 */
record EvalRow(int index, String where, ObjectNode json) {
    private static final Set<String> NO_SLICES = Set.of(
            "id",
            "input",
            "label",
            "labelledAs",
            "embedding",
            "prediction",
            "latency_ms",
            "output",
            "error",
            "attempts");

    JsonNode input() {
        return json.get("input");
    }

    String id() {
        return json.get("id").asText();
    }

    Optional<JsonNode> label() {
        return Optional.ofNullable(json.get("label")).filter(label -> !label.isNull());
    }

    /** The scalar fields by which rows may be sliced. */
    Map<String, JsonNode> slices() {
        Map<String, JsonNode> slices = new LinkedHashMap<>();
        json.properties().forEach(field -> {
            if (field.getValue().isValueNode() && !NO_SLICES.contains(field.getKey())) {
                slices.put(field.getKey(), field.getValue());
            }
        });
        return slices;
    }
}
