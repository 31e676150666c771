package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes one lease off its object. Reads, undoes what the lease annotation says, writes only if nobody wrote in between,
 * and begins again if somebody did: so foreign edits are never lost and the candidate always ends up outside.
 */
final class RouteRestorer {
    private static final String CHANGE = "change";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ClusterObjects objects;
    private final Sleeper sleeper;

    RouteRestorer(ClusterObjects objects, Sleeper sleeper) {
        this.objects = objects;
        this.sleeper = sleeper;
    }

    /** Whether the split shall stay for now although it could be undone. */
    @FunctionalInterface
    interface Hold {
        boolean holds() throws DeliveryException, InterruptedException;
    }

    /**
     * @param known the note as the ledger has it; an empty node where it never became ACTIVE. It counts for more than the one
     *     on the object, and where that one cannot be read any more it is used on what is still as it says
     */
    RestoreResult restore(ObjectKey key, String id, JsonNode known, Hold hold)
            throws DeliveryException, InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            Optional<ObjectNode> found = objects.get(key);
            if (found.isEmpty()) {
                return new RestoreResult(Outcome.GONE, key + " does not exist any more");
            }
            ObjectNode object = found.get();
            LeaseNote note;
            try {
                note = LeaseNote.on(object, key);
            } catch (BadInputException e) {
                Optional<RestoreResult> foreign = foreign(object, key, known, e.getMessage());
                if (foreign.isPresent()) {
                    return foreign.get();
                }
                note = copy(known, key);
            }
            if (note == null) {
                return withoutLease(key, object, known);
            }
            if (!note.id().equals(id)) {
                return new RestoreResult(Outcome.NOT_OURS, key + " is leased by " + note.holder() + " by now");
            }
            if (known.has(CHANGE)) {
                note = copy(known, key); // nobody can edit that one
            }
            if (hold.holds()) {
                return new RestoreResult(
                        Outcome.HELD,
                        key
                                + " keeps the candidate's share for now: production has no ready endpoint, and putting it back"
                                + " would send users to nothing; repair production, or force it");
            }
            try {
                return undo(key, object, note);
            } catch (LostRaceException e) {
                sleeper.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    private static LeaseNote copy(JsonNode known, ObjectKey key) throws BadInputException {
        return LeaseNote.parse(known, "the ledger's lease on " + key);
    }

    /**
     * Why an object whose lease cannot be read is not to be touched; empty where it is as we left it, so that it is ours.
     *
     * @param damage what is wrong with the lease
     */
    private static Optional<RestoreResult> foreign(ObjectNode object, ObjectKey key, JsonNode known, String damage)
            throws DeliveryException {
        if (!known.has(CHANGE)) {
            return Optional.of(new RestoreResult(
                    Outcome.FOREIGN_SPLIT,
                    damage + ", and the ledger does not know what was set; look at it and put it right by hand"));
        }
        LeaseNote note = copy(known, key);
        boolean canary = note.router() == RouteRequest.Router.INGRESS_CANARY;
        boolean asSet = canary
                ? IngressCanary.isAsSet(object, note.change())
                : Changer.of(note.router()).isAsSet(object, note.change());
        if (asSet) {
            return Optional.empty();
        }
        if (!canary && !Changer.of(note.router()).stillSplit(object, note.change())) {
            return Optional.of(new RestoreResult(
                    Outcome.ALREADY_RESTORED,
                    damage + ", but the candidate gets no traffic by it any more; take that annotation off by hand"));
        }
        return Optional.of(new RestoreResult(
                Outcome.FOREIGN_SPLIT,
                damage + ", and its weights are not those that were set: somebody edited it; look at it and take the"
                        + " candidate and that annotation out by hand"));
    }

    private RestoreResult undo(ObjectKey key, ObjectNode object, LeaseNote note)
            throws DeliveryException, InterruptedException {
        if (note.router() == RouteRequest.Router.INGRESS_CANARY) {
            objects.delete(key, object);
            return new RestoreResult(Outcome.RESTORED, key + " is deleted");
        }
        Changer.of(note.router()).restore(object, note.change());
        Specs.unmark(object);
        objects.update(key, object, false);
        return Specs.hash(object.path("spec")).equals(note.specHash())
                ? new RestoreResult(Outcome.RESTORED, key + " is exactly as before")
                : new RestoreResult(
                        Outcome.RESTORED_WITH_FOREIGN_CHANGES,
                        key + " is free of the candidate; changes that others made meanwhile are kept");
    }

    private static RestoreResult withoutLease(ObjectKey key, ObjectNode object, JsonNode known)
            throws DeliveryException {
        if (known.has(CHANGE)) {
            LeaseNote note = copy(known, key);
            boolean edits = note.router() != RouteRequest.Router.INGRESS_CANARY;
            if (edits && Changer.of(note.router()).stillSplit(object, note.change())) {
                return new RestoreResult(
                        Outcome.FOREIGN_SPLIT,
                        key + " has no lease any more but still sends traffic to the candidate: somebody edited it;"
                                + " look at it and take the candidate out by hand");
            }
        }
        return new RestoreResult(Outcome.ALREADY_RESTORED, key + " carries no lease any more");
    }
}
