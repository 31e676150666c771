package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.traffic.judge.Latencies.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The 95th percentile against production's. With R the allowed ratio (1.15) and B = 2R - 1 the ratio that must not slip
 * through (1.30), and bounds from {@link Ranks} that hold for buckets too because each order statistic is known to lie
 * between the edges of its bucket:
 *
 * <ul>
 *   <li>FAIL: the 95 % lower bound is above R, and the 99.9 % lower bound above 1 (99.999 % while too few requests rule
 *       PASS out, where otherwise the few wrong answers would be the only ones);
 *   <li>PASS: the point estimate is at most R, the 99.5 % upper bound is below B (99.9 % below 1,000 timed requests, where
 *       FAIL is rarer and the few wrong answers would weigh more), and the buckets are narrow enough (upper over lower
 *       edge at most 1 + increase/2) or their edges decide alone; with certify the 95 % upper bound is at most R;
 *   <li>else INCONCLUSIVE.
 * </ul>
 *
 * So for exact samples, and where bucket edges decide, P(FAIL) at equal latency is at most 0.1 % and P(PASS) at B at most
 * 0.5 % for any distribution and sample size, given independent requests and a pure slowdown; within narrow buckets, where
 * values are interpolated, that is approximate.
 */
final class P95Rule {
    private static final double Q = 0.95;
    private static final double ALPHA = 0.05;
    private static final double STRICT = 0.001;
    private static final double STRICTEST = 0.00001;
    private static final double MISS = 0.005;
    private static final int MANY = 1000;
    private static final String NAME = "p95";

    private final TrafficCounts counts;
    private final Limits limits;
    private final Latencies candidate;
    private final Latencies production;

    P95Rule(TrafficCounts counts) {
        this.counts = counts;
        this.limits = counts.limits();
        this.candidate = counts.candidate().latencies();
        this.production = counts.production().latencies();
    }

    /** @param ratio of the point estimates; NaN where there is none; bounds at 95 % each, 0 and infinity where open */
    record P95(double candidate, double production, double ratio, double lower, double upper) {
        static final P95 UNKNOWN = new P95(Double.NaN, Double.NaN, Double.NaN, 0, Double.POSITIVE_INFINITY);
    }

    P95 estimate() {
        if (candidate.count() == 0 || production.count() == 0) {
            return P95.UNKNOWN;
        }
        double own = candidate.quantile(Q).estimate();
        double other = production.quantile(Q).estimate();
        return new P95(own, other, divide(own, other), lower(ALPHA), upper(ALPHA));
    }

    RuleResult judge() {
        if (candidate.count() == 0 || production.count() == 0) {
            String empty = candidate.count() == 0 ? "candidate" : "production";
            return RuleResult.inconclusive(
                    NAME, "SAMPLES: no latency of the " + empty + " was measured", limits.minRequests());
        }
        P95 p95 = estimate();
        String seen = "p95 is " + Numbers.latency(p95.candidate()) + " against production's "
                + Numbers.latency(p95.production()) + " (" + Numbers.increase(p95.ratio()) + ", limit "
                + Numbers.increase(limits.ratio()) + ")";
        boolean passPossible = counts.candidate().requests() >= limits.minRequests();
        if (p95.lower() > limits.ratio() && lower(passPossible ? STRICT : STRICTEST) > 1) {
            return RuleResult.fail(NAME, seen + "; at 95 % confidence at least " + Numbers.increase(p95.lower()));
        }
        Interval own = candidate.quantile(Q);
        Interval other = production.quantile(Q);
        boolean narrow = own.within(limits.resolution()) && other.within(limits.resolution());
        boolean edgesDecide = divide(own.high(), other.low()) <= limits.ratio();
        if (!narrow && !edgesDecide) {
            return RuleResult.inconclusive(NAME, Resolution.explain(own, other, limits, seen), 0);
        }
        if (!(p95.ratio() <= limits.ratio())) {
            return RuleResult.inconclusive(NAME, "SAMPLES: " + seen + "; that may still be chance", enough(p95));
        }
        if (candidate.count() < Limits.MIN_TIMED || !(upper(miss()) < limits.badRatio())) {
            return RuleResult.inconclusive(
                    NAME,
                    "SAMPLES: " + seen + "; too few to rule out " + Numbers.increase(limits.badRatio()),
                    enough(p95));
        }
        if (counts.certify() && !(p95.upper() <= limits.ratio())) {
            return RuleResult.inconclusive(
                    NAME, "SAMPLES: " + seen + "; the 95 % bound is " + Numbers.increase(p95.upper()), enough(p95));
        }
        return RuleResult.pass(NAME, seen);
    }

    /** How often a candidate that is slower by the ratio that must not slip through may pass. */
    private double miss() {
        return candidate.count() < MANY ? STRICT : MISS;
    }

    private double lower(double alpha) {
        OptionalLong rank = new Ranks(Q, candidate.count(), production.count()).lower(alpha);
        return rank.isEmpty()
                ? 0
                : divide(
                        candidate.atRank(rank.getAsLong()).lowest(limits.resolution()),
                        production.quantile(Q).highest(limits.resolution()));
    }

    private double upper(double alpha) {
        OptionalLong rank = new Ranks(Q, candidate.count(), production.count()).upper(alpha);
        return rank.isEmpty()
                ? Double.POSITIVE_INFINITY
                : divide(
                        candidate.atRank(rank.getAsLong()).highest(limits.resolution()),
                        production.quantile(Q).lowest(limits.resolution()));
    }

    /** 0/0 tells nothing and is never below a limit; two infinite edges neither. */
    private static double divide(double own, double other) {
        return own / other;
    }

    /**
     * Candidate requests after which the bound in question would be inside its limit if the point estimate stayed: bounds
     * shrink with the square root of the sample size.
     */
    private double enough(P95 p95) {
        double now = candidate.count();
        double gap;
        double room;
        if (p95.ratio() > limits.ratio()) {
            gap = Math.log(p95.ratio() / Math.max(p95.lower(), p95.ratio() / 10));
            room = Math.log(p95.ratio() / limits.ratio());
        } else {
            double bound = upper(counts.certify() ? ALPHA : miss());
            double ratio = Math.max(p95.ratio(), 1 / limits.badRatio());
            gap = Math.log(Math.min(bound, 3 * limits.badRatio()) / ratio);
            room = Math.log((counts.certify() ? limits.ratio() : limits.badRatio()) / ratio);
        }
        // where the estimate sits on the limit itself no number of requests decides; a hundredfold is said instead
        double factor = room > 0 ? Math.min(100, Math.max(1, (gap / room) * (gap / room))) : 100;
        return Math.max(limits.minRequests(), Math.max(Math.log(STRICT) / Math.log(Q), now * factor));
    }

    /** Says which histogram buckets are too wide for the p95 rule, and which edges would make them narrow enough. */
    static final class Resolution {
        /** Steps a little finer than the limit, so that edges rounded to three digits stay within it. */
        private static final double MARGIN = 0.9;

        private static final int MOST_EDGES = 24;

        private Resolution() {}

        static String explain(Interval candidate, Interval production, Limits limits, String seen) {
            List<String> edges = new ArrayList<>();
            List<String> wide = new ArrayList<>();
            describe("candidate", candidate, limits, wide, edges);
            if (!production.equals(candidate)) {
                describe("production", production, limits, wide, edges);
            } else {
                wide.set(0, wide.get(0).replace("candidate's p95 lies", "both p95 lie"));
            }
            return "RESOLUTION: " + seen + ", but " + String.join(" and ", wide)
                    + ": too wide to tell " + Numbers.increase(limits.ratio())
                    + "; more requests will not help, add bucket edges (s) " + String.join(", ", edges)
                    + " or use native histograms of schema " + schema(limits) + " or finer";
        }

        private static void describe(String side, Interval at, Limits limits, List<String> wide, List<String> edges) {
            if (at.within(limits.resolution())) {
                return;
            }
            wide.add(side + "'s p95 lies in the bucket (" + Numbers.rate(at.low()) + ", "
                    + (Double.isInfinite(at.high()) ? "+Inf" : Numbers.rate(at.high())) + "] s");
            double high = Double.isInfinite(at.high()) ? Math.max(1e-3, 2 * at.low()) : at.high();
            double low = at.low() <= 0 ? high / 2 : at.low();
            double step = 1 + (limits.resolution() - 1) * MARGIN;
            int parts = (int) Math.min(MOST_EDGES, Math.ceil(Math.log(high / low) / Math.log(step)));
            for (int i = at.low() <= 0 ? 0 : 1; i < parts; i++) {
                String edge = Numbers.rate(low * Math.pow(high / low, (double) i / parts));
                if (!edges.contains(edge)) {
                    edges.add(edge);
                }
            }
            if (Double.isInfinite(at.high())) {
                edges.add(Numbers.rate(high));
            }
        }

        /** The coarsest native-histogram schema whose factor 2^(2^-schema) is narrow enough. */
        private static int schema(Limits limits) {
            int schema = 0;
            while (schema < 8 && Math.pow(2, Math.pow(2, -schema)) > limits.resolution()) {
                schema++;
            }
            return schema;
        }
    }
}
