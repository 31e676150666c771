package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.traffic.GateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Tally;
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
 * call; a process that finds a stored state goes on with it. Whatever ends the observation early, the route is restored
 * next, and nothing that ended early passes. When {@code step} throws, call {@link #stop}, as {@link #run} does.
 */
public final class TrafficGate {
    private static final int LOST_LOOKS = 3;
    private static final Duration NOW = Duration.ZERO;
    private static final Duration SHARE_CHECK = Duration.ofSeconds(10);

    private final GateSettings settings;
    private final Optional<RouteLeases> routes;
    private final TrafficSource source;
    private final Clock clock;

    /** @param routes empty for the router EXTERNAL, which changes nothing */
    public TrafficGate(GateSettings settings, Optional<RouteLeases> routes, TrafficSource source, Clock clock) {
        this.settings = settings;
        this.routes = settings.route().router() == Router.EXTERNAL ? Optional.empty() : routes;
        this.source = source;
        this.clock = clock;
    }

    /** Runs to the end in this thread; the state is handed to {@code store} after every step. */
    public GateReport run(GateState state, Sleeper sleeper, Consumer<GateState> store)
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
            stop(state, "failed");
            throw e;
        }
        store.accept(state);
        return report(state);
    }

    /** Does what is due and returns after what time to call again; empty when the verdict is known. */
    public Optional<Duration> step(GateState state) throws DeliveryException, InterruptedException {
        return switch (state.phase()) {
            case PREFLIGHT -> Optional.of(shift(state));
            case SHIFTED, OBSERVING -> Optional.of(observe(state));
            case RESTORED -> {
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
            source.observe(state.cursor());
            state.time(
                    "until",
                    clock.instant()
                            .plus(settings.warmUp())
                            .plus(settings.maxWindow())
                            .plus(GateSettings.GRACE));
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
            return restore(state);
        }
        boolean counted = state.number("baselined") == 1;
        look(state);
        if (counted) {
            new GateWatch(settings, routes).check(state);
        }
        Instant now = clock.instant();
        if (state.abort().isPresent()) {
            return restore(state);
        }
        Instant warm = state.time("shifted").orElse(now).plus(settings.warmUp());
        if (state.phase() == Phase.SHIFTED) {
            if (now.isBefore(warm)) {
                return pause(state, warm);
            }
            state.tally("candidate", new Tally());
            state.tally("production", new Tally());
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
        return restore(state);
    }

    /** Early looks come more often, so that a gateway that does not split as told is seen within half a minute. */
    private Duration pause(GateState state, Instant end) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, end);
        boolean early = Duration.between(state.time("shifted").orElse(now), now).compareTo(Duration.ofSeconds(30)) < 0;
        Duration wait = early && settings.interval().compareTo(SHARE_CHECK) > 0 ? SHARE_CHECK : settings.interval();
        return left.compareTo(wait) < 0 ? (left.isNegative() ? NOW : left) : wait;
    }

    private void look(GateState state) throws InterruptedException {
        TrafficSource.Observation seen;
        try {
            seen = source.observe(state.cursor());
        } catch (UnreachableException e) {
            state.number("lost", state.number("lost") + 1);
            if (state.number("lost") >= LOST_LOOKS) {
                state.abort("METRICS_LOST: " + e.getMessage());
            }
            return;
        } catch (DeliveryException e) {
            state.abort("METRICS_UNUSABLE: " + e.getMessage());
            return;
        }
        state.number("lost", 0);
        state.cursor(seen.cursor());
        if (state.number("baselined") == 0) {
            // what happened before the shift does not count; from here on it does
            state.number("baselined", 1);
            return;
        }
        for (String side : new String[] {"candidate", "production"}) {
            Tally fresh = side.equals("candidate") ? seen.candidate() : seen.production();
            Tally sum = state.tally(side);
            sum.add(fresh);
            state.tally(side, sum);
        }
        TrafficReport report = TrafficJudge.judge(counts(state));
        var point = state.series().addObject().put("time", clock.instant().toString());
        point.put("phase", state.phase().name());
        var json = report.toJson();
        point.set("requests", json.path("counts"));
        point.set("share", json.path("share"));
        point.set("p95", json.path("p95"));
        point.put("verdict", report.verdict().name());
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

    private Duration restore(GateState state) throws DeliveryException, InterruptedException {
        state.time("end", clock.instant());
        if (routes.isPresent()) {
            try {
                RestoreResult result = routes.get().restore(settings.route().key(), state.lease());
                state.restore(result.message());
                if (!result.isClean()) {
                    state.abort("FOREIGN_SPLIT: " + result.message());
                }
            } catch (UnreachableException e) {
                // the only thing left to do is to try again; the ledger's lease lets others do it too
                state.restore(e.getMessage());
                return Duration.ofSeconds(1);
            }
        }
        state.phase(Phase.RESTORED);
        return NOW;
    }

    /** Ends the gate now: the route is put back before this returns. The verdict will not be PASS. */
    public void stop(GateState state, String reason) throws DeliveryException, InterruptedException {
        if (state.phase() == Phase.JUDGED || state.phase() == Phase.RESTORED) {
            return;
        }
        state.abort("STOPPED: " + reason);
        if (routes.isPresent() && state.until().isPresent()) {
            state.restore(
                    routes.get().restore(settings.route().key(), state.lease()).message());
        }
        state.time("end", clock.instant());
        state.phase(Phase.RESTORED);
    }

    private TrafficCounts counts(GateState state) {
        return settings.counts(state, state.time("end").orElse(clock.instant()));
    }

    /** The report as things stand; final when the phase is JUDGED. */
    public GateReport report(GateState state) {
        return new GateReport(TrafficJudge.judge(counts(state)), counts(state), state);
    }
}
