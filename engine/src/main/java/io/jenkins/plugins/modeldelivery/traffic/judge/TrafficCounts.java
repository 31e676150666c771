package io.jenkins.plugins.modeldelivery.traffic.judge;

import java.util.OptionalDouble;

/**
 * Everything that a verdict on live traffic depends on (document {@code traffic-counts}).
 *
 * @param windowSeconds how long was counted, above 0; empty where unknown
 * @param expectedShare the candidate's intended share of all counted requests, 0 to 1 exclusive
 * @param certify whether PASS demands confidence bounds inside the limits instead of point estimates
 */
public record TrafficCounts(
        OptionalDouble windowSeconds,
        double expectedShare,
        Limits limits,
        boolean certify,
        Side candidate,
        Side production) {
    /** The share of live traffic where nothing else is said. */
    public static final double DEFAULT_SHARE = 0.05;

    public TrafficCounts {
        if (!(expectedShare > 0 && expectedShare < 1)) {
            throw new IllegalArgumentException("A share of " + expectedShare);
        }
    }
}
