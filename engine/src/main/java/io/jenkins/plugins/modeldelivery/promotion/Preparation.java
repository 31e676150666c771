package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.SpecSeen;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.dependency.EdgeCheck;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.ledger.Place;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import io.jenkins.plugins.modeldelivery.recording.ServedVersions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that is checked before anything is recorded or changed. */
final class Preparation {
    private static final int DECISIONS = 50; // looked back at for what a version was

    /** How long after its last possible deadline an operation of which nothing is heard still holds the environment. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final Environment environment;
    private final WorkloadAccess workload;
    private final Ledger ledger;
    private final Clock clock;
    private final EnvironmentDecisions decisions;
    private final LiveVersion live;
    private final PlaceCheck places;

    Preparation(Environment environment, WorkloadAccess workload, Ledger ledger, Clock clock) {
        this.environment = environment;
        this.workload = workload;
        this.ledger = ledger;
        this.clock = clock;
        this.decisions = new EnvironmentDecisions(ledger, clock);
        this.live = new LiveVersion(environment, ledger);
        this.places = new PlaceCheck(environment, workload, decisions);
    }

    Delivery promotion(PromotionRequest request) throws DeliveryException, InterruptedException {
        ModelVersion version = version(request);
        String image = environment.render(version);
        Target to = version.target();
        List<Decision> all = decisions.read(request.model(), environment.name());
        Optional<Decision> own = adoptable(all, to, request.actor());
        if (own.isPresent() && isWritten(own.get())) {
            return adopted(own.get(), image);
        }
        Optional<Decision> left = leftBehind(all, request.actor());
        if (left.isPresent()) {
            return takenBack(
                    left.get(), EnvironmentDecisions.outcome(all, left.get().operation()));
        }
        requireUnchanged(version);
        DecisionDetails details = DecisionDetails.of(DecisionDetails.Action.PROMOTE);
        DecisionDraft draft = DecisionDraft.of(
                request.model(),
                environment.name(),
                Decision.Kind.DECIDED,
                to,
                request.actor().user(),
                request.override().orElse(""));
        EvidenceCheck.Result evidence = new EvidenceCheck(ledger, clock)
                .look(environment, request.model(), to.version(), to.digest(), request.live());
        if (request.override().isEmpty()) {
            EvidenceCheck.require(evidence, environment, to.version());
        } else {
            details = details.withOverride(request.override().get(), evidence.problems());
        }
        // decided, but nothing was changed yet: that stands only on what is known now, and only while it holds the
        // place
        if (own.isPresent() && !EnvironmentDecisions.until(own.get()).isBefore(clock.instant())) {
            return adopted(own.get(), image);
        }
        details = details.withUpstream(evidence.edges());
        if (evidence.live().isPresent()) {
            details = details.withLiveShift(evidence.live().get());
        }
        return prepared(draft.withEvidence(evidence.bundle()), details, image, false, all, request.actor());
    }

    Delivery rollback(RollbackRequest request) throws DeliveryException, InterruptedException {
        List<Decision> all = decisions.read(request.model(), environment.name());
        WorkloadSnapshot seen = workload.read();
        // before anything else: once it is written, "previous" would mean another version than it did to the run that
        // was cut off
        Optional<Decision> own = ownRollback(all, request, seen);
        if (own.isPresent()) {
            return adopted(own.get(), seen.image());
        }
        Optional<Target> now = live.of(seen, all);
        Target to = ServedVersions.target(all, request.to(), now.map(Target::digest));
        Optional<ModelVersion> registered = ledger.versions().get(request.model(), to.version());
        ModelVersion version =
                registered.filter(v -> v.digest().equals(to.digest())).isPresent()
                        ? registered.get()
                        : unregistered(request.model(), to, ServedVersions.image(all, to));
        String image = environment.render(version);
        DecisionDetails details = DecisionDetails.of(DecisionDetails.Action.ROLLBACK);
        DecisionDraft draft = DecisionDraft.of(
                request.model(),
                environment.name(),
                Decision.Kind.DECIDED,
                to,
                request.actor().user(),
                request.reason());
        return prepared(draft, details, image, true, all, request.actor());
    }

    private Delivery prepared(
            DecisionDraft draft,
            DecisionDetails details,
            String image,
            boolean rollback,
            List<Decision> all,
            Actor actor)
            throws DeliveryException, InterruptedException {
        List<String> missing = workload.missingRights();
        if (!missing.isEmpty()) {
            throw new UnreachableException(
                    "Missing permissions for " + environment.workload().describe() + ": " + String.join(", ", missing));
        }
        for (Decision other : EnvironmentDecisions.open(all)) {
            if ((!rollback || EnvironmentDecisions.isRollback(other))
                    && !EnvironmentDecisions.until(other).isBefore(clock.instant())) {
                throw EnvironmentDecisions.held(other);
            }
        }
        WorkloadSnapshot seen = workload.read();
        WorkloadPreflight.require(environment, seen, rollback);
        Optional<Place> place = places.require(draft.model(), all, seen, rollback);
        Optional<Target> from = live.of(seen, all);
        requireModel(draft.model(), all, seen, from, rollback && place.isPresent());
        Optional<Target> told = ServedVersions.now(all);
        Optional<DecisionDetails.Divergence> divergence = told.map(Target::digest)
                .filter(ledgers -> !from.map(Target::digest).equals(Optional.of(ledgers)))
                .map(ledgers -> new DecisionDetails.Divergence(seen.image(), ledgers));
        Environment.Timing timing = environment.timing();
        Duration longest =
                timing.rollout().multipliedBy(3).plus(timing.settle()).plus(GRACE);
        Instant until = clock.instant()
                .plus(longest.compareTo(EnvironmentDecisions.LONGEST) < 0 ? longest : EnvironmentDecisions.LONGEST);
        DecisionDetails claim = details.withVersion(
                        ledger.versions().sha256(draft.model(), draft.to().version()))
                .withImage(image)
                .withPlace(place)
                .claiming(seen.image(), actor.holder(), until);
        DecisionDraft full = draft.withDetails(divergence.isPresent() ? claim.withDivergence(divergence.get()) : claim);
        full = from.isPresent() ? full.withFrom(from.get()) : full;
        full = actor.buildUrl().isPresent() ? full.withBuildUrl(actor.buildUrl().get()) : full;
        String line = divergence
                .map(d -> "divergence: the workload runs " + d.live() + ", the ledger says " + d.ledger())
                .orElse(
                        place.isPresent()
                                ? "checked"
                                : "checked, but the ledger does not know which workload this environment is");
        return new Delivery(
                new Delivery.Change(full, rollback, image, seen.image()),
                Phase.PREPARED,
                Outcome.PENDING,
                0,
                0,
                SpecSeen.NEVER,
                until,
                Instant.EPOCH,
                line,
                "");
    }

    /** @param back to where the model certainly was: whoever came in between does not keep it out */
    private void requireModel(
            String model, List<Decision> all, WorkloadSnapshot seen, Optional<Target> from, boolean back)
            throws DeliveryException, InterruptedException {
        if (back) {
            return;
        }
        String carried = seen.annotation(Annotations.DECISION);
        boolean known = all.stream().anyMatch(d -> d.operation().equals(carried))
                || from.isPresent() && !from.get().version().equals(ServedVersion.UNKNOWN);
        new WorkloadModel(ledger).require(model, seen, from, known);
    }

    private ModelVersion version(PromotionRequest request) throws DeliveryException, InterruptedException {
        Names.require("model", request.model());
        Names.require("version", request.version());
        if (request.image().isEmpty()) {
            return ledger.versions().require(request.model(), request.version());
        }
        ImageReference given = ImageReference.parse(request.image().get());
        if (given.digest().isEmpty()) {
            throw new BadInputException(
                    "image: '" + given + "' has no @sha256: digest; what a tag points at may change");
        }
        Optional<ModelVersion> known = ledger.versions().get(request.model(), request.version());
        if (known.isPresent() && !known.get().digest().equals(given.digest().get())) {
            throw new RefusedException("Version " + request.version() + " is registered as "
                    + known.get().digest() + ", not as " + given.digest().get());
        }
        return ModelVersion.of(
                request.model(), request.version(), Optional.empty(), Optional.of(given), Optional.empty(), Map.of());
    }

    /**
     * What a version is registered as may not have changed since it was judged or brought anywhere. Decisions of before the
     * object's hash was named tell its image, where no template of the environment writes that.
     */
    private void requireUnchanged(ModelVersion version) throws DeliveryException, InterruptedException {
        Optional<String> now = ledger.versions().sha256(version.model(), version.version());
        if (now.isEmpty()) {
            return; // promoted by its image
        }
        for (Evidence judged : EdgeCheck.evidence(ledger, version.model(), version.version())) {
            if (judged.versionSha256().isPresent() && !judged.versionSha256().equals(now)) {
                throw changed(version, "evidence " + judged.id() + " is about");
            }
        }
        List<Decision> brought = ledger.decisions().tail(version.model(), DECISIONS).stream()
                .filter(d -> d.kind() == Decision.Kind.DECIDED && d.to().equals(version.target()))
                .toList();
        for (Decision decision : brought) {
            Optional<String> then = decision.draft().details().versionSha256();
            if (then.isPresent()
                    ? !then.equals(now)
                    : environment.image().isEmpty() && version.isOtherImage(decision)) {
                throw changed(version, "decision " + decision.operation() + " brought");
            }
        }
    }

    private static RefusedException changed(ModelVersion version, String by) {
        return new RefusedException(
                "Version " + version.version() + " of " + version.model()
                        + " is registered as something else than " + by
                        + ": its object in the ledger was changed; see ledger verify, and register what is meant as a new version");
    }

    private ModelVersion unregistered(String model, Target to, Optional<String> image) throws BadInputException {
        if (image.isEmpty()) {
            throw new BadInputException("Version " + to.version() + " of " + model + " with " + to.digest()
                    + " is not registered in the ledger, and no decision tells its image");
        }
        ImageReference reference = ImageReference.parse(image.get()).at(to.digest());
        return ModelVersion.of(
                model, to.version(), Optional.empty(), Optional.of(reference), Optional.empty(), Map.of());
    }

    /** Our own open operation with the same aim, from a run that was cut off. */
    private static Optional<Decision> adoptable(List<Decision> all, Target to, Actor actor) {
        return EnvironmentDecisions.open(all).stream()
                .filter(d -> d.to().equals(to) && EnvironmentDecisions.holder(d).equals(actor.holder()))
                .reduce((first, second) -> second);
    }

    /** The rollback that a run of the same holder was about, or is as far as to have written. */
    private Optional<Decision> ownRollback(List<Decision> all, RollbackRequest request, WorkloadSnapshot seen) {
        return EnvironmentDecisions.open(all).stream()
                .filter(EnvironmentDecisions::isRollback)
                .filter(d ->
                        EnvironmentDecisions.holder(d).equals(request.actor().holder()))
                .filter(d -> request.to().equals(ServedVersion.PREVIOUS)
                        || request.to().equals(d.to().version()))
                .filter(d -> d.operation().equals(seen.annotation(Annotations.DECISION))
                        || !EnvironmentDecisions.until(d).isBefore(clock.instant()))
                .reduce((first, second) -> second);
    }

    /**
     * An operation that failed and whose change still stands there: its run was ended before it could take it back. While the
     * time of another holder's is not over, its own run may be at it.
     */
    private Optional<Decision> leftBehind(List<Decision> all, Actor actor)
            throws DeliveryException, InterruptedException {
        List<Decision> failed = all.stream()
                .filter(d -> d.kind() == Decision.Kind.DECIDED)
                .filter(d -> EnvironmentDecisions.outcome(all, d.operation())
                        .filter(EnvironmentDecisions::isFailure)
                        .isPresent())
                .filter(d -> EnvironmentDecisions.holder(d).equals(actor.holder())
                        || EnvironmentDecisions.until(d).isBefore(clock.instant()))
                .toList();
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        WorkloadSnapshot seen = workload.read();
        return failed.stream()
                .filter(d -> d.operation().equals(seen.annotation(Annotations.DECISION)))
                .filter(d -> d.draft().details().image().equals(Optional.of(seen.image())))
                .filter(d -> d.draft().details().previousImage().isPresent())
                .findFirst();
    }

    /** Goes on where the run of a failed operation was ended. */
    private Delivery takenBack(Decision left, Optional<Decision> failure) {
        return adopted(left, "")
                .failing(failure.map(f -> f.draft().reason()).orElse(""))
                .at(
                        Phase.FAILING,
                        "decision " + left.operation() + " failed and still stands there: taking it back first");
    }

    private boolean isWritten(Decision own) throws DeliveryException, InterruptedException {
        return own.operation().equals(workload.read().annotation(Annotations.DECISION));
    }

    private Delivery adopted(Decision own, String image) {
        String before = own.draft().details().previousImage().orElse("");
        String given = own.draft().details().image().orElse(image);
        return new Delivery(
                new Delivery.Change(own.draft(), EnvironmentDecisions.isRollback(own), given, before),
                Phase.DECIDED,
                Outcome.PENDING,
                own.seq(),
                0,
                SpecSeen.NEVER,
                clock.instant().plus(environment.timing().rollout()),
                Instant.EPOCH,
                "adopting our own decision " + own.operation(),
                "");
    }
}
