package io.jenkins.plugins.modeldelivery.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A clock that was set back since the last look, by NTP or between two processes: the test's times go back with it, as if no
 * time had passed in between. So the window is at least as long as it says, and the test does not last for as much longer as
 * the clock was set back. What others were told, the lease's end, stays: which of the clocks is right nobody knows here.
 */
final class ClockWatch {
    private static final String LOOKED = "looked";
    private static final String SET_BACK = "clockSetBackSeconds";
    private static final List<String> TIMES =
            List.of("shifted", "begin", "deadline", "end", "restored", SplitWatch.ACCEPTED, SplitWatch.OFF_SINCE);

    private ClockWatch() {}

    /** To be called at the beginning of every step, and with its time. */
    static void follow(GateState state, Instant now) {
        Optional<Instant> last = state.time(LOOKED);
        if (last.isPresent() && now.isBefore(last.get())) {
            Duration back = Duration.between(now, last.get());
            for (String key : TIMES) {
                state.time(key).ifPresent(time -> state.time(key, time.minus(back)));
            }
            long seconds = Math.max(1, back.toSeconds());
            state.number(SET_BACK, (int) Math.min(Integer.MAX_VALUE, state.number(SET_BACK) + seconds));
        }
        state.time(LOOKED, now);
    }

    /** For whoever compares the report's times with those of other logs. */
    static Optional<String> warning(GateState state) {
        int seconds = state.number(SET_BACK);
        return seconds == 0
                ? Optional.empty()
                : Optional.of("CLOCK_SET_BACK: this machine's clock was set back by " + seconds
                        + " s during the test; its window was counted in full");
    }
}
