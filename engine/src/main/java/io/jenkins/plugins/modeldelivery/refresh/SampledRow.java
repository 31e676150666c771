package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A drawn row and the labels that were found for it.
 *
 * @param id of its latest occurrence
 * @param text one line of JSON with id, input, timestamp, occurrences, kept fields and embedding, without label; as text,
 *     because the tree of an embedding takes twenty times as much memory
 * @param hasEmbedding whether it has one
 * @param ids of its occurrences
 * @param labels as compact JSON; more than one when sources disagree
 */
record SampledRow(String id, String text, boolean hasEmbedding, List<String> ids, TreeSet<String> labels) {
    static SampledRow of(Candidate candidate, JsonNode line, LogFields fields) {
        ObjectNode json = Json.object().put("id", candidate.id());
        json.set("input", line.at(fields.input()));
        json.put("timestamp", Instant.ofEpochMilli(candidate.time()).toString());
        json.put("occurrences", candidate.occurrences());
        for (String name : fields.keep()) {
            if (line.path(name).isValueNode() && !line.path(name).isNull()) {
                json.set(name, line.get(name));
            }
        }
        if (line.path("embedding").isArray()) {
            json.set("embedding", line.get("embedding"));
        }
        SampledRow row = new SampledRow(
                candidate.id(), Json.compact(json), json.has("embedding"), candidate.ids(), new TreeSet<>());
        fields.label().ifPresent(pointer -> row.label(line.at(pointer)));
        return row;
    }

    /** Notes a label; only a text, a number or a boolean is one. */
    boolean label(JsonNode label) {
        return label.isValueNode() && !label.isNull() && !label.isMissingNode() && labels.add(Json.compact(label));
    }

    /** The label, where all sources agree. */
    Optional<String> agreed() {
        return labels.size() == 1 ? Optional.of(labels.first()) : Optional.empty();
    }
}
