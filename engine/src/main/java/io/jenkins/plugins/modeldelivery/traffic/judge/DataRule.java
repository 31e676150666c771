package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.rendering.Numbers;

/** Whether requests and latencies tell of the same traffic: nearly every request must have been timed, none twice. */
final class DataRule {
    private static final double TOLERANCE = 0.05;
    private static final String NAME = "data";

    private DataRule() {}

    static RuleResult judge(TrafficCounts counts) {
        RuleResult candidate = judge("candidate", counts.candidate());
        return candidate != null ? candidate : orPass(judge("production", counts.production()));
    }

    private static RuleResult orPass(RuleResult result) {
        return result != null ? result : RuleResult.pass(NAME, "requests and latencies agree");
    }

    private static RuleResult judge(String side, Side counted) {
        long timed = counted.latencies().count();
        double off = Math.abs(timed - counted.requests());
        if (timed > 0 && off > Math.max(2, TOLERANCE * counted.requests())) {
            return RuleResult.inconclusive(
                    NAME,
                    "PARTIAL: the " + side + " has " + Numbers.count(counted.requests()) + " requests but "
                            + Numbers.count(timed) + " latencies; count and time the same requests",
                    0);
        }
        return null;
    }
}
