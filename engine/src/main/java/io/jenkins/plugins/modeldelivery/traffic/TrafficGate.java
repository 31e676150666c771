package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport.Split;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * PREFLIGHT, SHIFTED, OBSERVING, RESTORED, JUDGED. Call {@link #step} until it answers empty, storing the state after each
 * call; a process that finds a stored state goes on with it. A step that throws has not happened. Whatever ends the observation early, the route is restored
 * next, and nothing that ended early passes. When {@code step} throws, call {@link #stop}, as {@link #run} does.
 */
public final class TrafficGate {
    private static final Duration NOW = Duration.ZERO;

    /** Between two looks while a wrong split would not have shown yet; scrapes are further apart, but who knows when they are. */
    private static final Duration EARLY = Duration.ofSeconds(2);

    private static final Duration EARLY_UNTIL = Duration.ofSeconds(45);

    /** After that a counter of production is not late any more, but gone. */
    private static final Duration LATEST = Duration.ofSeconds(60);

    private final GateSettings settings;
    private final TrafficSource source;
    private final Optional<RouteLeases> routes;
    private final Clock clock;
    private final Counting counting;
    private final StopConditions stopConditions;
    private final RouteRestoration restoration;

    /**
     * What comes of one step.
     *
     * @param pause after what time to call again; empty when the verdict is known
     */
    public record Step(TrafficGateState state, Optional<Duration> pause) {
        Step(TrafficGateState state, Duration pause) {
            this(state, Optional.of(pause));
        }
    }

    /**
     * @param routes empty for the router EXTERNAL, which changes nothing
     * @param clock better a {@link io.jenkins.plugins.modeldelivery.io.SteadyClock}: the window is measured by it
     */
    public TrafficGate(GateSettings settings, Optional<RouteLeases> routes, TrafficSource source, Clock clock) {
        this.settings = settings;
        this.source = source;
        this.routes = settings.route().router() == Router.EXTERNAL ? Optional.empty() : routes;
        this.clock = clock;
        this.counting = new Counting(settings, source, clock);
        this.stopConditions = new StopConditions(settings, this.routes);
        this.restoration = new RouteRestoration(settings, this.routes, clock);
    }

    /** Runs to the end in this thread; each state, the one in which it stops by a failure too, is handed to {@code store}. */
    public TrafficGateReport run(TrafficGateState begin, Sleeper sleeper, Consumer<TrafficGateState> store)
            throws DeliveryException, InterruptedException {
        TrafficGateState state = begin;
        try {
            Step step = step(state);
            while (step.pause().isPresent()) {
                state = step.state();
                store.accept(state);
                if (!step.pause().get().isZero()) {
                    sleeper.sleep(step.pause().get());
                }
                step = step(state);
            }
            state = step.state();
        } catch (InterruptedException e) {
            Thread.interrupted();
            stop(state, "interrupted", store);
            throw e;
        } catch (DeliveryException | RuntimeException e) {
            // an interrupt may show as a failed request; putting the route back must not fail by it again
            boolean interrupted = Thread.interrupted();
            stop(state, interrupted ? "interrupted" : "failed", store);
            throw e;
        }
        store.accept(state);
        return report(state);
    }

    /** Does what is due. */
    public Step step(TrafficGateState before) throws DeliveryException, InterruptedException {
        Instant now = clock.instant();
        TrafficGateState state = before.steppedAt(now);
        return switch (state.phase()) {
            case PREFLIGHT -> new Step(shift(state), NOW);
            case SHIFTED, OBSERVING -> observe(state);
            case RESTORED ->
                isProductionLate(state, now)
                        ? new Step(Counting.judgeAllWatched(counting.look(state).state()), EARLY)
                        : new Step(state.at(Phase.JUDGED), Optional.empty());
            case JUDGED -> new Step(state, Optional.empty());
        };
    }

    /**
     * Whether production's first numbers are still to come after a test that the candidate's errors ended. Each counter is
     * scraped at its own moment, and without them nobody can tell whether production fails too. The route is back by then:
     * waiting for them keeps the verdict, but no user.
     */
    private static boolean isProductionLate(TrafficGateState state, Instant now) {
        return state.abort().filter(StopConditions::isErrors).isPresent()
                && state.counted().productionTimes().isPresent()
                && state.counted().judged().production().requests() == 0
                && now.isBefore(state.times().end().orElse(now).plus(LATEST));
    }

    private TrafficGateState shift(TrafficGateState state) throws DeliveryException, InterruptedException {
        if (state.until().isEmpty()) {
            settings.check();
            if (routes.isPresent()) {
                settings.checkLease();
                routes.get().preflight(settings.route());
            }
            counting.tryOut(state);
            return state.with(state.times().until(clock.instant().plus(settings.longest())));
        }
        if (routes.isPresent()) {
            routes.get()
                    .shift(
                            settings.route(),
                            state.lease(),
                            settings.holder(),
                            state.until().get());
        }
        return state.with(state.times().shifted(clock.instant())).at(Phase.SHIFTED);
    }

    private Step observe(TrafficGateState before) throws DeliveryException, InterruptedException {
        if (before.abort().isPresent()) {
            return restoration.restore(before);
        }
        Counting.Look look = counting.look(before);
        Instant now = clock.instant();
        TrafficGateState state = stopConditions.check(look, now);
        if (state.abort().isPresent()) {
            return restoration.restore(state);
        }
        if (state.phase() == Phase.SHIFTED) {
            Instant warm = state.times().shifted().orElse(now).plus(settings.warmUp());
            if (now.isBefore(warm)) {
                return new Step(state, pause(state, warm));
            }
            // what was seen while warming up is no evidence; it stays watched, since users felt it
            Instant end = now.plus(settings.window());
            TrafficGateState begun = state.with(state.counted().judging(RequestTally.NONE, RequestTally.NONE))
                    .with(state.times().window(now, end))
                    .at(Phase.OBSERVING);
            return new Step(begun, pause(begun, end));
        }
        Instant deadline = state.times().deadline().orElse(now);
        if (now.isBefore(deadline)) {
            return new Step(state, pause(state, deadline));
        }
        Optional<Instant> longer = extension(state, now);
        if (longer.isPresent()) {
            return new Step(state.with(state.times().deadline(longer.get())), pause(state, longer.get()));
        }
        return restoration.restore(state);
    }

    /** Early looks at what others scrape come more often: a gateway that does not split as told is seen within half a minute. */
    private Duration pause(TrafficGateState state, Instant end) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, end);
        Instant shifted = state.times().shifted().orElse(now);
        boolean early = state.counted().looks().cursor().times().isPresent() && now.isBefore(shifted.plus(EARLY_UNTIL));
        Duration wait = early && settings.interval().compareTo(EARLY) > 0 ? EARLY : settings.interval();
        return left.compareTo(wait) < 0 ? (left.isNegative() ? NOW : left) : wait;
    }

    /** A longer deadline, only when requests are all that is missing and the longest window suffices. */
    private Optional<Instant> extension(TrafficGateState state, Instant now) {
        TrafficReport report = TrafficJudge.judge(counts(state));
        OptionalDouble needed = report.neededWindowSeconds();
        Instant begin = state.times().begin().orElse(now);
        Instant latest = begin.plus(settings.latest());
        if (!report.moreWouldHelp() || needed.isEmpty() || !now.isBefore(latest)) {
            return Optional.empty();
        }
        Instant wanted = begin.plusSeconds((long) Math.ceil(Math.min(1e9, needed.getAsDouble())));
        if (wanted.isAfter(latest)) {
            return Optional.empty();
        }
        return Optional.of(wanted.isAfter(now) ? wanted : now.plus(settings.interval()));
    }

    /**
     * Ends the gate now: the route is put back before this returns, unless production has no ready endpoint (the report
     * says so; the lease then stays open until it runs out). The verdict will not be PASS.
     */
    public TrafficGateState stop(TrafficGateState state, String reason) throws DeliveryException, InterruptedException {
        return isOver(state) ? state : restoration.attempt(stopped(state, reason));
    }

    /** Where the route cannot be put back now, the state says that it is to be. */
    private void stop(TrafficGateState state, String reason, Consumer<TrafficGateState> store)
            throws DeliveryException, InterruptedException {
        TrafficGateState last = isOver(state) ? state : stopped(state, reason);
        try {
            last = isOver(last) ? last : restoration.attempt(last);
        } finally {
            store.accept(last);
        }
    }

    private static boolean isOver(TrafficGateState state) {
        return state.phase() == Phase.JUDGED || state.phase() == Phase.RESTORED;
    }

    private TrafficGateState stopped(TrafficGateState state, String reason) {
        Instant now = clock.instant();
        TrafficGateState last = state.steppedAt(now).aborted("STOPPED: " + reason);
        return last.with(last.times().end(now));
    }

    private TrafficCounts counts(TrafficGateState state) {
        return settings.counts(state, state.times().end().orElse(clock.instant()));
    }

    /** The report as things stand; final when the phase is JUDGED. */
    public TrafficGateReport report(TrafficGateState state) {
        return new TrafficGateReport(
                TrafficJudge.judge(counts(state)), counts(state), state, Split.of(settings.route(), source.kind()));
    }

    /** Ends the observation: the route goes back, and is tried again for as long as that takes. */
    static final class RouteRestoration {
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
}
