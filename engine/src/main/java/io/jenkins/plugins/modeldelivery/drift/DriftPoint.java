package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One shift check, {@code model-delivery/drift-history/v1}: what a history chart and its table show.
 *
 * @param time when it was made
 * @param version whose data were checked; may be empty
 * @param referenceVersion whose data they were compared with; may be empty
 * @param referenceRows that were compared
 * @param currentRows that were compared
 * @param mmd2 unbiased estimate; empty when nothing could be computed, as are p-value, effect and bandwidth
 * @param pValue exact p-value
 * @param effect root of max(MMD², 0)
 * @param nullQ99 what 99 of 100 permutations stay below: where a statistic would begin to be remarkable at alpha 0.01; empty
 *     in points that were kept before it was
 * @param bandwidth sigma
 * @param embeddingModel id of the model that made the vectors
 * @param sha256 of the data set that was checked, under which its fingerprint is kept
 * @param referenceSha256 of the other
 * @param verdict of the check
 * @param reason the first one; may be empty
 * @param more what another release wrote
 */
public record DriftPoint(
        String schema,
        Instant time,
        String version,
        String referenceVersion,
        @JsonProperty("n") long referenceRows,
        @JsonProperty("m") long currentRows,
        OptionalDouble mmd2,
        @JsonProperty("p_value") OptionalDouble pValue,
        OptionalDouble effect,
        @JsonProperty("null_q99") OptionalDouble nullQ99,
        OptionalDouble bandwidth,
        Optional<String> embeddingModel,
        Optional<String> sha256,
        Optional<String> referenceSha256,
        Verdict verdict,
        String reason,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    private static final String SCHEMA = Json.schema("drift-history");

    public DriftPoint {
        if (!SCHEMA.equals(schema)) {
            throw new IllegalArgumentException("it is not a point of a drift history (" + SCHEMA + ")");
        }
    }

    /**
     * The point of a drift report, which says itself what the reference was and who embedded it, where that is known.
     *
     * @param version whose data were current; may be empty
     */
    public static DriftPoint of(JsonNode report, Instant time, String version) throws BadInputException {
        DriftSummary drift = Json.bind(report, DriftSummary.class, "the drift report");
        return new DriftPoint(
                SCHEMA,
                time,
                version,
                drift.reference().flatMap(DriftSummary.DataSet::version).orElse(""),
                drift.referenceRows().orElse(0),
                drift.currentRows().orElse(0),
                drift.mmd2(),
                drift.pValue(),
                drift.effectSize(),
                drift.permuted().map(DriftSummary.Permuted::q99).orElse(OptionalDouble.empty()),
                drift.bandwidth(),
                drift.embeddingModel(),
                sha256(drift.current()),
                sha256(drift.reference()),
                drift.verdict().orElseThrow(() -> new BadInputException("the drift report has no verdict")),
                drift.reason().orElse(""),
                Map.of());
    }

    private static Optional<String> sha256(Optional<DriftSummary.DataSet> data) {
        return data.flatMap(DriftSummary.DataSet::sha256).filter(hash -> !hash.isEmpty());
    }

    /** Whether the numbers of both points are on one scale: the same sigma over vectors of the same embedding model. */
    public boolean isOnScaleOf(DriftPoint other) {
        return bandwidth.isPresent()
                && bandwidth.equals(other.bandwidth)
                && embeddingModel.equals(other.embeddingModel);
    }

    public ObjectNode toJson() {
        return Json.tree(this);
    }
}
