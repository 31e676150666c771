package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.evaluation.Pairing;
import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the eval set says about itself, whether the predictions are its own, and whether it has shifted. */
final class EvalSetEvidence {
    private final GateRequest request;
    private final Progress progress;
    private Optional<Rows> evalSet = Optional.empty();
    private SetMetadata beside = SetMetadata.NONE;
    private Optional<RequestDraw> draw = Optional.empty();

    /** What is looked at in the metadata of an eval set, which people may write themselves. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record SetMetadata(Optional<JsonNode> asOf, Optional<JsonNode> sample) {
        private static final SetMetadata NONE = new SetMetadata(Optional.empty(), Optional.empty());

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Drawn(Optional<RequestDraw> requests) {}

        private SetMetadata {
            asOf = asOf.filter(node -> !node.isNull() && !node.isMissingNode());
            sample = sample.filter(JsonNode::isObject);
        }

        Optional<RequestDraw> draw(String source) throws BadInputException {
            return sample.isPresent()
                    ? Json.bind(sample.get(), Drawn.class, source).requests()
                    : Optional.empty();
        }
    }

    EvalSetEvidence(GateRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /** Reads it; empty without one. */
    Optional<Rows> read() throws BadInputException, InterruptedException {
        if (request.candidate().evalSet().isEmpty()) {
            return Optional.empty();
        }
        Path file = request.candidate().evalSet().get();
        Path metadata = file.resolveSibling(file.getFileName() + ".meta.json");
        if (Files.exists(metadata)) {
            beside = Json.bind(Json.read(metadata), SetMetadata.class, metadata.toString());
            draw = beside.draw(metadata.toString());
        }
        RowNeeds needs = RowNeeds.evalSet(draw.flatMap(RequestDraw::strata).map(RequestDraw.Strata::field).stream()
                .toList());
        Rows rows = Rows.read(file, needs, null, request.threads(), progress);
        evalSet = Optional.of(rows);
        if (draw.isEmpty() && rows.metadata().isPresent()) {
            draw = inside(file, rows).draw(file + " line 1");
        }
        return evalSet;
    }

    private static SetMetadata inside(Path file, Rows rows) throws BadInputException {
        return rows.metadata().isPresent() && rows.metadata().get().isObject()
                ? Json.bind(rows.metadata().get(), SetMetadata.class, file + " line 1")
                : SetMetadata.NONE;
    }

    /** How its requests were drawn, as it says itself. */
    Optional<RequestDraw> draw() {
        return draw;
    }

    /** What it says about itself, and how far predictions cover it; empty without one. */
    Optional<EvalSetFacts> describe(Optional<Rows> predictions) throws BadInputException {
        if (evalSet.isEmpty()) {
            return Optional.empty();
        }
        Rows rows = evalSet.get();
        Optional<Instant> asOf = asOf(request.candidate().evalSet().orElseThrow(), rows);
        Optional<Pairing> pairing = predictions.map(predicted -> new Pairing(predicted, rows));
        Optional<Pairing.Coverage> coverage = pairing.map(Pairing::coverage);
        Optional<Long> conflicts = pairing.map(Pairing::drawnConflicts).filter(count -> count > 0);
        return Optional.of(new EvalSetFacts(
                rows.sha256(),
                rows.count(),
                asOf,
                asOf.map(time -> Duration.between(time, request.at()).toHours() / 24.0),
                rows.defects(),
                number(coverage.map(Pairing.Coverage::onlyBaseline)),
                number(coverage.map(Pairing.Coverage::onlyCandidate)),
                number(coverage.map(Pairing.Coverage::labelConflicts)),
                pairing.map(Pairing::firstUnknown).orElse(OptionalLong.empty()),
                number(conflicts),
                draw,
                misdrawn(rows),
                rows.hasTooManyLabels() ? Optional.of(true) : Optional.empty(),
                Map.of()));
    }

    /** A row that is gone, or another number of draws, makes another set of it than the one that was drawn. */
    private Optional<String> misdrawn(Rows rows) {
        if (draw.isEmpty()) {
            return Optional.empty();
        }
        if (draw.get().drawn() != rows.drawn()) {
            return Optional.of("its metadata tells of %d requests that were drawn, its rows of %d"
                    .formatted(draw.get().drawn(), rows.drawn()));
        }
        Optional<RequestDraw.Strata> strata = draw.get().strata();
        if (strata.isEmpty() || beside.sample().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> found = rows.drawn(strata.get().field());
        return strata.get().sizes().entrySet().stream()
                .filter(size -> size.getValue().drawn() != found.getOrDefault(size.getKey(), 0L))
                .findFirst()
                .map(size -> "its metadata tells of %d requests of %s=%s that were drawn, its rows of %d"
                        .formatted(
                                size.getValue().drawn(),
                                strata.get().field(),
                                size.getKey(),
                                found.getOrDefault(size.getKey(), 0L)));
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

    private Optional<Instant> asOf(Path file, Rows rows) throws BadInputException {
        Optional<JsonNode> asOf =
                beside.asOf().isPresent() ? beside.asOf() : inside(file, rows).asOf();
        if (asOf.isEmpty() || !asOf.get().isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IsoTime.parse(asOf.get().textValue()));
        } catch (DateTimeException e) {
            throw new BadInputException(
                    file + ": asOf '" + asOf.get().textValue()
                            + "' is not a date or an instant like 2026-11-01T00:00:00Z",
                    e);
        }
    }
}
