package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.LeaseTarget;
import io.jenkins.plugins.modeldelivery.ledger.Leases;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts routes back by the leases in the ledger, and tells the ledger. */
final class LeaseSweep {
    /** Name of the watchdog Job in a lease's details. */
    static final String WATCHDOG = "watchdog";

    private static final int TRIES = 5;
    private static final String PRODUCTION = "production";
    private static final String CANDIDATE = "candidate";

    private final ClusterObjects objects;
    private final Leases leases;
    private final String cluster;
    private final String former;
    private final Clock clock;
    private final RouteRestorer restorer;

    /** @param former how the ledger called this cluster, and perhaps others behind its host, before; may be the same */
    LeaseSweep(ClusterObjects objects, Leases leases, String cluster, String former, Clock clock, Sleeper sleeper) {
        this.objects = objects;
        this.leases = leases;
        this.cluster = cluster;
        this.former = former;
        this.clock = clock;
        this.restorer = new RouteRestorer(objects, sleeper);
    }

    /** What the ledger's lease tells about the split beside its note: enough to put it back without the one who made it. */
    static ObjectNode details(RouteRequest request) {
        ObjectNode details = Json.object().put("router", request.router().name());
        details.put("apiVersion", request.key().apiVersion())
                .put("plural", request.key().plural());
        if (request.mode() == RouteRequest.Mode.WEIGHT && request.router() != RouteRequest.Router.REPLICAS) {
            write(details, PRODUCTION, request.production());
            write(details, CANDIDATE, request.candidate());
        }
        return details;
    }

    private static void write(ObjectNode details, String side, Backend backend) {
        details.putObject(side).put("namespace", backend.namespace()).put("service", backend.service());
    }

    private static Backend backend(JsonNode details, String side) {
        return Backend.of(
                details.path(side).path("namespace").asText(),
                details.path(side).path("service").asText());
    }

    RestoreResult restore(ObjectKey key, String id, boolean force) throws DeliveryException, InterruptedException {
        return restore(target(key), key, id, force);
    }

    private RestoreResult restore(LeaseTarget target, ObjectKey key, String id, boolean force)
            throws DeliveryException, InterruptedException {
        Optional<Lease> lease = leases.get(target).filter(l -> l.id().equals(id));
        JsonNode note = lease.isPresent() ? lease.get().details().path("note") : Json.object();
        RestoreResult result = restorer.restore(key, id, note, () -> !force && lease.isPresent() && holds(lease.get()));
        if (result.outcome() == RestoreResult.Outcome.HELD) {
            return result;
        }
        if (lease.isPresent() && lease.get().isOpen() && lease.get().details().has(WATCHDOG)) {
            result = withoutWatchdog(key, lease.get().details().path(WATCHDOG).asText(), result);
        }
        close(target, id, result);
        return result;
    }

    /** The route is back whether the Job can be removed or not; left alone it finds nothing to do and ends. */
    private RestoreResult withoutWatchdog(ObjectKey route, String name, RestoreResult result)
            throws InterruptedException {
        ObjectKey job = new ObjectKey("batch/v1", "Job", "jobs", route.namespace(), name);
        try {
            Watchdog.remove(objects, job);
            return result;
        } catch (DeliveryException e) {
            return new RestoreResult(
                    result.outcome(),
                    result.message() + "; its watchdog " + job + " stays and ends by itself: " + e.getMessage());
        }
    }

    /** Whether putting the route back would send every user to nothing; only until the lease runs out. */
    private boolean holds(Lease lease) throws DeliveryException, InterruptedException {
        JsonNode details = lease.details();
        if (!details.has(PRODUCTION) || lease.isOverdue(clock.instant())) {
            return false;
        }
        try {
            return RoutePreflight.ready(objects, backend(details, PRODUCTION)) == 0
                    && RoutePreflight.ready(objects, backend(details, CANDIDATE)) > 0;
        } catch (UnreachableException | RefusedException e) {
            // not knowing is no reason to leave users with a candidate that shall go
            return false;
        }
    }

    private void close(LeaseTarget target, String id, RestoreResult result)
            throws DeliveryException, InterruptedException {
        for (int i = 1; ; i++) {
            Optional<Lease> lease = leases.get(target).filter(l -> l.id().equals(id) && l.isOpen());
            if (lease.isEmpty()) {
                return;
            }
            try {
                ObjectNode details = lease.get().details().deepCopy();
                details.put("outcome", result.outcome().name()).put("message", result.message());
                leases.transition(target, id, Lease.State.RESTORED, Optional.empty(), Optional.of(details));
                return;
            } catch (LostRaceException | RefusedException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * How a lease came to an end before a time, in one line; empty while the object carries it, and where it was ended later.
     */
    Optional<String> endedBefore(ObjectKey key, String id, Instant time)
            throws DeliveryException, InterruptedException {
        Optional<ObjectNode> object = objects.get(key);
        LeaseNote note;
        try {
            note = object.isPresent() ? LeaseNote.on(object.get(), key) : null;
        } catch (BadInputException e) {
            return Optional.of(e.getMessage() + "; somebody edited it");
        }
        if (note != null && note.id().equals(id)) {
            return Optional.empty();
        }
        Optional<Lease> end = leases.history(target(key)).stream()
                .filter(lease -> lease.id().equals(id) && !lease.isOpen())
                .findFirst();
        if (end.isPresent() && !end.get().time().isBefore(time)) {
            return Optional.empty();
        }
        String now = object.isEmpty() ? " does not exist any more" : " carries our lease no longer";
        return Optional.of(key
                + now
                + end.map(lease -> ", which was ended at " + lease.time()).orElse(""));
    }

    List<RestoreResult> expired() throws DeliveryException, InterruptedException {
        Instant now = clock.instant();
        List<BadInputException> damaged = new ArrayList<>();
        List<RestoreResult> results = all(
                leases.open(damaged::add).stream()
                        .filter(lease -> lease.isOverdue(now))
                        .toList(),
                false);
        return results.isEmpty() ? noneBut(damaged) : results;
    }

    /** A lease that nobody can read is told where there is nothing better to tell. */
    private static List<RestoreResult> noneBut(List<BadInputException> damaged) throws BadInputException {
        if (!damaged.isEmpty()) {
            throw damaged.get(0);
        }
        return List.of();
    }

    List<RestoreResult> one(String id, boolean force) throws DeliveryException, InterruptedException {
        List<BadInputException> damaged = new ArrayList<>();
        List<Lease> found = leases.open(damaged::add).stream()
                .filter(lease -> lease.id().equals(id))
                .toList();
        if (found.isEmpty()) {
            noneBut(damaged);
            throw new BadInputException("No open lease " + id + " in the ledger");
        }
        String there = found.get(0).target().cluster();
        if (!isHere(there)) {
            throw new BadInputException("Lease " + id + " is on cluster " + there + ", this one is called " + cluster
                    + "; if they are the same, give --cluster " + there);
        }
        return all(found, force);
    }

    private List<RestoreResult> all(List<Lease> found, boolean force) throws DeliveryException, InterruptedException {
        List<RestoreResult> results = new ArrayList<>();
        DeliveryException failed = null;
        for (Lease lease : found) {
            if (!isHere(lease.target().cluster()) || !lease.details().has("plural")) {
                continue;
            }
            try {
                results.add(
                        lease.target().cluster().equals(cluster) || carries(key(lease), lease.id())
                                ? restore(lease.target(), key(lease), lease.id(), force)
                                : elsewhere(lease));
            } catch (DeliveryException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return results;
    }

    private boolean isHere(String name) {
        return name.equals(cluster) || name.equals(former);
    }

    private boolean carries(ObjectKey key, String id) throws DeliveryException, InterruptedException {
        Optional<ObjectNode> object = objects.get(key);
        LeaseNote note = object.isPresent() ? LeaseNote.readable(object.get(), key) : null;
        return note != null && note.id().equals(id);
    }

    private RestoreResult elsewhere(Lease lease) {
        return new RestoreResult(
                RestoreResult.Outcome.OTHER_CLUSTER,
                key(lease) + " of this cluster, " + cluster + ", does not carry lease " + lease.id()
                        + ": that is on another cluster behind " + former + ", and stays open");
    }

    private static ObjectKey key(Lease lease) {
        return new ObjectKey(
                lease.details().path("apiVersion").asText(),
                lease.target().kind(),
                lease.details().path("plural").asText(),
                lease.target().namespace(),
                lease.target().name());
    }

    LeaseTarget target(ObjectKey key) throws BadInputException {
        return LeaseTarget.of(cluster, key.kind(), key.namespace(), key.name());
    }

    /**
     * Takes one lease off its object. Reads, undoes what the lease annotation says, writes only if nobody wrote in between,
     * and begins again if somebody did: so foreign edits are never lost and the candidate always ends up outside.
     */
    static final class RouteRestorer {
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
                return Optional.of(
                        new RestoreResult(
                                Outcome.ALREADY_RESTORED,
                                damage
                                        + ", but the candidate gets no traffic by it any more; take that annotation off by hand"));
            }
            return Optional.of(new RestoreResult(
                    Outcome.FOREIGN_SPLIT,
                    damage
                            + ", and its weights are not those that were set: somebody edited it; look at it and take the"
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
}
