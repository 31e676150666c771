package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.traffic.metrics.ScrapeTimes;
import java.time.Duration;
import java.time.Instant;

/**
 * Production's first numbers after a test that the candidate's errors ended. Each counter is scraped at its own moment, so
 * production's may still be to come when the candidate's have ended the test, and without them nobody can tell whether
 * production fails too. The route is back by then: waiting for them keeps the verdict, but no user.
 */
final class LateProduction {
    /** After that a counter is not late any more, but gone. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private LateProduction() {}

    static boolean isAwaited(GateState state, Instant now) {
        boolean failed = state.abort().filter(GateWatch::isErrors).isPresent();
        boolean scraped =
                ScrapeTimes.of(state.times().path(Counting.PRODUCTION)).isPresent();
        return failed
                && scraped
                && state.tally(Counting.PRODUCTION).requests() == 0
                && now.isBefore(state.time("end").orElse(now).plus(LONGEST));
    }
}
