package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;
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

    /** As it is kept; keys of a later release are not looked at. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Kept(
            String schema,
            Instant time,
            Optional<String> version,
            Optional<String> referenceVersion,
            long n,
            long m,
            OptionalDouble mmd2,
            @JsonProperty("p_value") OptionalDouble pValue,
            OptionalDouble effect,
            @JsonProperty("null_q99") OptionalDouble nullQ99,
            OptionalDouble bandwidth,
            Optional<String> embeddingModel,
            Optional<String> sha256,
            Optional<String> referenceSha256,
            Verdict verdict,
            Optional<String> reason) {
        Kept {
            if (!SCHEMA.equals(schema)) {
                throw new IllegalArgumentException("it is not a point of a drift history (" + SCHEMA + ")");
            }
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    private static DriftPoint of(Kept kept) {
        return new DriftPoint(
                kept.time,
                new Data(kept.referenceVersion.orElse(""), kept.n, kept.referenceSha256.orElse("")),
                new Data(kept.version.orElse(""), kept.m, kept.sha256.orElse("")),
                kept.mmd2,
                kept.pValue,
                kept.effect,
                kept.nullQ99,
                kept.bandwidth,
                kept.embeddingModel.orElse(""),
                kept.verdict,
                kept.reason.orElse(""));
    }

    @JsonValue
    private Kept kept() {
        return new Kept(
                SCHEMA,
                time,
                Optional.of(current.version()),
                Optional.of(reference.version()),
                reference.rows(),
                current.rows(),
                mmd2,
                pValue,
                effect,
                nullQ99,
                bandwidth,
                text(embeddingModel),
                text(current.sha256()),
                text(reference.sha256()),
                verdict,
                Optional.of(reason));
    }

    private static Optional<String> text(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    public ObjectNode toJson() {
        return Json.tree(this);
    }

    private static OptionalDouble number(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
    }
}
