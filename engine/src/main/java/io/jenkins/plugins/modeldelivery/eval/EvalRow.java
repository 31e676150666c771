package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Set;

/**
 * One row of an eval set.
 *
 * @param index 0-based among the rows
 * @param where file and line, for messages
 * @param json the whole line
 */
record EvalRow(int index, String where, ObjectNode json) {
    private static final Set<String> NO_SLICES =
            Set.of("id", "input", "label", "embedding", "prediction", "latency_ms", "output", "error", "attempts");

    JsonNode input() {
        return json.get("input");
    }

    /** The start of a prediction line: {@code id} and {@code label}. */
    ObjectNode prediction() {
        ObjectNode line = Json.object();
        line.set("id", json.get("id"));
        if (json.hasNonNull("label")) {
            line.set("label", json.get("label"));
        }
        return line;
    }

    /** Adds the scalar fields by which rows may be sliced. */
    void addSlices(ObjectNode line) {
        json.properties().forEach(field -> {
            if (field.getValue().isValueNode() && !NO_SLICES.contains(field.getKey())) {
                line.set(field.getKey(), field.getValue());
            }
        });
    }
}
