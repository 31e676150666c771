package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.traffic.judge.Latencies.Interval;
import java.util.ArrayList;
import java.util.List;

/** Says which histogram buckets are too wide for the p95 rule, and which edges would make them narrow enough. */
final class Resolution {
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
                + ": too wide to tell " + ReasonText.increase(limits.ratio())
                + "; more requests will not help, add bucket edges (s) " + String.join(", ", edges)
                + " or use native histograms of schema " + schema(limits) + " or finer";
    }

    private static void describe(String side, Interval at, Limits limits, List<String> wide, List<String> edges) {
        if (at.within(limits.resolution())) {
            return;
        }
        wide.add(side + "'s p95 lies in the bucket (" + ReasonText.digits(at.low()) + ", "
                + (Double.isInfinite(at.high()) ? "+Inf" : ReasonText.digits(at.high())) + "] s");
        double high = Double.isInfinite(at.high()) ? Math.max(1e-3, 2 * at.low()) : at.high();
        double low = at.low() <= 0 ? high / 2 : at.low();
        double step = 1 + (limits.resolution() - 1) * MARGIN;
        int parts = (int) Math.min(MOST_EDGES, Math.ceil(Math.log(high / low) / Math.log(step)));
        for (int i = at.low() <= 0 ? 0 : 1; i < parts; i++) {
            String edge = ReasonText.digits(low * Math.pow(high / low, (double) i / parts));
            if (!edges.contains(edge)) {
                edges.add(edge);
            }
        }
        if (Double.isInfinite(at.high())) {
            edges.add(ReasonText.digits(high));
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
