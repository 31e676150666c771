package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What others read in the report of a shift check. A check that a gate was asked for and could not begin says nothing but verdict
 * and reasons, hence all else may be empty, as it is where a {@link DriftReport} has no number. Without a verdict nothing is
 * decided.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DriftSummary(
        Optional<String> schema,
        Optional<Verdict> verdict,
        List<String> reasons,
        OptionalDouble mmd2,
        OptionalDouble bandwidth,
        @JsonProperty("p_value") OptionalDouble pValue,
        Optional<Effect> effect,
        @JsonProperty("n") OptionalLong referenceRows,
        @JsonProperty("m") OptionalLong currentRows,
        @JsonProperty("null") Optional<Permuted> permuted,
        Optional<DataSet> reference,
        Optional<DataSet> current,
        Optional<String> embeddingModel) {
    /** @param q99 what 99 of 100 permutations stay below */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Permuted(OptionalDouble q99) {}

    /** One side of the check. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DataSet(Optional<String> sha256, Optional<String> version) {}

    /** Of a check that could not begin. */
    public static DriftSummary undecided(String reason) {
        return new DriftSummary(
                Optional.of(Json.schema("drift-report")),
                Optional.of(Verdict.INCONCLUSIVE),
                List.of(reason),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The first one; empty where none is given. */
    public Optional<String> reason() {
        return reasons.stream().findFirst();
    }

    /** Root of max(MMD², 0). */
    public OptionalDouble effectSize() {
        return effect.map(Effect::value).orElse(OptionalDouble.empty());
    }
}
