package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Adds what happened since the last look to the state; metrics that are lost or make no sense end the test. */
final class Counting {
    static final String CANDIDATE = "candidate";
    static final String PRODUCTION = "production";
    static final String[] SIDES = {CANDIDATE, PRODUCTION};

    private static final int LOST_LOOKS = 3;
    private static final String SETTLED = "settled";

    /** A counter that is not scraped for so long does not hold up the others. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    private final GateSettings settings;
    private final TrafficSource source;
    private final Clock clock;

    Counting(GateSettings settings, TrafficSource source, Clock clock) {
        this.settings = settings;
        this.source = source;
        this.clock = clock;
    }

    /** Whether the source answers at all; nothing is counted. */
    void tryOut(GateState state) throws DeliveryException, InterruptedException {
        source.observe(state.cursor());
    }

    /** @return whether anything was counted: not by the first look, which marks the beginning, and not without an answer */
    boolean look(GateState state) throws InterruptedException {
        TrafficSource.Observation seen;
        try {
            seen = source.observe(state.cursor());
        } catch (UnreachableException e) {
            state.number("lost", state.number("lost") + 1);
            if (state.number("lost") >= LOST_LOOKS) {
                state.abort("METRICS_LOST: " + e.getMessage());
            }
            return false;
        } catch (DeliveryException e) {
            state.abort("METRICS_UNUSABLE: " + e.getMessage());
            return false;
        }
        state.number("lost", 0);
        state.cursor(seen.cursor());
        if (state.number("baselined") == 0) {
            // what happened before the shift does not count; from here on it does
            state.number("baselined", 1);
            state.timesBefore(state.times());
            return false;
        }
        boolean counts = settled(state);
        add(state, CANDIDATE, seen.candidate(), counts);
        add(state, PRODUCTION, seen.production(), counts);
        note(state);
        return true;
    }

    /**
     * Whether what this look brings happened after the shift as a whole. Counters are as old as their scrape: the first
     * ones scraped after the shift still bring requests from before it, which would look like too small a share.
     */
    private boolean settled(GateState state) {
        if (state.number(SETTLED) == 1) {
            return true;
        }
        var oldest = state.cursor().path("oldest");
        Instant now = clock.instant();
        Instant shifted = state.time("shifted").orElse(now);
        boolean late = !now.isBefore(shifted.plus(SETTLING));
        if (oldest.isMissingNode() || late || oldest.asDouble() >= shifted.toEpochMilli() / 1000.0) {
            state.number(SETTLED, 1);
        }
        return oldest.isMissingNode() || late;
    }

    private static void add(GateState state, String side, RequestTally fresh, boolean counts) {
        if (counts) {
            RequestTally sum = state.tally(side);
            sum.add(fresh);
            state.tally(side, sum);
        }
        state.tally(side + "Now", fresh);
        RequestTally watched = state.tally(side + "Watched");
        watched.count(fresh.requests(), fresh.errors());
        state.tally(side + "Watched", watched);
    }

    /** One entry of the course over time, for the report and for whoever watches. */
    private void note(GateState state) {
        Instant now = clock.instant();
        var report = TrafficJudge.judge(settings.counts(state, state.time("end").orElse(now)));
        var json = report.toJson();
        var point = state.series().addObject().put("time", now.toString());
        point.put("phase", state.phase().name());
        point.set("requests", json.path("counts"));
        point.set("share", json.path("share"));
        point.set("p95", json.path("p95"));
        point.put("verdict", report.verdict().name());
    }

    /** Counts all requests since the shift; production's first numbers may even have begun before it. */
    static void judgeAllWatched(GateState state) {
        for (String side : SIDES) {
            state.tally(side, state.tally(side + "Watched"));
        }
    }

    /** Begins counting anew: what was seen while warming up is no evidence; it stays watched, since users felt it. */
    static void reset(GateState state) {
        for (String side : SIDES) {
            state.tally(side, new RequestTally());
        }
    }
}
