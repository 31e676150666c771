package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What a traffic gate is asked to do.
 *
 * @param expectedShare the candidate's share of all counted requests
 * @param window how long is counted after the warm-up
 * @param maxWindow to where an undecided window may be extended
 * @param warmUp not counted, at the beginning
 * @param interval between two looks
 * @param holder who asks, for the lease: a build's URL
 */
public record GateSettings(
        RouteRequest route,
        Limits limits,
        boolean certify,
        double expectedShare,
        Duration window,
        Duration maxWindow,
        Duration warmUp,
        Duration interval,
        String holder) {
    /** How long after the longest possible end anybody may restore. */
    static final Duration GRACE = Duration.ofSeconds(120);

    /** How long a lease on the route is asked for: the longest possible test and a grace. */
    public Duration longest() {
        return warmUp.plus(latest()).plus(GRACE);
    }

    /** To where an undecided window may really be extended: no further than the lease can hold the route. */
    Duration latest() {
        Duration held = Lease.LONGEST.minus(GRACE).minus(warmUp);
        return maxWindow.compareTo(held) < 0 ? maxWindow : held;
    }

    /** @throws BadInputException when the numbers do not fit together */
    public void check() throws BadInputException {
        if (window.isNegative() || window.isZero() || interval.isNegative() || interval.isZero()) {
            throw new BadInputException("A window of " + window.toMillis() + " ms, looked at every "
                    + interval.toMillis() + " ms; both must be longer than 0");
        }
        if (maxWindow.compareTo(window) < 0) {
            throw new BadInputException("maxWindow " + maxWindow + " is shorter than window " + window);
        }
        if (!(expectedShare > 0 && expectedShare < 1)) {
            throw new BadInputException("share " + expectedShare + "; above 0 and below 1 was expected");
        }
    }

    /** @throws BadInputException when the route would be kept for longer than a lease may hold it */
    void checkLease() throws BadInputException {
        if (window.compareTo(latest()) > 0) {
            throw new BadInputException("A warm-up of " + warmUp.toSeconds() + " s and a window of "
                    + window.toSeconds() + " s would hold the route for longer than " + Lease.LONGEST.toHours()
                    + " h; shorten the window");
        }
    }

    /** What the state has counted up to a time, as the judge takes it. */
    TrafficCounts counts(TrafficGateState state, Instant end) {
        Instant begin = state.times().begin().or(() -> state.times().shifted()).orElse(end);
        double seconds = Duration.between(begin, end).toMillis() / 1000.0;
        return new TrafficCounts(
                seconds > 0 ? OptionalDouble.of(seconds) : OptionalDouble.empty(),
                expectedShare,
                limits,
                certify,
                state.counted().judged().candidate().toSide(),
                state.counted().judged().production().toSide());
    }
}
