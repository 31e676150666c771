package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.evaluation.Pairing;
import io.jenkins.plugins.modeldelivery.evaluation.RowNeeds;
import io.jenkins.plugins.modeldelivery.evaluation.Rows;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.IsoTime;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the eval set says about itself, whether the predictions are its own, and whether it has shifted. */
final class EvalSetEvidence {
    private final GateRequest request;
    private final Progress progress;
    private Optional<Rows> evalSet = Optional.empty();

    EvalSetEvidence(GateRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /** What it says about itself, and how far predictions cover it; empty without one. */
    Optional<EvalSetFacts> describe(Optional<Rows> predictions) throws BadInputException, InterruptedException {
        if (request.candidate().evalSet().isEmpty()) {
            return Optional.empty();
        }
        Path file = request.candidate().evalSet().get();
        Rows rows = Rows.read(file, RowNeeds.slices(List.of()), null, request.threads(), progress);
        evalSet = Optional.of(rows);
        Optional<Instant> asOf = asOf(file, rows);
        Optional<Pairing.Coverage> coverage = predictions.map(predicted -> new Pairing(predicted, rows).coverage());
        return Optional.of(new EvalSetFacts(
                rows.sha256(),
                rows.count(),
                asOf,
                asOf.map(time -> Duration.between(time, request.at()).toHours() / 24.0),
                rows.defects(),
                number(coverage.map(Pairing.Coverage::onlyBaseline)),
                number(coverage.map(Pairing.Coverage::onlyCandidate)),
                number(coverage.map(Pairing.Coverage::labelConflicts)),
                Map.of()));
    }

    /** How far a baseline's predictions are of this eval set; empty where there is none. */
    Optional<Pairing.Coverage> coverage(Rows baseline) {
        return evalSet.map(rows -> new Pairing(baseline, rows).coverage());
    }

    static OptionalLong number(Optional<Long> number) {
        return number.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** The drift report; empty unless the policy asks for it. */
    Optional<ShiftFinding> shift(ShiftCheck check) throws BadInputException, InterruptedException {
        Optional<ShiftPolicy> policy = request.policy().shift();
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        if (request.candidate().evalSet().isEmpty()) {
            return Optional.of(ShiftFinding.undecided("the policy asks for a shift check, but no eval set was given"));
        }
        Reference reference = request.baseline().shiftReference().orElseGet(() -> reference(policy.get()));
        ObjectNode report = check.check(
                        policy.get(), request.candidate().evalSet().get(), reference, progress)
                .toJson();
        return Optional.of(ShiftFinding.of(report));
    }

    private Reference reference(ShiftPolicy policy) {
        String named = policy.reference();
        return Reference.inLedger(named).isPresent()
                ? new Reference.Missing(
                        "there is no '" + named + "' reference to compare the eval set with; the ledger "
                                + "knows it (give ledger and model), or name a file")
                : new Reference.File(request.baseDirectory().resolve(named));
    }

    private static Optional<Instant> asOf(Path file, Rows rows) throws BadInputException {
        Path beside = file.resolveSibling(file.getFileName() + ".meta.json");
        JsonNode asOf = Files.exists(beside) ? Json.read(beside).path("asOf") : MissingNode.getInstance();
        if (asOf.isMissingNode()) {
            asOf = rows.metadata().orElse(Json.object()).path("asOf");
        }
        if (!asOf.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IsoTime.parse(asOf.textValue()));
        } catch (DateTimeException e) {
            throw new BadInputException(
                    file + ": asOf '" + asOf.textValue() + "' is not a date or an instant like 2026-11-01T00:00:00Z",
                    e);
        }
    }
}
