package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When what happened in a traffic gate, or is to happen.
 *
 * @param until when anybody may restore; empty before the shift is prepared
 * @param begin when counting began, after the warm-up
 * @param deadline when it is to end
 * @param end when it ended
 * @param looked when the last step began
 * @param clockSetBackSeconds by how much the clock was set back during the test
 */
record GateTimes(
        Optional<Instant> until,
        Optional<Instant> shifted,
        Optional<Instant> begin,
        Optional<Instant> deadline,
        Optional<Instant> end,
        Optional<Instant> restored,
        Optional<Instant> looked,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int clockSetBackSeconds) {
    /** The same as if so much time had not passed; what others were told, the lease's end, stays. */
    GateTimes minus(Duration back) {
        return new GateTimes(
                until,
                earlier(shifted, back),
                earlier(begin, back),
                earlier(deadline, back),
                earlier(end, back),
                earlier(restored, back),
                looked,
                (int) Math.min(Integer.MAX_VALUE, clockSetBackSeconds + Math.max(1, back.toSeconds())));
    }

    GateTimes looked(Instant now) {
        return new GateTimes(until, shifted, begin, deadline, end, restored, Optional.of(now), clockSetBackSeconds);
    }

    GateTimes until(Instant time) {
        return new GateTimes(Optional.of(time), shifted, begin, deadline, end, restored, looked, clockSetBackSeconds);
    }

    GateTimes shifted(Instant time) {
        return new GateTimes(until, Optional.of(time), begin, deadline, end, restored, looked, clockSetBackSeconds);
    }

    GateTimes window(Instant from, Instant to) {
        return new GateTimes(
                until, shifted, Optional.of(from), Optional.of(to), end, restored, looked, clockSetBackSeconds);
    }

    GateTimes deadline(Instant time) {
        return new GateTimes(until, shifted, begin, Optional.of(time), end, restored, looked, clockSetBackSeconds);
    }

    GateTimes end(Instant time) {
        return new GateTimes(until, shifted, begin, deadline, Optional.of(time), restored, looked, clockSetBackSeconds);
    }

    GateTimes restored(Instant time) {
        return new GateTimes(until, shifted, begin, deadline, end, Optional.of(time), looked, clockSetBackSeconds);
    }

    static Optional<Instant> earlier(Optional<Instant> time, Duration back) {
        return time.map(instant -> instant.minus(back));
    }
}
