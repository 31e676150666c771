package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;

/**
 * What a candidate must keep under live traffic.
 *
 * @param p95Increase how much slower than production its 95th percentile may be, as a fraction above 0 (0.15 = 15 %)
 * @param errorRate highest share of failed requests, 0 to below 1
 * @param minRequests fewest requests to the candidate on which the error rule may pass, at least 1
 */
public record Limits(double p95Increase, double errorRate, long minRequests) {
    public static final Limits DEFAULT = new Limits(0.15, 0.001, 1000);

    /** Fewest timed requests on which the p95 rule may pass. */
    static final int MIN_TIMED = 100;

    public Limits {
        if (!(p95Increase > 0 && p95Increase <= 100)) {
            throw new IllegalArgumentException(
                    "limit p95Increase is " + p95Increase + "; a fraction above 0 was expected");
        }
        if (!(errorRate >= 0 && errorRate < 1)) {
            throw new IllegalArgumentException("limit errorRate is " + errorRate + "; 0 to below 1 was expected");
        }
        if (minRequests < 1) {
            throw new IllegalArgumentException("limit minRequests is " + minRequests + "; at least 1 was expected");
        }
    }

    /** The same as the constructor, with a failure that a user can act on. */
    public static Limits of(double p95Increase, double errorRate, long minRequests) throws BadInputException {
        try {
            return new Limits(p95Increase, errorRate, minRequests);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage(), e);
        }
    }

    /** The largest allowed ratio of the two 95th percentiles. */
    double ratio() {
        return 1 + p95Increase;
    }

    /** The ratio that must not slip through: twice the allowed increase. */
    double badRatio() {
        return 1 + 2 * p95Increase;
    }

    /** Widest bucket, as upper over lower edge, in which an interpolated quantile is precise enough. */
    double resolution() {
        return 1 + p95Increase / 2;
    }
}
