package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.evaluation.Defect;
import io.jenkins.plugins.modeldelivery.evaluation.Pair;
import io.jenkins.plugins.modeldelivery.evaluation.Pairing;
import io.jenkins.plugins.modeldelivery.evaluation.Repeats;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.evaluation.Slices;
import io.jenkins.plugins.modeldelivery.evaluation.Tallied;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The raw counts in a gate report, from which its verdict can be recomputed.
 *
 * @param predictions of the candidate, where a file of them was given
 * @param results what the candidate's results file claims, by metric
 * @param resultsEvalSet SHA-256 of the eval set that it is about, as it says itself
 * @param resultsRows from how many rows
 * @param claimedRows from how many rows a claimed metric is, as the place where it stands says
 * @param resultsAllZero whether all its numbers are 0
 * @param baselineEvalSet the same of the baseline's results file
 * @param baselineResults what that claims, unless it holds counts
 * @param measured what the rules are judged by
 * @param repeats how often the same was asked, by the field that names it
 * @param slices by field, of a version before
 * @param baseline of the version in production
 * @param paired both on the same rows
 * @param lostSlices of a version before: by field, its values that the baseline has and the candidate has not
 * @param more keys of a later release, as in its parts
 */
record GateCounts(
        Optional<Predicted> predictions,
        Optional<Map<String, Claim>> results,
        Optional<String> resultsEvalSet,
        OptionalLong resultsRows,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> claimedRows,
        Optional<Boolean> resultsAllZero,
        Optional<String> baselineEvalSet,
        Optional<Map<String, Claim>> baselineResults,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Tallied> measured,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Repeats> repeats,
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
     * @param all of a version before, as {@code slices} by field and value
     */
    record Paired(
            Pairing.Coverage coverage,
            Optional<Pair> all,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, Pair>> slices,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /** The same with what was measured of the rows. */
    GateCounts with(Optional<Predicted> newPredictions, List<Tallied> newMeasured, Map<String, Repeats> newRepeats) {
        return new GateCounts(
                newPredictions,
                results,
                resultsEvalSet,
                resultsRows,
                claimedRows,
                resultsAllZero,
                baselineEvalSet,
                baselineResults,
                newMeasured,
                newRepeats,
                slices,
                baseline,
                paired,
                lostSlices,
                more);
    }

    /** The same with the baseline's rows. */
    GateCounts with(Predicted newBaseline, Paired newPaired) {
        return new GateCounts(
                predictions,
                results,
                resultsEvalSet,
                resultsRows,
                claimedRows,
                resultsAllZero,
                baselineEvalSet,
                baselineResults,
                measured,
                repeats,
                slices,
                Optional.of(newBaseline),
                Optional.of(newPaired),
                lostSlices,
                more);
    }

    /** Nothing but what was counted of the candidate's own rows, and of measures that the rule allows. */
    GateCounts ofRows(Predicate<Tallied> allowed) {
        return new GateCounts(
                predictions,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                measured.stream().filter(allowed).toList(),
                repeats,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    /** From how many rows a claimed metric is; what a version before read at the top holds for what stands there. */
    OptionalLong claimedRows(Rule rule) {
        if (rule.rowsAt().isPresent()) {
            OptionalDouble rows = claim(rule.rowsAt().get()).map(Claim::value).orElse(OptionalDouble.empty());
            return rows.isPresent() && rows.getAsDouble() >= 1 && rows.getAsDouble() == Math.rint(rows.getAsDouble())
                    ? OptionalLong.of((long) rows.getAsDouble())
                    : OptionalLong.empty();
        }
        Long beside = claimedRows.get(rule.metric());
        boolean isAtTop = !rule.metric().contains(".") && !rule.metric().startsWith("/");
        long rows = beside != null ? beside : isAtTop ? resultsRows.orElse(0) : 0;
        return rows > 0 ? OptionalLong.of(rows) : OptionalLong.empty();
    }

    Optional<Claim> claim(String metric) {
        return results.map(claims -> claims.get(metric));
    }

    /** What the baseline's results file claims of a metric. */
    Optional<Claim> baselineClaim(String metric) {
        return baselineResults.map(claims -> claims.get(metric));
    }
}
