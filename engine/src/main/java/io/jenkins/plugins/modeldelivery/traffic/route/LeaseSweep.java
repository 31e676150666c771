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
import java.time.Clock;
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
    private final Clock clock;
    private final RouteRestorer restorer;

    LeaseSweep(ClusterObjects objects, Leases leases, String cluster, Clock clock, Sleeper sleeper) {
        this.objects = objects;
        this.leases = leases;
        this.cluster = cluster;
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
        LeaseTarget target = target(key);
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
        if (!there.equals(cluster)) {
            throw new BadInputException("Lease " + id + " is on cluster " + there + ", this one is called " + cluster
                    + "; if they are the same, give --cluster " + there);
        }
        return all(found, force);
    }

    private List<RestoreResult> all(List<Lease> found, boolean force) throws DeliveryException, InterruptedException {
        List<RestoreResult> results = new ArrayList<>();
        DeliveryException failed = null;
        for (Lease lease : found) {
            if (!lease.target().cluster().equals(cluster) || !lease.details().has("plural")) {
                continue;
            }
            try {
                results.add(restore(key(lease), lease.id(), force));
            } catch (DeliveryException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return results;
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
}
