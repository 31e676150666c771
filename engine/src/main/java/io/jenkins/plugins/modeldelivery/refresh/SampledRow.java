package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A drawn row and the labels that were found for it.
 *
 * @param id of its latest occurrence
 * @param text an {@link EvalSetRow} without label; as text, because the tree of an embedding takes twenty times as much memory
 * @param hasEmbedding whether it has one
 * @param ids of its occurrences
 * @param labels as compact JSON; more than one when sources disagree
 */
record SampledRow(String id, String text, boolean hasEmbedding, List<String> ids, TreeSet<String> labels) {
    static SampledRow of(Candidate candidate, JsonNode line, LogFields fields) {
        Map<String, JsonNode> kept = new LinkedHashMap<>();
        for (String name : fields.keep()) {
            if (line.path(name).isValueNode() && !line.path(name).isNull()) {
                kept.put(name, line.get(name));
            }
        }
        boolean hasEmbedding = line.path("embedding").isArray();
        if (hasEmbedding) {
            kept.put("embedding", line.get("embedding"));
        }
        EvalSetRow drawn = new EvalSetRow(
                candidate.id(),
                line.at(fields.input()),
                Optional.empty(),
                List.of(),
                Instant.ofEpochMilli(candidate.time()),
                candidate.occurrences(),
                kept);
        SampledRow row =
                new SampledRow(candidate.id(), Json.compact(drawn), hasEmbedding, candidate.ids(), new TreeSet<>());
        fields.label().ifPresent(pointer -> row.label(line.at(pointer)));
        return row;
    }

    /** As it is written: with its label, or with a gap for one and what sources disagree on. */
    EvalSetRow written() throws BadInputException {
        EvalSetRow row = Json.bind(Json.parse(text, "a row"), EvalSetRow.class, "a row");
        if (agreed().isPresent()) {
            return row.labelled(Json.parse(agreed().get(), "a label"), List.of());
        }
        List<JsonNode> disagreed = new ArrayList<>();
        for (String label : labels) {
            disagreed.add(Json.parse(label, "a label"));
        }
        return row.labelled(NullNode.getInstance(), disagreed);
    }

    /** Notes a label; only a text, a number or a boolean is one. */
    boolean label(JsonNode label) {
        return label.isValueNode() && !label.isNull() && !label.isMissingNode() && labels.add(Json.compact(label));
    }

    /** The label, where all sources agree. */
    Optional<String> agreed() {
        return labels.size() == 1 ? Optional.of(labels.first()) : Optional.empty();
    }

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
}
