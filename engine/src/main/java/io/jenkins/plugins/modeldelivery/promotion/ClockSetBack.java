package io.jenkins.plugins.modeldelivery.promotion;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock that was set back since the last step, by NTP or between two processes: what lies further ahead than it can lies
 * there by the old time, and is counted anew. So a limit lasts at most twice, whatever the clock is set to.
 */
final class ClockSetBack {
    private ClockSetBack() {}

    /** @param rollout how long a phase may last */
    static Delivery follow(Delivery d, Instant now, Duration rollout) {
        if (d.phase() == Phase.PREPARED || d.isDone()) {
            return d;
        }
        Delivery kept = d.since().isAfter(now) ? d.since(now) : d;
        Instant latest = now.plus(rollout);
        return kept.deadline().isAfter(latest) ? kept.until(latest) : kept;
    }
}
