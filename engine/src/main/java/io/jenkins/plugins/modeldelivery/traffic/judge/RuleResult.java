package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.verdict.Verdict;

/**
 * One rule's answer.
 *
 * @param rule short name: "split", "errors", "p95", "data"
 * @param reason one line; for PASS what was observed
 * @param needed candidate requests that would have been enough, 0 where more requests would not help
 */
record RuleResult(String rule, Verdict verdict, String reason, long needed) {
    static RuleResult pass(String rule, String reason) {
        return new RuleResult(rule, Verdict.PASS, reason, 0);
    }

    static RuleResult fail(String rule, String reason) {
        return new RuleResult(rule, Verdict.FAIL, reason, 0);
    }

    static RuleResult inconclusive(String rule, String reason, double needed) {
        return new RuleResult(rule, Verdict.INCONCLUSIVE, reason, (long) Math.min(1e12, Math.ceil(needed)));
    }
}
