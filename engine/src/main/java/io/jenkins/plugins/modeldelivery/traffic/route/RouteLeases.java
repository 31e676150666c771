package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.LeaseTarget;
import io.jenkins.plugins.modeldelivery.ledger.Leases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Splits routes under a lease and puts them back. The order keeps every crash repairable: first the ledger's lease
 * (PREPARED), then one optimistic update that writes weights and lease annotation together, then ACTIVE. Whoever finds the
 * lease past its time restores from the annotation alone.
 */
public final class RouteLeases {
    /** Told to the replica router by a transient annotation that is never stored. */
    static final String PRODUCTION_PODS = "model-delivery.jenkins.io/production-pods";

    private static final int TRIES = 10;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final String PLANNED = "preflight";

    private final ClusterObjects objects;
    private final Leases leases;
    private final Clock clock;
    private final Sleeper sleeper;
    private final LeaseSweep sweep;
    private final Optional<Watchdog> watchdog;

    /** @param cluster how the ledger calls this cluster */
    public RouteLeases(ClusterObjects objects, Leases leases, String cluster, Clock clock, Sleeper sleeper) {
        this(objects, leases, cluster, cluster, clock, sleeper);
    }

    /** @param former how it called this cluster before, and perhaps others behind the same host: their leases are left alone */
    public RouteLeases(
            ClusterObjects objects, Leases leases, String cluster, String former, Clock clock, Sleeper sleeper) {
        this(
                objects,
                leases,
                clock,
                sleeper,
                new LeaseSweep(objects, leases, cluster, former, clock, sleeper),
                Optional.empty());
    }

    private RouteLeases(
            ClusterObjects objects,
            Leases leases,
            Clock clock,
            Sleeper sleeper,
            LeaseSweep sweep,
            Optional<Watchdog> watchdog) {
        this.objects = objects;
        this.leases = leases;
        this.clock = clock;
        this.sleeper = sleeper;
        this.sweep = sweep;
        this.watchdog = watchdog;
    }

    /** The same, but no route is split before a Job in the cluster runs that puts it back when the lease is over. */
    public RouteLeases guardedBy(WatchdogSettings settings) {
        return new RouteLeases(
                objects, leases, clock, sleeper, sweep, Optional.of(new Watchdog(objects, settings, clock, sleeper)));
    }

    /** Checks all that can be checked, with a dry run of the very update, and changes nothing. */
    public void preflight(RouteRequest request) throws DeliveryException, InterruptedException {
        plan(request, clock.instant());
    }

    /**
     * The same as {@link #preflight}, and shows what would be written: {@code route}, and {@code watchdog} where there is
     * one.
     */
    public ObjectNode plan(RouteRequest request, Instant until) throws DeliveryException, InterruptedException {
        ObjectNode current = current(request);
        refuseOtherLease(current, request, "");
        new RoutePreflight(objects, request).check(current);
        ObjectNode split = write(request, changed(current, request, PLANNED, PLANNED, until), true);
        ObjectNode plan = Json.object();
        plan.set("route", split);
        if (watchdog.isPresent()) {
            ObjectNode job = watchdog.get().job(request, current, split, PLANNED, until);
            watchdog.get().preflight(request, job);
            plan.set("watchdog", job);
        }
        return plan;
    }

    /**
     * Shifts the share. Calling again with the same id adopts what is already shifted.
     *
     * @param until when anybody may put it back
     * @throws RefusedException when somebody else's lease or controller is on it, or a preflight check fails
     * @throws LostRaceException when others keep writing
     */
    public void shift(RouteRequest request, String id, String holder, Instant until)
            throws DeliveryException, InterruptedException {
        ObjectNode details = LeaseSweep.details(request);
        watchdog.ifPresent(job -> details.put(LeaseSweep.WATCHDOG, WatchdogJob.name(id)));
        LeaseTarget target = sweep.target(request.key());
        leases.create(target, id, holder, until, details);
        try {
            LeaseNote note = split(request, id, holder, until);
            details.set("note", note.toJson());
            leases.transition(target, id, Lease.State.ACTIVE, Optional.of(until), Optional.of(details));
        } catch (DeliveryException e) {
            // an update whose answer was lost may have been done: whatever is there of ours is taken back
            restore(request.key(), id);
            throw e;
        }
    }

    private LeaseNote split(RouteRequest request, String id, String holder, Instant until)
            throws DeliveryException, InterruptedException {
        for (int i = 1; ; i++) {
            Optional<ObjectNode> existing = objects.get(request.key());
            LeaseNote note = existing.isPresent() ? LeaseNote.on(existing.get(), request.key()) : null;
            if (note != null && note.id().equals(id)) {
                return note;
            }
            ObjectNode current = current(request);
            refuseOtherLease(current, request, id);
            new RoutePreflight(objects, request).check(current);
            try {
                if (watchdog.isPresent()) {
                    ObjectNode split = write(request, changed(current, request, id, holder, until), true);
                    watchdog.get().guard(request, current, split, id, until);
                }
                ObjectNode changed = changed(latest(current, request), request, id, holder, until);
                if (!clock.instant().isBefore(until)) {
                    throw new RefusedException("The lease on " + request.key() + " ran out before it was used");
                }
                write(request, changed, false);
                return LeaseNote.on(changed, request.key());
            } catch (LostRaceException e) {
                if (i == TRIES) {
                    throw e;
                }
                sleeper.sleep(PAUSE.multipliedBy(i));
            }
        }
    }

    /** The object as it is after all the checks, in which others may have written status and annotations. */
    private ObjectNode latest(ObjectNode checked, RouteRequest request) throws DeliveryException, InterruptedException {
        ObjectNode now = current(request);
        if (!now.path("spec").equals(checked.path("spec"))) {
            throw new LostRaceException(request.key() + " was changed while it was checked");
        }
        return now;
    }

    private ObjectNode write(RouteRequest request, ObjectNode changed, boolean dryRun)
            throws DeliveryException, InterruptedException {
        return request.router() == RouteRequest.Router.INGRESS_CANARY
                ? objects.create(request.key(), changed, dryRun)
                : objects.update(request.key(), changed, dryRun);
    }

    /** The object to change; for an Ingress canary the production Ingress. */
    private ObjectNode current(RouteRequest request) throws DeliveryException, InterruptedException {
        ObjectKey key = request.router() == RouteRequest.Router.INGRESS_CANARY
                ? request.key().named(request.namespace(), request.name())
                : request.key();
        return objects.get(key).orElseThrow(() -> new BadInputException(key + " does not exist"));
    }

    private ObjectNode changed(ObjectNode current, RouteRequest request, String id, String holder, Instant until)
            throws DeliveryException, InterruptedException {
        if (request.router() == RouteRequest.Router.INGRESS_CANARY) {
            ObjectNode canary = IngressCanary.of(current, request);
            Specs.mark(canary, new LeaseNote(id, holder, until, request.router(), "", IngressCanary.noted(canary)));
            return canary;
        }
        ObjectNode copy = current.deepCopy();
        if (request.router() == RouteRequest.Router.REPLICAS) {
            int pods = RoutePreflight.ready(objects, request.production());
            copy.withObject("/metadata").withObject("/annotations").put(PRODUCTION_PODS, pods);
        }
        ObjectNode change = Changer.of(request.router()).shift(copy, request);
        if (copy.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(PRODUCTION_PODS);
        }
        Specs.mark(copy, new LeaseNote(id, holder, until, request.router(), Specs.hash(current.path("spec")), change));
        return copy;
    }

    private void refuseOtherLease(ObjectNode current, RouteRequest request, String id)
            throws DeliveryException, InterruptedException {
        LeaseNote note = LeaseNote.readable(current, request.key());
        if (note != null && !note.id().equals(id)) {
            throw new RefusedException(request.key() + " is leased until " + note.until() + " by " + note.holder()
                    + "; wait for it, or run 'traffic restore --lease " + note.id() + "'");
        }
    }

    /** Whether the gateways say that the split is in effect; true where the router's kind has no such status. */
    public boolean accepted(RouteRequest request) throws DeliveryException, InterruptedException {
        return request.router() != RouteRequest.Router.HTTP_ROUTE
                || objects.get(request.key()).map(RoutePreflight::accepted).orElse(false);
    }

    /** What a gateway says against the route as it is now; empty where none refuses it, or none has looked yet. */
    public Optional<String> refusal(RouteRequest request) throws DeliveryException, InterruptedException {
        return request.router() == RouteRequest.Router.HTTP_ROUTE
                ? objects.get(request.key()).flatMap(RoutePreflight::refusal)
                : Optional.empty();
    }

    /** Ready addresses of a backend. */
    public int readyEndpoints(Backend backend) throws DeliveryException, InterruptedException {
        return RoutePreflight.ready(objects, backend);
    }

    /** How our split came to an end before a time, in one line; empty while it lasts, and where it lasted so long. */
    public Optional<String> endedBefore(RouteRequest request, String id, Instant time)
            throws DeliveryException, InterruptedException {
        return sweep.endedBefore(request.key(), id, time);
    }

    /**
     * Puts one object back, as often as one likes, by whomever; the ledger is told. Held back (HELD) only while the lease
     * lasts and production has no ready endpoint, so that users are not sent from a candidate that answers to nothing.
     */
    public RestoreResult restore(ObjectKey key, String id) throws DeliveryException, InterruptedException {
        return sweep.restore(key, id, false);
    }

    /** Puts back every open lease of this cluster that is past its time; one failure does not stop the others. */
    public List<RestoreResult> restoreExpired() throws DeliveryException, InterruptedException {
        return sweep.expired();
    }

    /** Puts back one lease by its id; see {@link #restore}. */
    public List<RestoreResult> restoreLease(String id) throws DeliveryException, InterruptedException {
        return sweep.one(id, false);
    }

    /** Puts back one lease by its id, also where production has no ready endpoint. */
    public List<RestoreResult> forceRestore(String id) throws DeliveryException, InterruptedException {
        return sweep.one(id, true);
    }
}
