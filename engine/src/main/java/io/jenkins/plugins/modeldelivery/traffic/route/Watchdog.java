package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Starts the watchdog Job before a route is split, waits until it runs, and removes it when the route is back. */
final class Watchdog {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int TRIES = 5;

    private final ClusterObjects objects;
    private final WatchdogSettings settings;
    private final Clock clock;
    private final Sleeper sleeper;

    Watchdog(ClusterObjects objects, WatchdogSettings settings, Clock clock, Sleeper sleeper) {
        this.objects = objects;
        this.settings = settings;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Whether we may have one here; the server checks its manifest. */
    void preflight(RouteRequest request, ObjectNode job) throws DeliveryException, InterruptedException {
        ObjectKey key = WatchdogJob.key(request, "");
        for (String verb : new String[] {"create", "get", "delete"}) {
            if (!objects.allowed(verb, key)) {
                throw new RefusedException("No watchdog for " + request.key() + ": missing permission: " + verb
                        + " jobs in " + key.namespace());
            }
        }
        objects.create(key.named(key.namespace(), job.at("/metadata/name").asText()), job, true);
    }

    ObjectNode job(RouteRequest request, ObjectNode before, ObjectNode split, String lease, Instant until) {
        return WatchdogJob.of(request, settings, before, split, lease, clock.instant(), until);
    }

    /** Has the Job run that can undo exactly this split; returns when it is ready to. */
    void guard(RouteRequest request, ObjectNode before, ObjectNode split, String lease, Instant until)
            throws DeliveryException, InterruptedException {
        ObjectKey key = WatchdogJob.key(request, lease);
        ObjectNode job = job(request, before, split, lease, until);
        Optional<ObjectNode> existing = objects.get(key);
        if (existing.isPresent() && !patch(existing.get()).equals(patch(job))) {
            remove(objects, key);
            existing = Optional.empty();
        }
        if (existing.isEmpty()) {
            objects.create(key, job, false);
        }
        Instant end = clock.instant().plus(PATIENCE);
        while (true) {
            JsonNode status = objects.get(key).map(now -> now.path("status")).orElse(job.path("status"));
            if (status.path("ready").asInt() > 0) {
                return;
            }
            if (status.path("failed").asInt() > 0 || !clock.instant().isBefore(end)) {
                remove(objects, key);
                throw new RefusedException("No traffic is shifted by " + request.key() + ": its watchdog " + key
                        + " does not get ready within " + PATIENCE.toSeconds() + " s; check that image "
                        + settings.image() + " has sh and kubectl, and that service account "
                        + settings.serviceAccount() + " exists and may get and patch the route");
            }
            sleeper.sleep(PAUSE);
        }
    }

    private static JsonNode patch(ObjectNode job) {
        for (JsonNode variable : job.at("/spec/template/spec/containers/0/env")) {
            if (variable.path("name").asText().equals("PATCH")) {
                return variable.path("value");
            }
        }
        return job.at("/none");
    }

    /** Removes a watchdog that has nothing to do any more; gone already is fine. */
    static void remove(ClusterObjects objects, ObjectKey key) throws DeliveryException, InterruptedException {
        for (int i = 1; ; i++) {
            Optional<ObjectNode> job = objects.get(key);
            if (job.isEmpty()) {
                return;
            }
            try {
                objects.delete(key, job.get());
                return;
            } catch (LostRaceException e) {
                // its status changed in between
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }
}
