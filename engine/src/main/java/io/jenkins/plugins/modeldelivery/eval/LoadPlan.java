package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How requests are sent.
 *
 * @param concurrency most requests under way at a time, at least 1
 * @param rate requests a second that are started whatever the answers do (open loop); empty for a closed loop, in which
 *     each of {@code concurrency} senders waits for its answer before it sends the next request
 * @param warmUp requests with the first rows that are sent before and not counted
 * @param timeout for one try, from its start to the last byte of its answer
 * @param retries how often a try that failed for a passing reason is repeated; 0 is what an evaluation wants
 */
public record LoadPlan(int concurrency, OptionalDouble rate, int warmUp, Duration timeout, int retries) {
    private static final int MOST_CONCURRENT = 10_000;
    private static final int MOST_RETRIES = 10;

    /** A plan whose numbers make sense. */
    public static LoadPlan of(int concurrency, OptionalDouble rate, int warmUp, Duration timeout, int retries)
            throws BadInputException {
        require(concurrency >= 1 && concurrency <= MOST_CONCURRENT, "concurrency", "1 to " + MOST_CONCURRENT);
        require(
                rate.isEmpty() || rate.getAsDouble() > 0 && Double.isFinite(rate.getAsDouble()),
                "rate",
                "a positive number of requests a second");
        require(warmUp >= 0, "warm-up", "0 or more requests");
        require(timeout.toMillis() > 0, "timeout", "more than nothing, for example 30s");
        require(retries >= 0 && retries <= MOST_RETRIES, "retries", "0 to " + MOST_RETRIES);
        return new LoadPlan(concurrency, rate, warmUp, timeout, retries);
    }

    private static void require(boolean holds, String what, String expected) throws BadInputException {
        if (!holds) {
            throw new BadInputException("the " + what + " of an evaluation run must be " + expected);
        }
    }

    boolean isOpen() {
        return rate.isPresent();
    }
}
