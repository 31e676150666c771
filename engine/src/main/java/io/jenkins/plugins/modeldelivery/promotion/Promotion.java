package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.Rollout;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Promotes and rolls back, one small step at a time:
 *
 * <pre>
 * PREPARED -> DECIDED -> WATCHING &lt;-> SETTLING -> DONE (PROMOTED | ROLLED_BACK)
 *                 |          |           |
 *                 +----------+-> FAILING -> REVERTING -> REVERT_WATCHING -> DONE (REVERTED | REVERT_FAILED)
 * </pre>
 *
 * and from any of them DONE (FAILED | SUPERSEDED). {@link #advance} does at most one write and is safe to repeat: a process
 * that dies between a write and storing the state it led to finds its own write by the decision annotation (or its own
 * ledger entry) and goes on from there. The object itself holds no state.
 */
public final class Promotion {
    private final Environment environment;
    private final WorkloadAccess workload;
    private final Clock clock;
    private final EnvironmentDecisions decisions;
    private final Preparation preparation;
    private final Reversal reversal;
    private final PromotionChecks checks;
    private final DownstreamEffects consequences;

    public Promotion(Environment environment, WorkloadAccess workload, Ledger ledger, Clock clock) {
        this.environment = environment;
        this.workload = workload;
        this.clock = clock;
        this.decisions = new EnvironmentDecisions(ledger, clock);
        this.preparation = new Preparation(environment, workload, ledger, clock);
        this.reversal = new Reversal(environment, workload, decisions, clock);
        this.checks = new PromotionChecks(
                environment,
                decisions,
                new EvidenceCheck(ledger, clock),
                new PlaceCheck(environment, workload, decisions));
        this.consequences = new DownstreamEffects(ledger);
    }

    /**
     * Checks everything that can be checked without a change: version, evidence, permissions, workload, other holders. A
     * re-run of the same holder takes up its own rollout in flight instead.
     *
     * @throws RefusedException naming what is missing, stale, or who holds the environment; nothing was changed
     */
    public Delivery prepare(PromotionRequest request) throws DeliveryException, InterruptedException {
        return preparation.promotion(request);
    }

    /** The same for a rollback, which needs no evidence but a version that once served here. */
    public Delivery prepare(RollbackRequest request) throws DeliveryException, InterruptedException {
        return preparation.rollback(request);
    }

    /**
     * Does the next thing and returns the state after it, to be stored before the next call.
     *
     * @throws RefusedException from PREPARED only: nothing was changed
     * @throws DeliveryException otherwise when cluster or ledger do not answer: call again with the same state
     */
    public Delivery advance(Delivery last) throws DeliveryException, InterruptedException {
        Delivery d =
                ClockSetBack.follow(last, clock.instant(), environment.timing().rollout());
        try {
            return step(d);
        } catch (RuntimeException e) {
            // An answer that nobody foresaw, or a fault of ours. While a change is under way it is not the end: looked
            // at
            // again until the deadline, and then taken back.
            if (d.phase() == Phase.PREPARED) {
                throw e;
            }
            String line = "unexpected: " + PlainText.shown(String.valueOf(e));
            if (clock.instant().isAfter(d.deadline()) && !abort(d, line).equals(d)) {
                return abort(d, line);
            }
            throw new UnreachableException(line, e);
        }
    }

    private Delivery step(Delivery d) throws DeliveryException, InterruptedException {
        return switch (d.phase()) {
            case PREPARED -> decide(d);
            case DECIDED -> change(d);
            case WATCHING, SETTLING -> watch(d);
            case FAILING -> reversal.record(d);
            case REVERTING -> reversal.change(d);
            case REVERT_WATCHING -> reversal.watch(d);
            case DONE -> d;
        };
    }

    /** Gives up: what was changed is brought back by further calls of {@link #advance}, what was not stays as it is. */
    public Delivery abort(Delivery d, String why) {
        return switch (d.phase()) {
            case PREPARED -> d.done(Outcome.FAILED, why);
            case DECIDED, WATCHING, SETTLING -> d.failing(why);
            case FAILING, REVERTING, REVERT_WATCHING, DONE -> d;
        };
    }

    private Delivery decide(Delivery d) throws DeliveryException, InterruptedException {
        Decision decided = decisions.decide(d.draft(), d.rollback());
        return d.decided(decided.seq())
                .until(clock.instant().plus(environment.timing().rollout()))
                .at(Phase.DECIDED, "decision " + d.operation() + " recorded");
    }

    private Delivery change(Delivery last) throws DeliveryException, InterruptedException {
        WorkloadSnapshot seen;
        try {
            seen = workload.read();
        } catch (BadInputException e) {
            return last.failing(e.getMessage());
        }
        Delivery d = last.seeing(seen, clock.instant(), environment.timing().poll());
        if (d.operation().equals(seen.annotation(Annotations.DECISION))) {
            return adopt(d, seen);
        }
        Optional<String> obstacle = checks.find(d, seen);
        if (obstacle.isPresent()) {
            return d.failing(obstacle.get());
        }
        try {
            WorkloadPreflight.require(environment, seen, d.rollback());
            if (!d.rollback()) {
                WorkloadPreflight.requireSeen(d.spec(), seen);
            }
            WorkloadSnapshot after = workload.write(seen, d.image(), DecisionAnnotations.of(d));
            return watching(d, after, "image set, generation " + after.counts().generation());
        } catch (LostRaceException e) {
            return contested(d, e.getMessage());
        } catch (RefusedException e) {
            return (e.isByService() ? d.refusedByCluster() : d).failing(e.getMessage());
        } catch (BadInputException e) {
            return d.failing(e.getMessage());
        }
    }

    /** A promotion that cannot write gives up soon, since nothing was changed; a rollback holds on as long as it may. */
    private Delivery contested(Delivery d, String why) {
        Instant now = clock.instant();
        Delivery again = d.contested(now, why);
        Instant end = d.rollback()
                ? d.deadline()
                : again.since().plus(environment.timing().patience());
        return now.isBefore(end)
                ? again
                : again.failing("others kept changing " + environment.workload().describe() + " for "
                        + Duration.between(again.since(), now).toSeconds() + " s: " + why);
    }

    private Delivery adopt(Delivery d, WorkloadSnapshot seen) {
        if (!seen.image().equals(d.image())) {
            return d.failing("somebody else set " + seen.image());
        }
        return watching(d, seen, "adopting our own rollout");
    }

    private Delivery watching(Delivery d, WorkloadSnapshot seen, String line) {
        return d.written(seen, clock.instant())
                .until(clock.instant().plus(environment.timing().rollout()))
                .since(Instant.EPOCH)
                .at(Phase.WATCHING, line);
    }

    private Delivery watch(Delivery last) throws DeliveryException, InterruptedException {
        WorkloadSnapshot s;
        Instant now = clock.instant();
        try {
            s = workload.read();
        } catch (BadInputException e) {
            return late(last.at(last.phase(), e.getMessage()), now); // it may be there again at the next look
        }
        Delivery d = last.seeing(s, now, environment.timing().poll());
        Rollout.Look look = Rollout.look(s, d.operation(), d.image(), d.spec());
        if (look.stage() == Rollout.Stage.COMPLETE) {
            look = Rollout.verify(s, d.draft().to().digest());
        }
        return switch (look.stage()) {
            case COMPLETE -> complete(d, look.line(), now);
            case FAILED, SUPERSEDED -> d.failing(look.line());
            case TROUBLED -> troubled(d, look.line(), now);
            case MOVING -> late(d.since(Instant.EPOCH).at(Phase.WATCHING, look.line()), now);
        };
    }

    private Delivery complete(Delivery d, String line, Instant now) throws DeliveryException, InterruptedException {
        if (d.phase() != Phase.SETTLING && !environment.timing().settle().isZero()) {
            return d.since(now).at(Phase.SETTLING, line);
        }
        if (d.phase() == Phase.SETTLING
                && now.isBefore(d.since().plus(environment.timing().settle()))) {
            return d.at(Phase.SETTLING, line);
        }
        Decision.Kind kind = d.rollback() ? Decision.Kind.ROLLED_BACK : Decision.Kind.PROMOTED;
        Optional<Decision> recorded = decisions.conclude(d.draft().as(kind), d.seq());
        if (recorded.isEmpty()) {
            return d.failing("a later decision took over");
        }
        if (recorded.get().kind() != kind) {
            return d.failing(recorded.get().draft().reason());
        }
        return consequences.of(d).done(d.rollback() ? Outcome.ROLLED_BACK : Outcome.PROMOTED, line);
    }

    private Delivery troubled(Delivery d, String line, Instant now) {
        boolean began = d.phase() == Phase.WATCHING && !d.since().equals(Instant.EPOCH);
        if (!began) {
            return late(d.since(now).at(Phase.WATCHING, line), now);
        }
        return now.isBefore(d.since().plus(environment.timing().patience()))
                ? late(d.at(Phase.WATCHING, line), now)
                : d.failing(line);
    }

    private Delivery late(Delivery d, Instant now) {
        return now.isAfter(d.deadline())
                ? d.failing(
                        "not complete within " + environment.timing().rollout().toSeconds() + " s: " + d.line())
                : d;
    }

    /**
     * A clock that was set back since the last step, by NTP or between two processes: what lies further ahead than it can lies
     * there by the old time, and is counted anew. So a limit lasts at most twice, whatever the clock is set to.
     */
    static final class ClockSetBack {
        private ClockSetBack() {}

        /** @param rollout how long a phase may last */
        static Delivery follow(Delivery d, Instant now, Duration rollout) {
            if (d.phase() == Phase.PREPARED || d.isDone()) {
                return d;
            }
            Delivery kept = d.since().isAfter(now) ? d.since(now) : d;
            Instant latest = now.plus(rollout);
            return kept.deadline().isAfter(latest) ? kept.until(latest) : kept;
        }
    }

    /** Why we may not write any more, although we decided: others were faster, or concluded us. */
    static final class PromotionChecks {
        private final Environment environment;
        private final EnvironmentDecisions decisions;
        private final EvidenceCheck evidence;
        private final PlaceCheck places;

        PromotionChecks(
                Environment environment, EnvironmentDecisions decisions, EvidenceCheck evidence, PlaceCheck places) {
            this.environment = environment;
            this.decisions = decisions;
            this.evidence = evidence;
            this.places = places;
        }

        /** @param seen the workload as it is now, which is not marked as ours */
        Optional<String> find(Delivery d, WorkloadSnapshot seen) throws DeliveryException, InterruptedException {
            List<Decision> all = decisions.read(d.draft().model(), environment.name());
            Optional<Decision> concluded = EnvironmentDecisions.outcome(all, d.operation());
            if (concluded.isPresent()) {
                return Optional.of(concluded.get().draft().reason());
            }
            Optional<Decision> newer = all.stream()
                    .filter(o -> o.kind() == Decision.Kind.DECIDED && o.seq() > d.seq())
                    .filter(o ->
                            EnvironmentDecisions.outcome(all, o.operation()).isEmpty()
                                    || EnvironmentDecisions.outcome(all, o.operation())
                                            .get()
                                            .kind()
                                            .serves()
                                    || o.operation().equals(seen.annotation(Annotations.DECISION)))
                    .findFirst();
            if (newer.isPresent()) {
                return Optional.of("decision " + newer.get().operation() + " of "
                        + EnvironmentDecisions.holder(newer.get()) + " took over");
            }
            Optional<String> elsewhere = places.elsewhere(d.draft().details());
            if (elsewhere.isPresent()) {
                return elsewhere;
            }
            // A rollback interrupts a rollout, so another image than at its preparation is no surprise to it.
            boolean foreign = !seen.image().equals(d.previousImage()) && !d.rollback();
            Optional<String> other = d.rollback()
                    ? Optional.empty()
                    : WorkloadModel.annotated(d.draft().model(), seen).map(RefusedException::getMessage);
            if (other.isPresent()) {
                return other;
            }
            return foreign
                    ? Optional.of("somebody set " + seen.image() + " after we decided on top of " + d.previousImage())
                    : lateProblem(d);
        }

        private Optional<String> lateProblem(Delivery d) throws DeliveryException, InterruptedException {
            boolean exempt = d.rollback() || d.draft().details().override().isPresent();
            List<String> problems = exempt
                    ? List.of()
                    : evidence.lateProblems(
                            environment, d.draft().model(), d.draft().to());
            return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
        }
    }
}
