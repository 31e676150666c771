package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.judge.SequentialErrorTest;
import io.jenkins.plugins.modeldelivery.traffic.judge.SplitRule;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Tally;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.util.Optional;

/** What is reason enough to stop at once. */
final class GateWatch {
    private final GateSettings settings;
    private final Optional<RouteLeases> routes;

    GateWatch(GateSettings settings, Optional<RouteLeases> routes) {
        this.settings = settings;
        this.routes = routes;
    }

    /** Notes the first reason found as the state's abort. */
    void check(GateState state) throws DeliveryException, InterruptedException {
        Tally own = state.tally("candidate");
        Tally other = state.tally("production");
        SequentialErrorTest test =
                SequentialErrorTest.forLimit(settings.limits().errorRate());
        if (test.stops(own.requests(), own.errors())) {
            state.abort("ERRORS: " + own.errors() + " of " + own.requests()
                    + " requests to the candidate failed; stopped early (sequential test)");
        } else if (test.stops(other.requests(), other.errors())) {
            state.abort("PRODUCTION_HURT: " + other.errors() + " of " + other.requests()
                    + " requests to production failed meanwhile; stopped early");
        }
        long all = own.requests() + other.requests();
        if (all > 0 && SplitRule.isOff(own.requests(), all, settings.expectedShare())) {
            state.abort("SPLIT: the candidate got " + own.requests() + " of " + all + " requests instead of "
                    + 100 * settings.expectedShare() + " %");
        }
        if (routes.isPresent() && settings.route().router() != Router.REPLICAS && candidateIsGone(routes.get())) {
            state.abort("CANDIDATE_GONE: it has no ready endpoint any more");
        }
    }

    private boolean candidateIsGone(RouteLeases leases) throws DeliveryException, InterruptedException {
        try {
            return leases.readyEndpoints(settings.route().candidate()) == 0;
        } catch (UnreachableException e) {
            // not knowing is no reason to stop: the counts tell whether the candidate answers
            return false;
        }
    }
}
