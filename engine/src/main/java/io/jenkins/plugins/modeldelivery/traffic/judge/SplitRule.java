package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;

/** Whether the traffic was really split: the Wilson interval of the share must touch [half, twice] the intended one. */
public final class SplitRule {
    private static final double CONFIDENCE = 0.975;
    private static final String NAME = "split";

    private SplitRule() {}

    static RuleResult judge(TrafficCounts counts) {
        long candidate = counts.candidate().requests();
        long all = candidate + counts.production().requests();
        if (all == 0) {
            return RuleResult.inconclusive(NAME, "SPLIT: no request was counted on either side", 0);
        }
        String seen = "the candidate got " + Numbers.percent((double) candidate / all) + " of " + Numbers.count(all)
                + " requests, " + Numbers.percent(counts.expectedShare()) + " were meant";
        if (isOff(candidate, all, counts.expectedShare())) {
            return RuleResult.inconclusive(
                    NAME, "SPLIT: " + seen + "; the route does not do what it says, or the selectors are wrong", 0);
        }
        return RuleResult.pass(NAME, seen);
    }

    /** Whether a share is beyond doubt outside [half, twice] of what was meant. */
    public static boolean isOff(long candidate, long all, double expected) {
        Proportion share = new Proportion(candidate, all);
        return share.wilsonUpper(CONFIDENCE) < expected / 2
                || share.wilsonLower(CONFIDENCE) > Math.min(1, 2 * expected);
    }
}
