package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalDouble;

/**
 * One shift check, {@code model-delivery/drift-history/v1}: what a history chart and its table show.
 *
 * @param time when it was made
 * @param reference what the current data were compared with
 * @param current the data that were checked
 * @param mmd2 unbiased estimate; empty when nothing could be computed, as are p-value, effect and bandwidth
 * @param pValue exact p-value
 * @param effect root of max(MMD², 0)
 * @param nullQ99 what 99 of 100 permutations stay below: where a statistic would begin to be remarkable at alpha 0.01; empty
 *     in points that were kept before it was
 * @param bandwidth sigma
 * @param embeddingModel id of the model that made the vectors; may be empty
 * @param verdict of the check
 * @param reason the first one; may be empty
 */
public record DriftPoint(
        Instant time,
        Data reference,
        Data current,
        OptionalDouble mmd2,
        OptionalDouble pValue,
        OptionalDouble effect,
        OptionalDouble nullQ99,
        OptionalDouble bandwidth,
        String embeddingModel,
        Verdict verdict,
        String reason) {
    private static final String SCHEMA = "model-delivery/drift-history/v1";

    /**
     * One side of a check.
     *
     * @param version of the model it belongs to; may be empty
     * @param rows that were compared
     * @param sha256 of the data set, under which its fingerprint is kept; may be empty
     */
    public record Data(String version, long rows, String sha256) {}

    /**
     * The point of a drift report, which says itself what the reference was and who embedded it, where that is known.
     *
     * @param version whose data were current; may be empty
     */
    public static DriftPoint of(JsonNode report, Instant time, String version) throws BadInputException {
        JsonNode before = report.path("reference");
        try {
            return new DriftPoint(
                    time,
                    new Data(
                            before.path("version").asText(),
                            report.path("n").asLong(),
                            before.path("sha256").asText()),
                    new Data(
                            version,
                            report.path("m").asLong(),
                            report.path("current").path("sha256").asText()),
                    number(report, "mmd2"),
                    number(report, "p_value"),
                    number(report.path("effect"), "value"),
                    number(report.path("null"), "q99"),
                    number(report, "bandwidth"),
                    report.path("embeddingModel").asText(),
                    Verdict.valueOf(report.path("verdict").asText()),
                    report.path("reasons").path(0).asText());
        } catch (IllegalArgumentException e) {
            throw new BadInputException("the drift report has no verdict", e);
        }
    }

    /** Whether the numbers of both points are on one scale: the same sigma over vectors of the same embedding model. */
    public boolean isOnScaleOf(DriftPoint other) {
        return bandwidth.isPresent()
                && bandwidth.equals(other.bandwidth)
                && embeddingModel.equals(other.embeddingModel);
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.document("drift-history")
                .put("time", time.toString())
                .put("version", current.version())
                .put("referenceVersion", reference.version())
                .put("n", reference.rows())
                .put("m", current.rows());
        mmd2.ifPresent(value -> node.put("mmd2", value));
        pValue.ifPresent(value -> node.put("p_value", value));
        effect.ifPresent(value -> node.put("effect", value));
        nullQ99.ifPresent(value -> node.put("null_q99", value));
        bandwidth.ifPresent(value -> node.put("bandwidth", value));
        text(node, "embeddingModel", embeddingModel);
        text(node, "sha256", current.sha256());
        text(node, "referenceSha256", reference.sha256());
        return node.put("verdict", verdict.name()).put("reason", reason);
    }

    private static void text(ObjectNode node, String key, String text) {
        if (!text.isEmpty()) {
            node.put(key, text);
        }
    }

    /**
     * Reads a point back.
     *
     * @param source how to call the document in a message
     */
    public static DriftPoint read(JsonNode node, String source) throws BadInputException {
        if (!SCHEMA.equals(node.path("schema").asText())) {
            throw new BadInputException(source + " is not a point of a drift history (" + SCHEMA + ")");
        }
        try {
            return new DriftPoint(
                    Instant.parse(node.required("time").asText()),
                    new Data(
                            node.path("referenceVersion").asText(),
                            node.required("n").longValue(),
                            node.path("referenceSha256").asText()),
                    new Data(
                            node.path("version").asText(),
                            node.required("m").longValue(),
                            node.path("sha256").asText()),
                    number(node, "mmd2"),
                    number(node, "p_value"),
                    number(node, "effect"),
                    number(node, "null_q99"),
                    number(node, "bandwidth"),
                    node.path("embeddingModel").asText(),
                    Verdict.valueOf(node.required("verdict").asText()),
                    node.path("reason").asText());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new BadInputException(source + " is a damaged point of a drift history: " + e.getMessage(), e);
        }
    }

    private static OptionalDouble number(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
    }
}
