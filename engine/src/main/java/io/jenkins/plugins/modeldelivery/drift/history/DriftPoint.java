package io.jenkins.plugins.modeldelivery.drift.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.Effect;
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
 * @param version the version whose data were current; may be empty
 * @param referenceVersion the version they were compared with; may be empty
 * @param n reference rows
 * @param m current rows
 * @param mmd2 unbiased estimate; empty when nothing could be computed, as are the next two
 * @param pValue exact p-value
 * @param effect root of max(MMD², 0)
 * @param bandwidth sigma: points of different sigma are not on one scale
 * @param verdict of the check
 * @param reason the first one; may be empty
 */
public record DriftPoint(
        Instant time,
        String version,
        String referenceVersion,
        long n,
        long m,
        OptionalDouble mmd2,
        OptionalDouble pValue,
        OptionalDouble effect,
        OptionalDouble bandwidth,
        Verdict verdict,
        String reason) {
    private static final String SCHEMA = "model-delivery/drift-history/v1";

    /** The point of a report. */
    public static DriftPoint of(DriftReport report, Instant time, String version, String referenceVersion) {
        return new DriftPoint(
                time,
                version,
                referenceVersion,
                report.referenceRows(),
                report.currentRows(),
                report.mmd2(),
                report.pValue(),
                report.effect().map(Effect::value).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                report.bandwidth(),
                report.verdict(),
                report.reasons().isEmpty() ? "" : report.reasons().get(0));
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.document("drift-history")
                .put("time", time.toString())
                .put("version", version)
                .put("referenceVersion", referenceVersion)
                .put("n", n)
                .put("m", m);
        mmd2.ifPresent(value -> node.put("mmd2", value));
        pValue.ifPresent(value -> node.put("p_value", value));
        effect.ifPresent(value -> node.put("effect", value));
        bandwidth.ifPresent(value -> node.put("bandwidth", value));
        return node.put("verdict", verdict.name()).put("reason", reason);
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
                    node.path("version").asText(),
                    node.path("referenceVersion").asText(),
                    node.required("n").longValue(),
                    node.required("m").longValue(),
                    number(node, "mmd2"),
                    number(node, "p_value"),
                    number(node, "effect"),
                    number(node, "bandwidth"),
                    Verdict.valueOf(node.required("verdict").asText()),
                    node.path("reason").asText());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new BadInputException(source + " is a damaged point of a drift history: " + e.getMessage(), e);
        }
    }

    private static OptionalDouble number(JsonNode node, String key) {
        JsonNode value = node.get(key);
        return value == null || !value.isNumber() ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
    }
}
