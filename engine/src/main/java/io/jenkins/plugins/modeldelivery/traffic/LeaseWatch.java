package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the split is still ours. Somebody who takes the candidate out before the window is over had a reason, and what was
 * counted until then is no whole window.
 */
final class LeaseWatch {
    private final GateSettings settings;
    private final Optional<RouteLeases> routes;

    LeaseWatch(GateSettings settings, Optional<RouteLeases> routes) {
        this.settings = settings;
        this.routes = routes;
    }

    /** Notes as the state's abort that the lease ended early; a lease that we ended ourselves, at the end, is as it should be. */
    void check(GateState state) throws DeliveryException, InterruptedException {
        if (routes.isEmpty() || state.abort().isPresent()) {
            return;
        }
        Instant end = state.time("deadline").orElse(Instant.MAX);
        try {
            routes.get()
                    .endedBefore(settings.route(), state.lease(), end)
                    .ifPresent(how -> state.abort("TAKEN_BACK: " + how + "; the test was not over"));
        } catch (UnreachableException e) {
            // not knowing is no reason to stop: the next look asks again, and putting the route back asks last
            return;
        }
    }
}
