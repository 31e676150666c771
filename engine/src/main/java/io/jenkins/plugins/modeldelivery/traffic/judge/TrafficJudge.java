package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.traffic.judge.P95Rule.P95;
import java.util.List;

/** Counts in, verdict out: FAIL if any rule fails, PASS only if all pass, else INCONCLUSIVE. */
public final class TrafficJudge {
    private TrafficJudge() {}

    public static TrafficReport judge(TrafficCounts counts) {
        P95Rule p95Rule = new P95Rule(counts);
        P95 p95 = p95Rule.estimate();
        List<RuleResult> rules =
                List.of(ErrorRule.judge(counts), p95Rule.judge(), SplitRule.judge(counts), DataRule.judge(counts));
        return new TrafficReport(counts, rules, p95);
    }
}
