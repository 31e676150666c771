package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a gate judges. Only the policy and the moment are needed; whatever the policy asks for and is not here makes the
 * verdict INCONCLUSIVE.
 *
 * @param minimums of environments: what their rules need is counted, too; they are judged by whoever decides
 * @param baseDirectory where relative paths of the policy start
 * @param at the moment for which freshness is judged
 * @param threads for reading predictions; the report does not depend on it
 */
public record GateRequest(
        Policy policy,
        List<Policy> minimums,
        Path baseDirectory,
        Optional<String> model,
        Optional<String> version,
        Candidate candidate,
        Baseline baseline,
        Instant at,
        int threads) {
    /** @param contract instead of the policy's own contract file */
    record Candidate(
            Optional<Path> results, Optional<Path> predictions, Optional<Path> contract, Optional<Path> evalSet) {}

    /**
     * The version in production.
     *
     * @param results results file, or gate report
     * @param shiftReference what to compare the eval set with, instead of what the policy names; needed where the policy says
     *     {@code previous} or {@code live}
     */
    record Baseline(Optional<Path> predictions, Optional<Path> results, Optional<Reference> shiftReference) {}

    /** A request with nothing but a policy. */
    public static GateRequest of(Policy policy, Path baseDirectory, Instant at) {
        return new GateRequest(
                policy,
                List.of(),
                baseDirectory,
                Optional.empty(),
                Optional.empty(),
                new Candidate(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new Baseline(Optional.empty(), Optional.empty(), Optional.empty()),
                at,
                ParallelLines.defaultThreads());
    }

    /** For a named model and version; null where not known. */
    public GateRequest named(String newModel, String newVersion) {
        Optional<String> of = Optional.ofNullable(newVersion);
        return new GateRequest(
                policy, minimums, baseDirectory, Optional.ofNullable(newModel), of, candidate, baseline, at, threads);
    }

    /** With the candidate's files; null for those that are not there. */
    public GateRequest candidate(Path results, Path predictions, Path contract, Path evalSet) {
        Candidate shown = new Candidate(
                Optional.ofNullable(results),
                Optional.ofNullable(predictions),
                Optional.ofNullable(contract),
                Optional.ofNullable(evalSet));
        return new GateRequest(policy, minimums, baseDirectory, model, version, shown, baseline, at, threads);
    }

    /** With what the version in production showed, and its eval set; null for those that are not there. */
    public GateRequest baseline(Path predictions, Path results, Path reference) {
        return with(new Baseline(
                Optional.ofNullable(predictions),
                Optional.ofNullable(results),
                Optional.ofNullable(reference).map(Reference::file)));
    }

    /** With what the ledger, or whoever else, knows as the reference of the eval set. */
    public GateRequest against(Reference reference) {
        return with(new Baseline(baseline.predictions(), baseline.results(), Optional.of(reference)));
    }

    /** Which also counts what the minimums of environments need. */
    public GateRequest counting(List<Policy> others) {
        return new GateRequest(policy, others, baseDirectory, model, version, candidate, baseline, at, threads);
    }

    /** The files of rows. */
    Stream<Path> rows() {
        return Stream.of(candidate.predictions(), candidate.evalSet(), baseline.predictions())
                .flatMap(Optional::stream);
    }

    private GateRequest with(Baseline before) {
        return new GateRequest(policy, minimums, baseDirectory, model, version, candidate, before, at, threads);
    }
}
