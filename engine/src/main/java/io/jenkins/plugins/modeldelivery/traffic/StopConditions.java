package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Acceptance;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Pods;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.ProductionLatency;
import io.jenkins.plugins.modeldelivery.traffic.judge.EarlyAbort;
import io.jenkins.plugins.modeldelivery.traffic.judge.SequentialErrorTest;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is reason enough to stop at once: candidate, production, gateway, split or lease are not as they should be. */
final class StopConditions {
    /** How long a gateway may take to say that it has accepted the split. */
    static final Duration ACCEPTANCE = Duration.ofSeconds(30);

    private static final String ERRORS = "ERRORS: ";

    private static final int REFERENCE = 1000;
    private static final int BLOCK = 500;
    private static final Duration SLOW_FOR = Duration.ofSeconds(25);

    private final GateSettings settings;
    private final Optional<RouteLeases> routes;
    private final SplitCheck split;

    StopConditions(GateSettings settings, Optional<RouteLeases> routes) {
        this.settings = settings;
        this.routes = routes;
        this.split = new SplitCheck(settings.expectedShare());
    }

    /** Looks at what was just counted and at the cluster; notes the first reason found as the state's abort. */
    TrafficGateState check(Counting.Look look, Instant now) throws DeliveryException, InterruptedException {
        TrafficGateState state = look.state();
        if (look.counted()) {
            state = errors(state);
            if (state.abort().isPresent()) {
                state = judgeWhatWasWatched(state);
            }
            state = split.check(production(state, now), now);
        }
        if (routes.isPresent() && state.abort().isEmpty()) {
            state = lease(endpoints(acceptance(state, routes.get(), now), routes.get()), routes.get());
        }
        return state;
    }

    private TrafficGateState errors(TrafficGateState state) {
        RequestTally own = state.counted().watched().candidateWatched();
        RequestTally fresh = state.counted().now().candidateNow();
        int row = state.counted().watched().failedInARow();
        if (fresh.requests() > 0) {
            // within one look the order is unknown: only looks where every request failed add up
            row = fresh.errors() >= fresh.requests() ? (int) Math.min(row + fresh.errors(), 1_000_000) : 0;
        }
        TrafficGateState next = state.with(state.counted().failedInARow(row));
        if (test().stops(own.requests(), own.errors())) {
            return next.aborted(ERRORS + own.errors() + " of " + own.requests()
                    + " requests to the candidate failed; stopped early (sequential test)");
        }
        if (EarlyAbort.sudden(fresh.requests(), fresh.errors(), settings.limits())) {
            return next.aborted(ERRORS + fresh.errors() + " of the last " + fresh.requests()
                    + " requests to the candidate failed; stopped early");
        }
        return row >= EarlyAbort.CONSECUTIVE
                ? next.aborted(ERRORS + "the last " + row + " requests to the candidate failed in a row; stopped early")
                : next;
    }

    /** Whether the candidate's own errors ended the test. */
    static boolean isErrors(String abort) {
        return abort.startsWith(ERRORS);
    }

    /** What stops the test by its errors is also judged by them, although it happened before counting began. */
    private static TrafficGateState judgeWhatWasWatched(TrafficGateState state) {
        CountedTraffic counted = state.counted();
        return counted.judged().candidate().errors()
                        < counted.watched().candidateWatched().errors()
                ? Counting.judgeAllWatched(state)
                : state;
    }

    private TrafficGateState production(TrafficGateState state, Instant now) {
        RequestTally all = state.counted().watched().productionWatched();
        RequestTally fresh = state.counted().now().productionNow();
        TrafficGateState next = state;
        if (test().stops(all.requests(), all.errors())) {
            next = state.aborted("PRODUCTION_HURT: " + all.errors() + " of " + all.requests()
                    + " requests to production failed meanwhile; stopped early");
        } else if (EarlyAbort.sudden(fresh.requests(), fresh.errors(), settings.limits())) {
            next = state.aborted("PRODUCTION_HURT: " + fresh.errors() + " of the last " + fresh.requests()
                    + " requests to production failed; stopped early");
        }
        return slowdown(next, fresh.latencies(), now);
    }

    /**
     * Production's first thousand timed requests after the shift are the reference for each block of 500 after them. All
     * blocks of 25 s must be slow: a moment's pause, in which a garbage collector or a neighbour has the processor, is not
     * the test's doing, and at looks of up to 10 s touches less than that.
     */
    private TrafficGateState slowdown(TrafficGateState state, RequestTally fresh, Instant now) {
        ProductionLatency seen = state.productionLatency();
        RequestTally reference = seen.reference();
        if (reference.timed() < REFERENCE) {
            return state.with(
                    new ProductionLatency(reference.plus(fresh), seen.recent(), Optional.of(now), seen.slowSince()));
        }
        RequestTally recent = seen.recent().plus(fresh);
        if (recent.timed() < BLOCK) {
            return state.with(new ProductionLatency(reference, recent, seen.blockSince(), seen.slowSince()));
        }
        boolean slow = EarlyAbort.slowed(
                recent.toSide().latencies(), reference.toSide().latencies(), settings.limits());
        Instant since = seen.slowSince().or(seen::blockSince).orElse(now);
        TrafficGateState next = state.with(new ProductionLatency(
                reference, RequestTally.NONE, Optional.of(now), slow ? Optional.of(since) : Optional.empty()));
        return slow && !now.isBefore(since.plus(SLOW_FOR))
                ? next.aborted("PRODUCTION_HURT: production's own p95 rose by more than "
                        + Math.round(200 * settings.limits().p95Increase())
                        + " % since the test began; stopped early")
                : next;
    }

    private TrafficGateState acceptance(TrafficGateState state, RouteLeases leases, Instant now)
            throws DeliveryException, InterruptedException {
        if (state.acceptance().accepted()) {
            return state;
        }
        TrafficGateState asked =
                state.with(new Acceptance(false, true, state.acceptance().acceptedAt()));
        try {
            Optional<String> refusal = leases.refusal(settings.route());
            if (refusal.isPresent()) {
                return asked.aborted("NOT_ACCEPTED: the gateway does not serve the split: " + refusal.get());
            }
            if (leases.accepted(settings.route())) {
                return asked.with(new Acceptance(true, true, Optional.of(now)));
            }
            return now.isBefore(state.times().shifted().orElse(now).plus(ACCEPTANCE))
                    ? asked
                    : asked.aborted("NOT_ACCEPTED: " + ACCEPTANCE.toSeconds()
                            + " s after the shift no gateway says that it serves it (Accepted and ResolvedRefs of its"
                            + " generation)");
        } catch (UnreachableException e) {
            return asked; // not knowing is no reason to stop: the counts tell whether the split is in effect
        }
    }

    private TrafficGateState endpoints(TrafficGateState state, RouteLeases leases)
            throws DeliveryException, InterruptedException {
        if (settings.route().router() == Router.REPLICAS) {
            return state;
        }
        Pods seen = state.pods();
        try {
            int own = leases.readyEndpoints(settings.route().candidate());
            if (own == 0) {
                return state.aborted("CANDIDATE_GONE: it has no ready endpoint any more");
            }
            seen = new Pods(own, seen.productionPods());
            return state.with(
                    new Pods(own, leases.readyEndpoints(settings.route().production())));
        } catch (UnreachableException e) {
            return state.with(seen); // not knowing is no reason to stop: the counts tell whether the candidate answers
        }
    }

    /**
     * Whether the split is still ours. Somebody who takes the candidate out before the window is over had a reason, and what
     * was counted until then is no whole window. A lease that we ended ourselves, at the end, is as it should be.
     */
    private TrafficGateState lease(TrafficGateState state, RouteLeases leases)
            throws DeliveryException, InterruptedException {
        if (state.abort().isPresent()) {
            return state;
        }
        Instant end = state.times().deadline().orElse(Instant.MAX);
        try {
            return leases.endedBefore(settings.route(), state.lease(), end)
                    .map(how -> state.aborted("TAKEN_BACK: " + how + "; the test was not over"))
                    .orElse(state);
        } catch (UnreachableException e) {
            return state; // the next look asks again, and putting the route back asks last
        }
    }

    private SequentialErrorTest test() {
        return SequentialErrorTest.forLimit(settings.limits().errorRate());
    }
}
