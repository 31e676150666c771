package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import java.util.OptionalLong;

/**
 * Reasons to stop a test at once that a verdict over the whole window would only see late. Each is so strict that hundreds
 * of looks together hardly ever raise a false alarm: 0.01 % a look for errors, 0.001 % a block for latencies.
 */
public final class EarlyAbort {
    /** So many failed requests in a row are reason enough, whatever went well before. */
    public static final int CONSECUTIVE = 5;

    private static final double Q = 0.95;
    private static final double ERROR_CONFIDENCE = 0.9999;
    private static final double LATENCY_ALPHA = 0.00001;

    private EarlyAbort() {}

    /**
     * Whether the requests since the last look fail so often that chance under the limit is ruled out. The sequential test
     * weighs a late failure against all successes before; this one does not.
     */
    public static boolean sudden(long requests, long errors, Limits limits) {
        return errors >= 2
                && requests > 0
                && new Proportion(errors, requests).exactLower(ERROR_CONFIDENCE) > limits.errorRate();
    }

    /** Whether the p95 of the recent latencies is beyond doubt above twice the allowed increase over the reference's. */
    public static boolean slowed(Latencies recent, Latencies reference, Limits limits) {
        if (recent.count() == 0 || reference.count() == 0) {
            return false;
        }
        OptionalLong rank = new Ranks(Q, recent.count(), reference.count()).lower(LATENCY_ALPHA);
        return rank.isPresent()
                && recent.atRank(rank.getAsLong()).lowest(limits.resolution())
                        > limits.badRatio() * reference.quantile(Q).highest(limits.resolution());
    }
}
