package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Ends the observation: the route goes back, and is tried again for as long as that takes. */
final class RouteRestoration {
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration HELD = Duration.ofSeconds(5);

    private final GateSettings settings;
    private final Optional<RouteLeases> routes;
    private final Clock clock;

    RouteRestoration(GateSettings settings, Optional<RouteLeases> routes, Clock clock) {
        this.settings = settings;
        this.routes = routes;
        this.clock = clock;
    }

    /** The wait is zero when the route is back. */
    TrafficGate.Step restore(TrafficGateState state) throws DeliveryException, InterruptedException {
        TrafficGateState ended = state.times().end().isPresent()
                ? state
                : state.with(state.times().end(clock.instant()));
        try {
            TrafficGateState tried = attempt(ended);
            return new TrafficGate.Step(tried, tried.phase() == Phase.RESTORED ? Duration.ZERO : HELD);
        } catch (UnreachableException e) {
            // the only thing left to do is to try again; the ledger's lease lets others do it too
            return new TrafficGate.Step(ended.restored(e.getMessage()), AGAIN);
        }
    }

    /** Tries once; where it is held back, the lease stays open and others put the route back when it runs out. */
    TrafficGateState attempt(TrafficGateState state) throws DeliveryException, InterruptedException {
        if (routes.isEmpty() || state.until().isEmpty()) {
            return back(state);
        }
        RestoreResult result = routes.get().restore(settings.route().key(), state.lease());
        TrafficGateState told = state.restored(result.message());
        return switch (result.outcome()) {
            case HELD -> told.aborted("PRODUCTION_DOWN: " + result.message());
            case FOREIGN_SPLIT -> back(told.aborted("FOREIGN_SPLIT: " + result.message()));
            default -> back(told);
        };
    }

    private TrafficGateState back(TrafficGateState state) {
        return state.with(state.times().restored(clock.instant())).at(Phase.RESTORED);
    }
}
