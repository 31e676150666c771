package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.GateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Ends the observation: the route goes back, and is tried again for as long as that takes. */
final class PutBack {
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration HELD = Duration.ofSeconds(5);

    private final GateSettings settings;
    private final Optional<RouteLeases> routes;
    private final Clock clock;

    PutBack(GateSettings settings, Optional<RouteLeases> routes, Clock clock) {
        this.settings = settings;
        this.routes = routes;
        this.clock = clock;
    }

    /** @return after what time to try again; zero when the route is back */
    Duration restore(GateState state) throws DeliveryException, InterruptedException {
        if (state.time("end").isEmpty()) {
            state.time("end", clock.instant());
        }
        if (routes.isPresent()) {
            try {
                if (isHeld(state, routes.get().restore(settings.route().key(), state.lease()))) {
                    return HELD;
                }
            } catch (UnreachableException e) {
                // the only thing left to do is to try again; the ledger's lease lets others do it too
                state.restore(e.getMessage());
                return AGAIN;
            }
        }
        back(state);
        return Duration.ZERO;
    }

    /** Tries once; where it is held back, the lease stays open and others put the route back when it runs out. */
    void stop(GateState state) throws DeliveryException, InterruptedException {
        state.time("end", clock.instant());
        if (routes.isPresent()
                && state.until().isPresent()
                && isHeld(state, routes.get().restore(settings.route().key(), state.lease()))) {
            return;
        }
        back(state);
    }

    private void back(GateState state) {
        state.time("restored", clock.instant());
        state.phase(Phase.RESTORED);
    }

    private static boolean isHeld(GateState state, RestoreResult result) {
        state.restore(result.message());
        switch (result.outcome()) {
            case FOREIGN_SPLIT -> state.abort("FOREIGN_SPLIT: " + result.message());
            case HELD -> state.abort("PRODUCTION_DOWN: " + result.message());
            default -> {
                return false;
            }
        }
        return result.outcome() == RestoreResult.Outcome.HELD;
    }
}
