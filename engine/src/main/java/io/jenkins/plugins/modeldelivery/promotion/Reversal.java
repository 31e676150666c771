package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.Rollout;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The way back of a change that failed; touches the workload only while it still holds our own change. */
final class Reversal {
    private static final int MAX_REASON = 1000;

    private final Environment environment;
    private final WorkloadAccess workload;
    private final EnvironmentDecisions decisions;
    private final Clock clock;

    Reversal(Environment environment, WorkloadAccess workload, EnvironmentDecisions decisions, Clock clock) {
        this.environment = environment;
        this.workload = workload;
        this.decisions = decisions;
        this.clock = clock;
    }

    /** FAILED into the ledger, first of all. */
    Delivery record(Delivery d) throws DeliveryException, InterruptedException {
        decisions.conclude(reasoned(d, d.draft().as(Decision.Kind.FAILED)), d.seq());
        return d.until(clock.instant().plus(environment.timing().rollout())).at(Phase.REVERTING, d.failure());
    }

    /** Back to the very image that stood there before, in one write, if ours is what stands there now. */
    Delivery change(Delivery d) throws DeliveryException, InterruptedException {
        WorkloadSnapshot seen;
        try {
            seen = workload.read();
        } catch (BadInputException e) {
            return clock.instant().isAfter(d.deadline())
                    ? d.done(Outcome.SUPERSEDED, e.getMessage())
                    : d.contested(clock.instant(), e.getMessage()); // it may be there again at the next look
        }
        if (!d.operation().equals(seen.annotation(Annotations.DECISION))) {
            // Never written, or written over: nothing of ours stands there.
            boolean untouched = d.generation() == 0 && seen.image().equals(d.previousImage());
            return d.done(untouched ? Outcome.FAILED : Outcome.SUPERSEDED, "left as it is: " + seen.image());
        }
        if (seen.image().equals(d.previousImage())) {
            return watching(d, seen, "adopting our own way back");
        }
        Optional<Decision> newer = decisions.heldLater(d.draft(), d.seq());
        if (!seen.image().equals(d.image()) || newer.isPresent()) {
            return d.done(
                    Outcome.SUPERSEDED,
                    newer.map(n -> "left to decision " + n.operation() + " of " + EnvironmentDecisions.holder(n))
                            .orElse("somebody else set " + seen.image()));
        }
        try {
            WorkloadSnapshot after = workload.write(seen, d.previousImage(), DecisionAnnotations.ofReversal(d));
            return watching(d, after, "reverting to " + d.previousImage());
        } catch (LostRaceException e) {
            return clock.instant().isAfter(d.deadline())
                    ? stuck(d, e.getMessage())
                    : d.contested(clock.instant(), e.getMessage());
        } catch (BadInputException | RefusedException e) {
            return stuck(d, e.getMessage());
        }
    }

    Delivery watch(Delivery last) throws DeliveryException, InterruptedException {
        WorkloadSnapshot s;
        try {
            s = workload.read();
        } catch (BadInputException e) {
            return clock.instant().isAfter(last.deadline())
                    ? stuck(last, e.getMessage())
                    : last.at(Phase.REVERT_WATCHING, e.getMessage());
        }
        Instant now = clock.instant();
        Delivery d = last.seeing(s, now, environment.timing().poll());
        Rollout.Look look = Rollout.look(s, d.operation(), d.previousImage(), d.spec());
        if (look.stage() == Rollout.Stage.COMPLETE && d.draft().from().isPresent()) {
            look = Rollout.verify(s, d.draft().from().get().digest());
        }
        return switch (look.stage()) {
            case COMPLETE -> reverted(d, look.line());
            case SUPERSEDED -> d.done(Outcome.SUPERSEDED, look.line());
            case FAILED -> stuck(d, look.line());
            case TROUBLED, MOVING ->
                now.isAfter(d.deadline())
                        ? stuck(
                                d,
                                "not back within "
                                        + environment.timing().rollout().toSeconds() + " s: " + look.line()
                                        + remedy())
                        : d.at(Phase.REVERT_WATCHING, look.line());
        };
    }

    /** Kubernetes issue 67250: the controller waits for a broken pod before it replaces it; we may not delete pods. */
    private String remedy() {
        return environment.workload().kind() == WorkloadRef.Kind.STATEFULSET
                ? "; a StatefulSet does not replace a pod that never got ready, unless somebody deletes that pod"
                : "";
    }

    private Delivery reverted(Delivery d, String line) throws DeliveryException, InterruptedException {
        if (d.draft().from().isPresent()) {
            Optional<Decision> recorded =
                    decisions.conclude(reasoned(d, d.draft().reverted(Decision.Kind.REVERTED)), d.seq());
            if (recorded.isEmpty()) {
                return d.done(Outcome.SUPERSEDED, "a later decision took over");
            }
        }
        return d.done(Outcome.REVERTED, "back at " + d.previousImage() + ": " + line);
    }

    /** REVERT_FAILED: loud, and the end; what to do now is for people. */
    private Delivery stuck(Delivery d, String why) throws DeliveryException, InterruptedException {
        DecisionDraft draft = d.draft().from().isPresent()
                ? d.draft().reverted(Decision.Kind.REVERT_FAILED)
                : d.draft().as(Decision.Kind.REVERT_FAILED);
        decisions.conclude(draft.withReason(bounded(why)), d.seq());
        return d.done(Outcome.REVERT_FAILED, "COULD NOT REVERT to " + d.previousImage() + ": " + why);
    }

    private Delivery watching(Delivery d, WorkloadSnapshot seen, String line) {
        return d.written(seen, clock.instant())
                .until(clock.instant().plus(environment.timing().rollout()))
                .since(Instant.EPOCH)
                .at(Phase.REVERT_WATCHING, line);
    }

    private static DecisionDraft reasoned(Delivery d, DecisionDraft draft) throws BadInputException {
        return draft.withReason(bounded(d.failure()));
    }

    private static String bounded(String text) {
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "..." : text;
    }
}
