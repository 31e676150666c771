package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/** Adds what happened since the last look to the state; metrics that are lost or make no sense end the test. */
final class Counting {
    private static final int LOST_LOOKS = 3;

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

    /** @param counted whether anything was: not by the first look, which marks the beginning, and not without an answer */
    record Look(TrafficGateState state, boolean counted) {}

    /** Whether the source answers at all; nothing is counted. */
    void tryOut(TrafficGateState state) throws DeliveryException, InterruptedException {
        source.observe(state.counted().looks().cursor());
    }

    Look look(TrafficGateState state) throws InterruptedException {
        CountedTraffic before = state.counted();
        TrafficSource.Observation seen;
        try {
            seen = source.observe(before.looks().cursor());
        } catch (UnreachableException e) {
            int lost = before.looks().lost() + 1;
            TrafficGateState next = state.with(before.lost(lost));
            return new Look(lost >= LOST_LOOKS ? next.aborted("METRICS_LOST: " + e.getMessage()) : next, false);
        } catch (DeliveryException e) {
            return new Look(state.aborted("METRICS_UNUSABLE: " + e.getMessage()), false);
        }
        if (!before.looks().baselined()) {
            return new Look(state.with(before.from(seen.cursor())), false);
        }
        Instant now = clock.instant();
        Instant shifted = state.times().shifted().orElse(now);
        OptionalDouble oldest = seen.cursor().oldest();
        // counters are as old as their scrape: the first ones scraped after the shift still bring requests from before
        // it,
        // which would look like too small a share
        boolean late = oldest.isEmpty() || !now.isBefore(shifted.plus(SETTLING));
        boolean counts = before.looks().settled() || late;
        boolean settled = counts || oldest.getAsDouble() >= shifted.toEpochMilli() / 1000.0;
        CountedTraffic next = before.at(seen.cursor(), settled).plus(seen.candidate(), seen.production(), counts);
        return new Look(noted(state.with(next), now), true);
    }

    /** One entry of the course over time. */
    private TrafficGateState noted(TrafficGateState state, Instant now) {
        TrafficReport.Document report = TrafficJudge.judge(
                        settings.counts(state, state.times().end().orElse(now)))
                .document();
        return state.with(new TrafficGateState.Point(
                now, state.phase(), report.counts(), report.share(), report.p95(), report.verdict()));
    }

    /** Judges all requests since the shift; production's first numbers may even have begun before it. */
    static TrafficGateState judgeAllWatched(TrafficGateState state) {
        CountedTraffic counted = state.counted();
        CountedTraffic.Watched all = counted.watched();
        return state.with(counted.judging(all.candidateWatched(), all.productionWatched()));
    }
}
