package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Acceptance;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Pods;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.ProductionLatency;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.ShareSeen;
import io.jenkins.plugins.modeldelivery.traffic.judge.EarlyAbort;
import io.jenkins.plugins.modeldelivery.traffic.judge.SequentialErrorTest;
import io.jenkins.plugins.modeldelivery.traffic.judge.SplitRule;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ScrapeTimes;
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

    /**
     * Whether the candidate gets about the share that it was given: stops the test where it is beyond doubt outside [half, twice].
     * A safety check alone; what it looks at includes the warm-up, which no verdict does.
     *
     * <p>Each counter is scraped at its own moment, so the first numbers after the shift tell of different times on both sides,
     * and production's begin before it. Where those moments are known, that is reckoned with instead of waited out:
     *
     * <ul>
     *   <li>Too much: what production did before the shift can only make the candidate's share look smaller. Where production's
     *       numbers end earlier than the candidate's, three times its rate is assumed for the rest. A share that is above twice
     *       what was meant even so (exact binomial bound, 0.0001 %) is conclusive.
     *   <li>Too little: from production's rate follows how many requests the candidate should have got between 4 s after the
     *       gateway took the split and the moment that its numbers surely reach (the longest time between two scrapes seen, at
     *       least 15 s, and 1 s ago). A share below half of what was meant (0.001 %) is conclusive; of no request at all that
     *       takes 23 expected ones.
     * </ul>
     *
     * What that does not tell, and all of sources whose numbers have no such times, must last: both sides may look ahead of each
     * other for up to a scrape.
     */
    static final class SplitCheck {
        private static final double SURE_OF_TOO_MUCH = 1 - 1e-6;
        private static final double SURE_OF_TOO_LITTLE = 1 - 1e-5;
        private static final double SURGE = 3;
        private static final double TAKE_OVER_SECONDS = 4;
        private static final int USUAL_SCRAPE_SECONDS = 15;

        private final double expected;

        /** @param expected the candidate's intended share of all counted requests */
        SplitCheck(double expected) {
            this.expected = expected;
        }

        /** Looks at the numbers of a look just made; notes a wrong split as the state's abort. */
        TrafficGateState check(TrafficGateState state, Instant now) {
            Optional<ScrapeTimes> production = state.counted().productionTimes();
            if (production.isEmpty()) {
                return lasting(state, false, now);
            }
            int age = (int)
                    Math.ceil(Math.min(1e6, seconds(now) - production.get().oldest()));
            ShareSeen seen = state.share();
            TrafficGateState scraped =
                    state.with(new ShareSeen(Math.max(age, seen.longestScrapeAge()), seen.splitOffSince()));
            TrafficGateState next =
                    atOnce(scraped, production.get(), now).map(scraped::aborted).orElse(scraped);
            return lasting(next, true, now);
        }

        private Optional<String> atOnce(TrafficGateState state, ScrapeTimes production, Instant now) {
            CountedTraffic counted = state.counted();
            Optional<ScrapeTimes> before = counted.looks().timesBefore().flatMap(ScrapeTimes.Sides::production);
            double shifted = seconds(state.times().shifted().orElse(now));
            double watched =
                    before.isPresent() ? production.mean() - before.get().mean() : 0;
            if (!(watched > 0) || production.oldest() <= shifted) {
                return Optional.empty();
            }
            long own = counted.watched().candidateWatched().requests();
            long other = counted.watched().productionWatched().requests();
            double rate = other / watched;
            Optional<ScrapeTimes> candidate = counted.candidateTimes();
            double ahead =
                    candidate.map(times -> times.newest() - production.oldest()).orElse(0.0);
            if (isTooMuch(own, other + Math.round(SURGE * rate * Math.max(0, ahead)))) {
                return Optional.of(told(own, own + other));
            }
            Optional<Instant> since = taken(state, now);
            double reached = Math.min(
                    candidate.map(ScrapeTimes::oldest).orElse(Double.MAX_VALUE),
                    seconds(now) - Math.max(USUAL_SCRAPE_SECONDS, state.share().longestScrapeAge()) - 1);
            long meanwhile = since.isEmpty()
                    ? 0
                    : Math.round(rate * Math.max(0, reached - seconds(since.get()) - TAKE_OVER_SECONDS));
            return isTooLittle(own, meanwhile) ? Optional.of(told(own, own + meanwhile)) : Optional.empty();
        }

        private boolean isTooMuch(long own, long other) {
            return own > 0 && new Proportion(own, own + other).exactLower(SURE_OF_TOO_MUCH) > Math.min(1, 2 * expected);
        }

        private boolean isTooLittle(long own, long other) {
            return other > 0 && new Proportion(own, own + other).exactUpper(SURE_OF_TOO_LITTLE) < expected / 2;
        }

        /** From when on the gateway serves the split, as far as anybody says so; empty where it has not said so yet. */
        private static Optional<Instant> taken(TrafficGateState state, Instant now) {
            Acceptance said = state.acceptance();
            boolean refusable = !said.accepted() && said.acceptanceAsked();
            return refusable
                    ? Optional.empty()
                    : said.acceptedAt().or(() -> state.times().shifted()).or(() -> Optional.of(now));
        }

        /**
         * Too little shows among the requests that surely came after the shift; so does too much, and among all since, where the
         * moments of the numbers are not known. Where they are, {@link #atOnce} sees it, and sides that began at different moments
         * must not be compared for it.
         */
        private TrafficGateState lasting(TrafficGateState state, boolean timed, Instant now) {
            CountedTraffic counted = state.counted();
            long own = counted.judged().candidate().requests();
            long all = own + counted.judged().production().requests();
            Optional<String> off = off(own, all).filter(told -> !timed || own < expected * all);
            if (!timed && off.isEmpty()) {
                long watched = counted.watched().candidateWatched().requests();
                long since = watched + counted.watched().productionWatched().requests();
                off = watched > expected * since ? off(watched, since) : Optional.empty();
            }
            ShareSeen share = state.share();
            if (off.isEmpty() || share.splitOffSince().isEmpty()) {
                return state.with(new ShareSeen(share.longestScrapeAge(), off.map(told -> now)));
            }
            Duration persistence = Duration.ofSeconds(Math.max(USUAL_SCRAPE_SECONDS, share.longestScrapeAge()));
            return now.isBefore(share.splitOffSince().get().plus(persistence)) ? state : state.aborted(off.get());
        }

        private Optional<String> off(long own, long all) {
            return all > 0 && SplitRule.isOff(own, all, expected) ? Optional.of(told(own, all)) : Optional.empty();
        }

        private String told(long own, long all) {
            return "SPLIT: the candidate got " + own + " of " + all + " requests instead of " + 100 * expected + " %";
        }

        private static double seconds(Instant time) {
            return time.toEpochMilli() / 1000.0;
        }
    }
}
