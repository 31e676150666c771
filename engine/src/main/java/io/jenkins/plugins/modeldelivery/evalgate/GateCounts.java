package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.evaluation.Defect;
import io.jenkins.plugins.modeldelivery.evaluation.Pair;
import io.jenkins.plugins.modeldelivery.evaluation.Pairing;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.evaluation.Slices;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The raw counts in a gate report, from which its verdict can be recomputed.
 *
 * @param predictions of the candidate, where a file of them was given
 * @param results what the candidate's results file claims, by metric
 * @param resultsEvalSet SHA-256 of the eval set that it is about, as it says itself
 * @param resultsRows from how many rows
 * @param baselineEvalSet the same of the baseline's results file
 * @param baselineResults what that claims, unless it holds counts
 * @param slices by field; empty unless there are rules for slices, and metrics were computed
 * @param baseline of the version in production
 * @param paired both on the same rows
 * @param lostSlices by field, its values that the baseline has and the candidate has not
 * @param more keys of a later release, as in its parts
 */
record GateCounts(
        Optional<Predicted> predictions,
        Optional<Map<String, Claim>> results,
        Optional<String> resultsEvalSet,
        OptionalLong resultsRows,
        Optional<String> baselineEvalSet,
        Optional<Map<String, Claim>> baselineResults,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Slices> slices,
        Optional<Predicted> baseline,
        Optional<Paired> paired,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<String>> lostSlices,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /**
     * The rows of one file of predictions.
     *
     * @param rows empty where only the counts are known, as are the defects
     * @param unpredicted of a baseline: rows of the eval set without a prediction
     * @param unknown of a baseline: predictions of other rows
     * @param all counts of all rows; empty where they were not to be computed
     */
    record Predicted(
            OptionalLong rows,
            Optional<Map<String, Defect>> defects,
            OptionalLong unpredicted,
            OptionalLong unknown,
            Optional<Sample> all,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
        /** Counts of rows of which nothing else is known. */
        static Predicted of(Sample all) {
            return new Predicted(
                    OptionalLong.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.of(all),
                    Map.of());
        }

        Predicted with(Sample newAll) {
            return new Predicted(rows, defects, unpredicted, unknown, Optional.of(newAll), more);
        }

        /** @param coverage of the eval set by these predictions */
        Predicted covering(Pairing.Coverage coverage) {
            return new Predicted(
                    rows,
                    defects,
                    OptionalLong.of(coverage.onlyBaseline()),
                    OptionalLong.of(coverage.onlyCandidate()),
                    all,
                    more);
        }

        boolean covers() {
            return unpredicted.orElse(0) == 0 && unknown.orElse(0) == 0;
        }
    }

    /**
     * Candidate and baseline on common ids.
     *
     * @param slices by field and value; empty as {@link GateCounts#slices} is
     */
    record Paired(
            Pairing.Coverage coverage,
            Pair all,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, Pair>> slices,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /** The same with counts of the candidate's rows. */
    GateCounts with(Optional<Predicted> newPredictions, Map<String, Slices> newSlices) {
        return new GateCounts(
                newPredictions,
                results,
                resultsEvalSet,
                resultsRows,
                baselineEvalSet,
                baselineResults,
                newSlices,
                baseline,
                paired,
                lostSlices,
                more);
    }

    /** The same with counts of the baseline's rows. */
    GateCounts with(Predicted newBaseline, Paired newPaired, Map<String, List<String>> newLostSlices) {
        return new GateCounts(
                predictions,
                results,
                resultsEvalSet,
                resultsRows,
                baselineEvalSet,
                baselineResults,
                slices,
                Optional.of(newBaseline),
                Optional.of(newPaired),
                newLostSlices,
                more);
    }

    /** What the candidate's results file claims of a metric. */
    Optional<Claim> claim(String metric) {
        return results.map(claims -> claims.get(metric));
    }

    /** What the baseline's results file claims of a metric. */
    Optional<Claim> baselineClaim(String metric) {
        return baselineResults.map(claims -> claims.get(metric));
    }
}
