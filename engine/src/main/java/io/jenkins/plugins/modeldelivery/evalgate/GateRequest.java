package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What a gate judges. Only the policy and the moment are needed; whatever the policy asks for and is not here makes the
 * verdict INCONCLUSIVE.
 *
 * @param baseDirectory where relative paths of the policy start
 * @param contract instead of the policy's own contract file
 * @param baselinePredictions of the version in production
 * @param baselineResults results file, or gate report, of the version in production
 * @param shiftReference what to compare the eval set with, instead of what the policy names; needed where the policy says
 *     {@code previous} or {@code live}
 * @param at the moment for which freshness is judged
 * @param threads for reading predictions; the report does not depend on it
 */
public record GateRequest(
        Policy policy,
        Path baseDirectory,
        Optional<String> model,
        Optional<String> version,
        Optional<Path> results,
        Optional<Path> predictions,
        Optional<Path> baselinePredictions,
        Optional<Path> baselineResults,
        Optional<Path> contract,
        Optional<Path> evalSet,
        Optional<Reference> shiftReference,
        Instant at,
        int threads) {
    /** A request with nothing but a policy. */
    public static GateRequest of(Policy policy, Path baseDirectory, Instant at) {
        Optional<Path> none = Optional.empty();
        Optional<String> unnamed = Optional.empty();
        return new GateRequest(
                policy,
                baseDirectory,
                unnamed,
                unnamed,
                none,
                none,
                none,
                none,
                none,
                none,
                Optional.empty(),
                at,
                ParallelLines.defaultThreads());
    }

    /** For a named model and version; null where not known. */
    public GateRequest named(String newModel, String newVersion) {
        return new GateRequest(
                policy,
                baseDirectory,
                Optional.ofNullable(newModel),
                Optional.ofNullable(newVersion),
                results,
                predictions,
                baselinePredictions,
                baselineResults,
                contract,
                evalSet,
                shiftReference,
                at,
                threads);
    }

    /** With the candidate's files; null for those that are not there. */
    public GateRequest candidate(Path newResults, Path newPredictions, Path newContract, Path newEvalSet) {
        return new GateRequest(
                policy,
                baseDirectory,
                model,
                version,
                Optional.ofNullable(newResults),
                Optional.ofNullable(newPredictions),
                baselinePredictions,
                baselineResults,
                Optional.ofNullable(newContract),
                Optional.ofNullable(newEvalSet),
                shiftReference,
                at,
                threads);
    }

    /** With what the version in production showed, and its eval set; null for those that are not there. */
    public GateRequest baseline(Path newPredictions, Path newResults, Path newReference) {
        return new GateRequest(
                policy,
                baseDirectory,
                model,
                version,
                results,
                predictions,
                Optional.ofNullable(newPredictions),
                Optional.ofNullable(newResults),
                contract,
                evalSet,
                Optional.ofNullable(newReference).map(Reference::file),
                at,
                threads);
    }

    /** With what the ledger, or whoever else, knows as the reference of the eval set. */
    public GateRequest against(Reference reference) {
        return new GateRequest(
                policy,
                baseDirectory,
                model,
                version,
                results,
                predictions,
                baselinePredictions,
                baselineResults,
                contract,
                evalSet,
                Optional.of(reference),
                at,
                threads);
    }
}
