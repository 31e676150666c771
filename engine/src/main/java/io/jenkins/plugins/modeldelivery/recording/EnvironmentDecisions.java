package io.jenkins.plugins.modeldelivery.recording;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Expectation;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Place;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One environment's part of the ledger, read and written as promotions need it. An operation is open from its DECIDED to
 * its outcome: that is the claim on the environment, and a compare-and-swap decides between two that come at once.
 */
public final class EnvironmentDecisions {
    /** For how long an operation holds an environment at most, whatever its decision says. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final int SEARCHED = 256;
    private static final int TRIES = 50;
    private static final String ABANDONED = "abandoned: "; // so begins the reason

    private final Ledger ledger;
    private final Clock clock;

    public EnvironmentDecisions(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** The environment's last decisions, oldest first. */
    public List<Decision> read(String model, String environment) throws DeliveryException, InterruptedException {
        List<Decision> all = new ArrayList<>(ledger.decisions().tail(model, environment, SEARCHED));
        Collections.reverse(all);
        return all;
    }

    /**
     * The decision that says what the environment's name means to the model, however long ago that was.
     *
     * @param all what {@link #read} gave
     */
    public Optional<Decision> placed(String model, String environment, List<Decision> all)
            throws DeliveryException, InterruptedException {
        return newest(model, environment, all, d -> d.place().isPresent());
    }

    /** The last decision that says, or cannot say, what runs in the environment: since then it was certainly some place. */
    public Optional<Decision> settled(String model, String environment, List<Decision> all)
            throws DeliveryException, InterruptedException {
        return newest(model, environment, all, d -> d.kind().serves() || d.kind() == Decision.Kind.REVERT_FAILED);
    }

    private Optional<Decision> newest(String model, String environment, List<Decision> all, Predicate<Decision> fits)
            throws DeliveryException, InterruptedException {
        Optional<Decision> found = all.stream().filter(fits).reduce((first, second) -> second);
        return found.isPresent() || all.size() < SEARCHED
                ? found
                : ledger.decisions().newest(model, environment, fits);
    }

    /** The DECIDEDs that have no outcome yet. */
    public static List<Decision> open(List<Decision> all) {
        return all.stream()
                .filter(d -> d.kind() == Decision.Kind.DECIDED)
                .filter(d -> outcome(all, d.operation()).isEmpty())
                .toList();
    }

    /** The last thing that came of an operation. */
    public static Optional<Decision> outcome(List<Decision> all, String operation) {
        return all.stream()
                .filter(d -> d.operation().equals(operation) && d.kind().isOutcome())
                .reduce((first, second) -> second);
    }

    public static Optional<Decision> decided(List<Decision> all, String operation) {
        return all.stream()
                .filter(d -> d.operation().equals(operation) && d.kind() == Decision.Kind.DECIDED)
                .findFirst();
    }

    public static boolean isRollback(Decision decided) {
        return decided.draft().details().action().equals(Optional.of(DecisionDetails.Action.ROLLBACK));
    }

    /** Whether an operation failed by its own word: others conclude one of which they hear nothing, and know no more of it. */
    public static boolean isFailure(Decision outcome) {
        return outcome.kind() == Decision.Kind.FAILED
                && !outcome.draft().reason().startsWith(ABANDONED);
    }

    /** When others may conclude an operation of which nothing is heard. */
    public static Instant until(Decision decided) {
        Instant until = decided.draft().details().until().orElse(Instant.EPOCH);
        Instant latest = decided.time().plus(LONGEST);
        return until.isBefore(latest) ? until : latest;
    }

    public static String holder(Decision decided) {
        return decided.draft().details().holder().orElse(decided.draft().user());
    }

    /**
     * Takes the environment: DECIDED, if nobody holds it and it is still the place that it was. A rollback takes it from a promotion,
     * never from a rollback. Operations past their time are concluded as abandoned first. Deciding again is no change.
     */
    public Decision decide(DecisionDraft draft, boolean rollback) throws DeliveryException, InterruptedException {
        LostRaceException lost = null;
        for (int i = 0; i < TRIES; i++) {
            List<Decision> all = read(draft.model(), draft.environment());
            Optional<Decision> mine = decided(all, draft.operation());
            if (mine.isPresent()) {
                return mine.get();
            }
            boolean concluded = false;
            for (Decision other : open(all)) {
                if (until(other).isBefore(clock.instant())) {
                    abandon(other, draft.operation());
                    concluded = true;
                } else if (!rollback || isRollback(other)) {
                    throw held(other);
                }
            }
            if (concluded) {
                continue;
            }
            if (draft.kind() == Decision.Kind.DECIDED) {
                requirePlace(draft, all);
            }
            try {
                return append(draft, all.isEmpty() ? 0 : last(all).seq());
            } catch (LostRaceException e) {
                lost = e; // somebody decided in the same moment: look who
            }
        }
        throw lost == null ? new LostRaceException("The environment's decisions keep changing; try again") : lost;
    }

    /** Of two first decisions about two places, the one that comes second finds the other's here. */
    private void requirePlace(DecisionDraft draft, List<Decision> all) throws DeliveryException, InterruptedException {
        Optional<Place> here = draft.details().place();
        if (here.isPresent()) {
            requirePlace(here.get(), placed(draft.model(), draft.environment(), all));
        }
    }

    /** @throws RefusedException when the environment's name meant another place so far, naming both */
    public static void requirePlace(Place here, Optional<Decision> placed) throws RefusedException {
        Optional<Decision> other =
                placed.filter(d -> !d.place().map(here::isSame).orElse(true));
        if (other.isPresent()) {
            Decision d = other.get();
            throw new RefusedException("Environment '" + d.environment() + "' of " + d.model() + " is "
                    + d.place().orElseThrow().describe() + " by decision " + d.seq() + ", not " + here.describe()
                    + "; where it moved, 'ledger move " + d.model() + " --environment " + d.environment()
                    + " --reason TEXT' says so");
        }
    }

    /**
     * Says that the environment's name means another place from now on: MOVED, if nobody holds it.
     *
     * @throws BadInputException when nothing was ever decided there, or it means that place already
     */
    public Decision move(String model, String environment, Place to, String user, String reason)
            throws DeliveryException, InterruptedException {
        List<Decision> all = read(model, environment);
        if (all.isEmpty()) {
            throw new BadInputException("Nothing was ever decided about " + model + " in " + environment
                    + "; its first promotion says which place that is");
        }
        Optional<Place> from = placed(model, environment, all).flatMap(Decision::place);
        if (from.isPresent() && from.get().isSame(to)) {
            throw new BadInputException(
                    "Environment '" + environment + "' of " + model + " is " + to.describe() + " already");
        }
        Target serving = ServedVersions.now(all).orElse(last(all).to());
        DecisionDraft draft = DecisionDraft.of(model, environment, Decision.Kind.MOVED, serving, user, reason)
                .withDetails(DecisionDetails.NONE.withPlace(Optional.of(to)));
        return decide(draft, false);
    }

    /**
     * The operation that took the environment later than this one and may still be under way. Those past their time are
     * concluded as abandoned first: nobody may wait for them.
     */
    public Optional<Decision> heldLater(DecisionDraft own, long seq) throws DeliveryException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            List<Decision> later = open(read(own.model(), own.environment())).stream()
                    .filter(other -> other.seq() > seq)
                    .toList();
            Optional<Decision> alive = later.stream()
                    .filter(other -> !until(other).isBefore(clock.instant()))
                    .findFirst();
            if (alive.isPresent() || later.isEmpty()) {
                return alive;
            }
            abandon(later.get(0), own.operation());
        }
        throw new LostRaceException("The environment's decisions keep changing; try again");
    }

    /**
     * Ends the quarantine of a version, by name or digest; several digests of one name are released together.
     *
     * @throws BadInputException when it is not in quarantine here, naming those that are
     */
    public List<Decision> release(String model, String environment, String version, String user, String reason)
            throws DeliveryException, InterruptedException {
        List<Decision> all = new ArrayList<>(ledger.decisions().tail(model, environment, Integer.MAX_VALUE));
        Collections.reverse(all);
        List<Target> kept =
                Quarantine.of(all).values().stream().map(Quarantine::version).toList();
        List<Target> meant = kept.stream()
                .filter(target ->
                        target.version().equals(version) || target.digest().equals(version))
                .toList();
        if (meant.isEmpty()) {
            throw new BadInputException(
                    "Version " + version + " of " + model + " is not in quarantine in " + environment
                            + "; there are: "
                            + (kept.isEmpty()
                                    ? "none"
                                    : kept.stream().map(Target::version).collect(Collectors.joining(", "))));
        }
        List<Decision> released = new ArrayList<>();
        for (Target target : meant) {
            DecisionDraft draft = DecisionDraft.of(model, environment, Decision.Kind.RELEASED, target, user, reason);
            released.add(ledger.decisions().append(draft, Expectation.any(), draft.contentId()));
        }
        return List.copyOf(released);
    }

    /** Under the draft's own id, by which it is recognised, also by another process, when its answer was lost. */
    private Decision append(DecisionDraft draft, long last) throws DeliveryException, InterruptedException {
        return ledger.decisions().append(draft, Expectation.last(last), draft.contentId());
    }

    public static RefusedException held(Decision other) {
        return new RefusedException("Environment " + other.environment() + " is held by " + holder(other) + ", which "
                + (isRollback(other) ? "rolls back to " : "promotes ")
                + other.to().version() + " since " + other.time() + " (decision " + other.operation()
                + "); wait for it, at the latest until " + until(other)
                + "; when nobody is at it any more, 'ledger end " + other.operation() + " --reason TEXT' frees it");
    }

    /**
     * Ends an operation that holds an environment, as failed: the next one need not wait for it. Who is at it after all finds it
     * ended, and takes back what it changed.
     *
     * @throws BadInputException when there is no such operation, or it has ended
     */
    public Decision end(String operation, String user, String reason) throws DeliveryException, InterruptedException {
        Names.require("operation", operation);
        for (String model : ledger.models()) {
            for (String environment : ledger.decisions().environments(model)) {
                Optional<Decision> held = decided(read(model, environment), operation);
                if (held.isPresent()) {
                    return end(held.get(), user, reason);
                }
            }
        }
        for (Lease lease : ledger.leases().open()) {
            if (lease.id().equals(operation)) {
                throw new BadInputException(operation + " is a lease on " + lease.target()
                        + ": 'traffic restore --lease " + operation + "' puts the route back, and ends it");
            }
        }
        throw new BadInputException("There is no operation '" + operation + "' among the last " + SEARCHED
                + " decisions of any environment in " + ledger.describe());
    }

    private Decision end(Decision held, String user, String reason) throws DeliveryException, InterruptedException {
        DecisionDraft draft = held.draft().as(Decision.Kind.FAILED).withReason("ended by " + user + ": " + reason);
        LostRaceException lost = null;
        for (int i = 0; i < TRIES; i++) {
            List<Decision> all = read(held.model(), held.environment());
            Optional<Decision> ended = outcome(all, held.operation());
            if (ended.isPresent()) {
                throw new BadInputException("Operation " + held.operation() + " ended already: "
                        + ended.get().kind() + " at " + ended.get().time());
            }
            try {
                return append(draft, last(all).seq());
            } catch (LostRaceException e) {
                lost = e; // perhaps by its own end: look again
            }
        }
        throw lost;
    }

    private void abandon(Decision other, String by) throws DeliveryException, InterruptedException {
        DecisionDraft draft = other.draft()
                .as(Decision.Kind.FAILED)
                .withReason(
                        ABANDONED + "nothing was heard of it until " + until(other) + "; concluded by decision " + by);
        try {
            append(draft, last(read(other.model(), other.environment())).seq());
        } catch (LostRaceException e) {
            return; // whoever was first may have been its owner: look again
        }
    }

    /**
     * Records an outcome once. An outcome that says what runs is recorded only while no later operation has said so.
     *
     * @return the operation's last outcome in the ledger; not of the wished kind when others were first
     */
    public Optional<Decision> conclude(DecisionDraft outcome, long seq) throws DeliveryException, InterruptedException {
        LostRaceException lost = null;
        for (int i = 0; i < TRIES; i++) {
            List<Decision> all = read(outcome.model(), outcome.environment());
            Optional<Decision> last = outcome(all, outcome.operation());
            boolean repeated = last.isPresent()
                    && (last.get().kind() == outcome.kind()
                            || outcome.kind() == Decision.Kind.FAILED
                            || outcome.kind() == Decision.Kind.PROMOTED
                            || outcome.kind() == Decision.Kind.ROLLED_BACK);
            if (repeated) {
                return last;
            }
            if (outcome.kind().serves() && newerServes(all, outcome.operation(), seq)) {
                return Optional.empty();
            }
            try {
                return Optional.of(append(outcome, last(all).seq()));
            } catch (LostRaceException e) {
                lost = e;
            }
        }
        throw lost;
    }

    private static boolean newerServes(List<Decision> all, String operation, long seq) {
        return all.stream()
                .anyMatch(d -> d.kind().serves()
                        && !d.operation().equals(operation)
                        && decided(all, d.operation()).map(Decision::seq).orElse(d.seq()) > seq);
    }

    private static Decision last(List<Decision> all) {
        return all.get(all.size() - 1);
    }
}
