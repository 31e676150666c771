package io.jenkins.plugins.modeldelivery.statistics;

import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** Nearest-rank quantiles and distribution-free bounds for them by order statistics (David and Nagaraja, section 7.1). */
public final class Quantile {
    private Quantile() {}

    /** The 1-based rank of the nearest-rank q-quantile of n values: ceil(q n), at least 1. */
    public static long rank(double q, long n) {
        if (!(q > 0 && q <= 1) || n < 1) {
            throw new IllegalArgumentException("No quantile " + q + " of " + n + " values");
        }
        // q*n computed in binary can land just above a whole number (0.95*20); a relative epsilon takes that back
        return Math.max(1, (long) Math.ceil(q * n * (1 - 1e-12)));
    }

    /**
     * The 1-based rank whose order statistic is an upper confidence bound for the q-quantile: the smallest u with
     * P(Bin(n, q) >= u) at most 1 - confidence. Empty where n is too small for one (below 59 for p95 at 95 %).
     */
    public static OptionalLong upperBoundRank(double q, int n, double confidence) {
        BinomialDistribution below = BinomialDistribution.of(n, q);
        int u = below.inverseCumulativeProbability(confidence) + 1;
        while (u > 1 && below.survivalProbability(u - 2) <= 1 - confidence) {
            u--;
        }
        while (u <= n && below.survivalProbability(u - 1) > 1 - confidence) {
            u++;
        }
        return u <= n ? OptionalLong.of(u) : OptionalLong.empty();
    }

    /** The 1-based rank whose order statistic is a lower bound: the largest l with P(Bin(n, q) <= l - 1) at most 1 - confidence. */
    public static OptionalLong lowerBoundRank(double q, int n, double confidence) {
        BinomialDistribution below = BinomialDistribution.of(n, q);
        int l = below.inverseCumulativeProbability(1 - confidence) + 1;
        while (l >= 1 && below.cumulativeProbability(l - 1) > 1 - confidence) {
            l--;
        }
        return l >= 1 ? OptionalLong.of(l) : OptionalLong.empty();
    }
}
