package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.traffic.GateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
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
 * call; a process that finds a stored state goes on with it. Whatever ends the observation early, the route is restored
 * next, and nothing that ended early passes. When {@code step} throws, call {@link #stop}, as {@link #run} does.
 */
public final class TrafficGate {
    private static final Duration NOW = Duration.ZERO;

    /** Between two looks while a wrong split would not have shown yet; scrapes are further apart, but who knows when they are. */
    private static final Duration EARLY = Duration.ofSeconds(2);

    private static final Duration EARLY_UNTIL = Duration.ofSeconds(45);

    private final GateSettings settings;
    private final Optional<RouteLeases> routes;
    private final Clock clock;
    private final Counting counting;
    private final GateWatch watch;
    private final LeaseWatch lease;
    private final PutBack putBack;

    /**
     * @param routes empty for the router EXTERNAL, which changes nothing
     * @param clock better a {@link io.jenkins.plugins.modeldelivery.io.SteadyClock}: the window is measured by it
     */
    public TrafficGate(GateSettings settings, Optional<RouteLeases> routes, TrafficSource source, Clock clock) {
        this.settings = settings;
        this.routes = settings.route().router() == Router.EXTERNAL ? Optional.empty() : routes;
        this.clock = clock;
        this.counting = new Counting(settings, source, clock);
        this.watch = new GateWatch(settings, this.routes);
        this.lease = new LeaseWatch(settings, this.routes);
        this.putBack = new PutBack(settings, this.routes, clock);
    }

    /** Runs to the end in this thread; the state is handed to {@code store} after every step. */
    public TrafficGateReport run(GateState state, Sleeper sleeper, Consumer<GateState> store)
            throws DeliveryException, InterruptedException {
        try {
            Optional<Duration> wait;
            while ((wait = step(state)).isPresent()) {
                store.accept(state);
                if (!wait.get().isZero()) {
                    sleeper.sleep(wait.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.interrupted();
            stop(state, "interrupted");
            throw e;
        } catch (DeliveryException | RuntimeException e) {
            // an interrupt may show as a failed request; putting the route back must not fail by it again
            boolean interrupted = Thread.interrupted();
            stop(state, interrupted ? "interrupted" : "failed");
            throw e;
        }
        store.accept(state);
        return report(state);
    }

    /** Does what is due and returns after what time to call again; empty when the verdict is known. */
    public Optional<Duration> step(GateState state) throws DeliveryException, InterruptedException {
        ClockWatch.follow(state, clock.instant());
        return switch (state.phase()) {
            case PREFLIGHT -> Optional.of(shift(state));
            case SHIFTED, OBSERVING -> Optional.of(observe(state));
            case RESTORED -> {
                if (LateProduction.isAwaited(state, clock.instant())) {
                    counting.look(state);
                    Counting.judgeAllWatched(state);
                    yield Optional.of(EARLY);
                }
                state.phase(Phase.JUDGED);
                yield Optional.empty();
            }
            case JUDGED -> Optional.empty();
        };
    }

    private Duration shift(GateState state) throws DeliveryException, InterruptedException {
        if (state.until().isEmpty()) {
            settings.check();
            if (routes.isPresent()) {
                routes.get().preflight(settings.route());
            }
            counting.tryOut(state);
            state.time("until", clock.instant().plus(settings.longest()));
            return NOW;
        }
        if (routes.isPresent()) {
            routes.get()
                    .shift(
                            settings.route(),
                            state.lease(),
                            settings.holder(),
                            state.until().get());
        }
        state.time("shifted", clock.instant());
        state.phase(Phase.SHIFTED);
        return NOW;
    }

    private Duration observe(GateState state) throws DeliveryException, InterruptedException {
        if (state.abort().isPresent()) {
            return putBack.restore(state);
        }
        boolean counted = counting.look(state);
        Instant now = clock.instant();
        watch.check(state, counted, now);
        lease.check(state);
        if (state.abort().isPresent()) {
            return putBack.restore(state);
        }
        Instant warm = state.time("shifted").orElse(now).plus(settings.warmUp());
        if (state.phase() == Phase.SHIFTED) {
            if (now.isBefore(warm)) {
                return pause(state, warm);
            }
            Counting.reset(state);
            state.time("begin", now);
            state.time("deadline", now.plus(settings.window()));
            state.phase(Phase.OBSERVING);
            return pause(state, now.plus(settings.window()));
        }
        Instant deadline = state.time("deadline").orElse(now);
        if (now.isBefore(deadline)) {
            return pause(state, deadline);
        }
        Optional<Instant> longer = extension(state, now);
        if (longer.isPresent()) {
            state.time("deadline", longer.get());
            return pause(state, longer.get());
        }
        return putBack.restore(state);
    }

    /** Early looks at what others scrape come more often: a gateway that does not split as told is seen within half a minute. */
    private Duration pause(GateState state, Instant end) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, end);
        Instant shifted = state.time("shifted").orElse(now);
        boolean early = state.times().isObject() && now.isBefore(shifted.plus(EARLY_UNTIL));
        Duration wait = early && settings.interval().compareTo(EARLY) > 0 ? EARLY : settings.interval();
        return left.compareTo(wait) < 0 ? (left.isNegative() ? NOW : left) : wait;
    }

    /** A longer deadline, only when requests are all that is missing and the longest window suffices. */
    private Optional<Instant> extension(GateState state, Instant now) {
        TrafficReport report = TrafficJudge.judge(counts(state));
        OptionalDouble needed = report.neededWindowSeconds();
        Instant begin = state.time("begin").orElse(now);
        Instant latest = begin.plus(settings.maxWindow());
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
    public void stop(GateState state, String reason) throws DeliveryException, InterruptedException {
        if (state.phase() == Phase.JUDGED || state.phase() == Phase.RESTORED) {
            return;
        }
        ClockWatch.follow(state, clock.instant());
        state.abort("STOPPED: " + reason);
        putBack.stop(state);
    }

    private TrafficCounts counts(GateState state) {
        return settings.counts(state, state.time("end").orElse(clock.instant()));
    }

    /** The report as things stand; final when the phase is JUDGED. */
    public TrafficGateReport report(GateState state) {
        return new TrafficGateReport(TrafficJudge.judge(counts(state)), counts(state), state);
    }
}
