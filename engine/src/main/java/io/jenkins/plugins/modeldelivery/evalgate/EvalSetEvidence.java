package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.evaluation.Pairing;
import io.jenkins.plugins.modeldelivery.evaluation.Rows;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.IsoTime;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the eval set says about itself, whether the predictions are its own, and whether it has shifted. */
final class EvalSetEvidence {
    private final GateRequest request;
    private final Progress progress;
    private Optional<Rows> evalSet = Optional.empty();

    EvalSetEvidence(GateRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /** {@code sha256}, {@code rows}, {@code asOf}, {@code ageDays}, and how far predictions cover it; empty without one. */
    Optional<ObjectNode> describe(Optional<Rows> predictions) throws BadInputException, InterruptedException {
        if (request.evalSet().isEmpty()) {
            return Optional.empty();
        }
        Path file = request.evalSet().get();
        Rows rows = Rows.read(file, List.of(), null, request.threads(), progress);
        evalSet = Optional.of(rows);
        ObjectNode json = Json.object().put("sha256", Sha256.of(file)).put("rows", rows.count());
        Optional<Instant> asOf = asOf(file, rows);
        if (asOf.isPresent()) {
            json.put("asOf", asOf.get().toString());
            json.put("ageDays", Duration.between(asOf.get(), request.at()).toHours() / 24.0);
        }
        json.set("defects", rows.defects());
        if (predictions.isPresent()) {
            ObjectNode coverage = new Pairing(predictions.get(), rows).coverage();
            json.put("unpredicted", coverage.get("onlyBaseline").asLong())
                    .put("unknown", coverage.get("onlyCandidate").asLong())
                    .put("labelConflicts", coverage.get("labelConflicts").asLong());
        }
        return Optional.of(json);
    }

    /** Adds how far the baseline's predictions are of this eval set, where there is one. */
    void cover(Rows baseline, ObjectNode counts) {
        if (evalSet.isPresent()) {
            ObjectNode coverage = new Pairing(baseline, evalSet.get()).coverage();
            counts.put("unpredicted", coverage.get("onlyBaseline").asLong())
                    .put("unknown", coverage.get("onlyCandidate").asLong());
        }
    }

    /** The drift report; empty unless the policy asks for it. */
    Optional<ObjectNode> shift(ShiftCheck check) throws BadInputException, InterruptedException {
        Optional<ShiftPolicy> policy = request.policy().shift();
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        if (request.evalSet().isEmpty()) {
            return undecided("the policy asks for a shift check, but no eval set was given");
        }
        Reference reference = request.shiftReference().orElseGet(() -> reference(policy.get()));
        return Optional.of(check.check(policy.get(), request.evalSet().get(), reference, progress)
                .toJson());
    }

    private Reference reference(ShiftPolicy policy) {
        String named = policy.reference();
        return Reference.inLedger(named).isPresent()
                ? new Reference.Missing(
                        "there is no '" + named + "' reference to compare the eval set with; the ledger "
                                + "knows it (give ledger and model), or name a file")
                : new Reference.File(request.baseDirectory().resolve(named));
    }

    private static Optional<ObjectNode> undecided(String reason) {
        ObjectNode json = Json.document("drift-report").put("verdict", Verdict.INCONCLUSIVE.name());
        json.putArray("reasons").add(reason);
        return Optional.of(json);
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
