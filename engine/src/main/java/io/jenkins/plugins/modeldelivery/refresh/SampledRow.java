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
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * A drawn row and the labels that were found for it.
 *
 * @param id of its latest occurrence, of drawn requests that of the first in the draw
 * @param text an {@link EvalSetRow} without label; as text, because the tree of an embedding takes twenty times as much memory
 * @param hasEmbedding whether it has one
 * @param ids by which its label may be known
 * @param labels as compact JSON; more than one when sources disagree. Rows of one input have the same
 * @param draws empty where inputs were drawn
 */
record SampledRow(
        String id,
        InputHash input,
        String text,
        boolean hasEmbedding,
        List<String> ids,
        TreeSet<String> labels,
        Optional<Draws> draws) {
    /**
     * How often a row was drawn.
     *
     * @param requests that were drawn
     * @param occurrences requests of the window for which it stands
     * @param weight of each of its requests; empty where all count alike
     */
    record Draws(long requests, long occurrences, OptionalDouble weight) {}

    /** The fields that are copied, and the embedding. */
    static Map<String, JsonNode> kept(JsonNode line, LogFields fields) {
        Map<String, JsonNode> kept = new LinkedHashMap<>();
        for (String name : fields.keep()) {
            if (line.path(name).isValueNode() && !line.path(name).isNull()) {
                kept.put(name, line.get(name));
            }
        }
        return kept;
    }

    static SampledRow of(
            Candidate candidate, JsonNode line, LogFields fields, Map<String, JsonNode> kept, TreeSet<String> labels) {
        Map<String, JsonNode> copied = new LinkedHashMap<>(kept);
        boolean hasEmbedding = line.path("embedding").isArray();
        if (hasEmbedding) {
            copied.put("embedding", line.get("embedding"));
        }
        EvalSetRow drawn = new EvalSetRow(
                candidate.id(),
                line.at(fields.input()),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Instant.ofEpochMilli(candidate.time()),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                candidate.occurrences(),
                copied);
        return new SampledRow(
                candidate.id(),
                candidate.input(),
                Json.compact(drawn),
                hasEmbedding,
                candidate.ids(),
                labels,
                Optional.empty());
    }

    /** The same of requests that were drawn. */
    SampledRow drawn(List<String> knownIds, Draws times) {
        return new SampledRow(id, input, text, hasEmbedding, List.copyOf(knownIds), labels, Optional.of(times));
    }

    /** As it was drawn, without a label. */
    EvalSetRow read() throws BadInputException {
        EvalSetRow row = Json.bind(Json.parse(text, "a row"), EvalSetRow.class, "a row");
        return draws.isPresent() ? row.drawn(draws.get()) : row;
    }

    /** As it is written: with its label, or with a gap for one and what sources disagree on. */
    EvalSetRow written() throws BadInputException {
        if (agreed().isPresent()) {
            return read().labelled(Json.parse(agreed().get(), "a label"), List.of(), Optional.empty());
        }
        List<JsonNode> disagreed = new ArrayList<>();
        for (String label : labels) {
            disagreed.add(Json.parse(label, "a label"));
        }
        return read().labelled(NullNode.getInstance(), disagreed, Optional.empty());
    }

    /** As it is written with the label of another row. */
    EvalSetRow lent(String label, String from) throws BadInputException {
        return read().labelled(Json.parse(label, "a label"), List.of(), Optional.of(from));
    }

    /** Notes a label; null is none. */
    static boolean label(TreeSet<String> labels, JsonNode label) {
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
     * @param labels what sources disagree on
     * @param labelledAs id of the row whose label it has, being nearly the same
     * @param standsFor in the queue: ids of the rows that get this one's label
     * @param timestamp of its latest occurrence, of drawn requests that of the first in the draw
     * @param drawn how many requests were drawn; empty where inputs were
     * @param weight of each of them, where they do not count alike
     * @param occurrences how often it occurred; where requests were drawn, for how many of the window it stands
     * @param fields kept fields, and the embedding
     */
    record EvalSetRow(
            String id,
            JsonNode input,
            Optional<JsonNode> label,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<JsonNode> labels,
            Optional<String> labelledAs,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> standsFor,
            Instant timestamp,
            OptionalLong drawn,
            OptionalDouble weight,
            long occurrences,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> fields) {
        EvalSetRow labelled(JsonNode agreed, List<JsonNode> disagreed, Optional<String> from) {
            return new EvalSetRow(
                    id,
                    input,
                    Optional.of(agreed),
                    disagreed,
                    from,
                    standsFor,
                    timestamp,
                    drawn,
                    weight,
                    occurrences,
                    fields);
        }

        EvalSetRow standingFor(List<String> others) {
            return new EvalSetRow(
                    id, input, label, labels, labelledAs, others, timestamp, drawn, weight, occurrences, fields);
        }

        EvalSetRow drawn(Draws times) {
            return new EvalSetRow(
                    id,
                    input,
                    label,
                    labels,
                    labelledAs,
                    standsFor,
                    timestamp,
                    OptionalLong.of(times.requests()),
                    times.weight(),
                    times.occurrences(),
                    fields);
        }
    }
}
