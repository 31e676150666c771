package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.judge.EarlyAbort;
import io.jenkins.plugins.modeldelivery.traffic.judge.SequentialErrorTest;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is reason enough to stop at once: candidate, production or gateway are not as they should be; nor the split. */
final class GateWatch {
    /** How long a gateway may take to say that it has accepted the split. */
    static final Duration ACCEPTANCE = Duration.ofSeconds(30);

    private static final String ERRORS = "ERRORS: ";
    /** When the block of production's requests began that is not full yet. */
    static final String BLOCK_SINCE = "blockSince";
    /** When the first of production's slow blocks began, if the last one was slow. */
    static final String SLOW_SINCE = "slowSince";

    private static final int REFERENCE = 1000;
    private static final int BLOCK = 500;
    private static final Duration SLOW_FOR = Duration.ofSeconds(25);

    private final GateSettings settings;
    private final Optional<RouteLeases> routes;
    private final SplitWatch split;

    GateWatch(GateSettings settings, Optional<RouteLeases> routes) {
        this.settings = settings;
        this.routes = routes;
        this.split = new SplitWatch(settings.expectedShare());
    }

    /** Looks at what was just counted and at the cluster; notes the first reason found as the state's abort. */
    void check(GateState state, boolean counted, Instant now) throws DeliveryException, InterruptedException {
        if (counted) {
            errors(state);
            if (state.abort().isPresent()) {
                judgeWhatWasWatched(state);
            }
            production(state, now);
            split.check(state, now);
        }
        if (routes.isPresent() && state.abort().isEmpty()) {
            acceptance(state, routes.get(), now);
            endpoints(state, routes.get());
        }
    }

    private void errors(GateState state) {
        RequestTally own = state.tally("candidateWatched");
        RequestTally fresh = state.tally("candidateNow");
        int row = state.number("failedInARow");
        if (fresh.requests() > 0) {
            // within one look the order is unknown: only looks where every request failed add up
            row = fresh.errors() >= fresh.requests() ? (int) Math.min(row + fresh.errors(), 1_000_000) : 0;
            state.number("failedInARow", row);
        }
        if (test().stops(own.requests(), own.errors())) {
            state.abort(ERRORS + own.errors() + " of " + own.requests()
                    + " requests to the candidate failed; stopped early (sequential test)");
        } else if (EarlyAbort.sudden(fresh.requests(), fresh.errors(), settings.limits())) {
            state.abort(ERRORS + fresh.errors() + " of the last " + fresh.requests()
                    + " requests to the candidate failed; stopped early");
        } else if (row >= EarlyAbort.CONSECUTIVE) {
            state.abort(ERRORS + "the last " + row + " requests to the candidate failed in a row; stopped early");
        }
    }

    /** Whether the candidate's own errors ended the test. */
    static boolean isErrors(String abort) {
        return abort.startsWith(ERRORS);
    }

    /** What stops the test by its errors is also judged by them, although it happened before counting began. */
    private static void judgeWhatWasWatched(GateState state) {
        if (state.tally("candidate").errors() < state.tally("candidateWatched").errors()) {
            Counting.judgeAllWatched(state);
        }
    }

    private void production(GateState state, Instant now) {
        RequestTally all = state.tally("productionWatched");
        RequestTally fresh = state.tally("productionNow");
        if (test().stops(all.requests(), all.errors())) {
            state.abort("PRODUCTION_HURT: " + all.errors() + " of " + all.requests()
                    + " requests to production failed meanwhile; stopped early");
        } else if (EarlyAbort.sudden(fresh.requests(), fresh.errors(), settings.limits())) {
            state.abort("PRODUCTION_HURT: " + fresh.errors() + " of the last " + fresh.requests()
                    + " requests to production failed; stopped early");
        }
        slowdown(state, fresh, now);
    }

    /**
     * Production's first thousand timed requests after the shift are the reference for each block of 500 after them. All
     * blocks of 25 s must be slow: a moment's pause, in which a garbage collector or a neighbour has the processor, is not
     * the test's doing, and at looks of up to 10 s touches less than that.
     */
    private void slowdown(GateState state, RequestTally fresh, Instant now) {
        RequestTally reference = state.tally("reference");
        if (reference.timed() < REFERENCE) {
            reference.add(fresh.latencies());
            state.tally("reference", reference);
            state.time(BLOCK_SINCE, now);
            return;
        }
        RequestTally recent = state.tally("recent");
        recent.add(fresh.latencies());
        boolean full = recent.timed() >= BLOCK;
        state.tally("recent", full ? new RequestTally() : recent);
        if (full) {
            Instant began = state.time(BLOCK_SINCE).orElse(now);
            state.time(BLOCK_SINCE, now);
            block(state, recent, reference, began, now);
        }
    }

    private void block(GateState state, RequestTally recent, RequestTally reference, Instant began, Instant now) {
        if (!EarlyAbort.slowed(recent.toSide().latencies(), reference.toSide().latencies(), settings.limits())) {
            state.forget(SLOW_SINCE);
            return;
        }
        Instant since = state.time(SLOW_SINCE).orElse(began);
        state.time(SLOW_SINCE, since);
        if (!now.isBefore(since.plus(SLOW_FOR))) {
            state.abort("PRODUCTION_HURT: production's own p95 rose by more than "
                    + Math.round(200 * settings.limits().p95Increase()) + " % since the test began; stopped early");
        }
    }

    private void acceptance(GateState state, RouteLeases leases, Instant now)
            throws DeliveryException, InterruptedException {
        if (state.number("accepted") == 1) {
            return;
        }
        state.number("acceptanceAsked", 1);
        try {
            Optional<String> refusal = leases.refusal(settings.route());
            if (refusal.isPresent()) {
                state.abort("NOT_ACCEPTED: the gateway does not serve the split: " + refusal.get());
            } else if (leases.accepted(settings.route())) {
                state.number("accepted", 1);
                state.time(SplitWatch.ACCEPTED, now);
            } else if (!now.isBefore(state.time("shifted").orElse(now).plus(ACCEPTANCE))) {
                state.abort("NOT_ACCEPTED: " + ACCEPTANCE.toSeconds()
                        + " s after the shift no gateway says that it serves it (Accepted and ResolvedRefs of its"
                        + " generation)");
            }
        } catch (UnreachableException e) {
            // not knowing is no reason to stop: the counts tell whether the split is in effect
            return;
        }
    }

    private void endpoints(GateState state, RouteLeases leases) throws DeliveryException, InterruptedException {
        if (settings.route().router() == Router.REPLICAS) {
            return;
        }
        try {
            int own = leases.readyEndpoints(settings.route().candidate());
            if (own == 0) {
                state.abort("CANDIDATE_GONE: it has no ready endpoint any more");
                return;
            }
            state.number("candidatePods", own);
            state.number(
                    "productionPods", leases.readyEndpoints(settings.route().production()));
        } catch (UnreachableException e) {
            // not knowing is no reason to stop: the counts tell whether the candidate answers
            return;
        }
    }

    private SequentialErrorTest test() {
        return SequentialErrorTest.forLimit(settings.limits().errorRate());
    }
}
