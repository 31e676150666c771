package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.OptionalLong;
import org.apache.commons.numbers.gamma.LogBeta;

/**
 * Exact, distribution-free bounds for the ratio of two quantiles from two samples of sizes n and m.
 *
 * <p>Production's q-quantile is estimated by its order statistic of rank r = ceil(q m), above which the true share of
 * production is Beta(m - r + 1, r). If the candidate's latencies are production's times rho, the number of candidate
 * values above rho times that order statistic is therefore beta-binomial, whatever the distribution: the exceedance
 * (precedence) test of two samples (Balakrishnan and Ng, "Precedence-Type Tests", 2006). Inverting it gives the two ranks
 * of the candidate whose values, divided by production's estimate, bound rho from below and above. The uncertainty of
 * production's own estimate is inside, so small or equal shares are as safe as 5 %.
 */
final class Ranks {
    /** More values than this are taken for this many: fewer make bounds wider, never wrong, and time is bounded. */
    private static final long MOST = 10_000_000;

    /** Beyond it the logarithms of Beta lose their last digits. */
    private static final long MOST_OTHERS = 2_000_000_000L;

    private final long counted;
    private final long n;
    private final double a;
    private final double b;

    /** @param n candidate values, m production values, both at least 1 */
    Ranks(double q, long n, long m) {
        long others = Math.min(m, MOST_OTHERS);
        long r = Quantile.rank(q, others);
        this.counted = n;
        this.n = Math.min(n, MOST);
        this.a = others - r + 1.0;
        this.b = r;
    }

    /** The candidate's 1-based rank whose value bounds the ratio from below with error probability at most alpha. */
    OptionalLong lower(double alpha) {
        double cumulative = 0;
        double log = logOfNone();
        for (long k = 0; k <= n; k++) {
            if (1 - cumulative <= alpha) {
                return OptionalLong.of(rank(n - k + 1));
            }
            cumulative += Math.exp(log);
            log += step(k);
        }
        return OptionalLong.empty();
    }

    /** The candidate's 1-based rank whose value bounds the ratio from above; empty where n is too small for one. */
    OptionalLong upper(double alpha) {
        double cumulative = 0;
        double log = logOfNone();
        for (long k = 0; k <= n; k++) {
            cumulative += Math.exp(log);
            if (cumulative > alpha) {
                return k == 0 ? OptionalLong.empty() : OptionalLong.of(rank(n - k + 1));
            }
            log += step(k);
        }
        return OptionalLong.empty();
    }

    /** The rank among all counted values that stands where this one does among n. */
    private long rank(long among) {
        return n == counted ? among : Math.min(counted, (long) Math.ceil((double) among / n * counted));
    }

    /** log P(no candidate value exceeds). */
    private double logOfNone() {
        return LogBeta.value(a, b + n) - LogBeta.value(a, b);
    }

    /** log P(k + 1) - log P(k). */
    private double step(long k) {
        return Math.log((n - k) / (k + 1.0) * ((a + k) / (b + n - k - 1)));
    }
}
