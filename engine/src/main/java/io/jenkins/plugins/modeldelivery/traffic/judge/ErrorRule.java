package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;

/**
 * Failed requests: FAIL when the exact lower bound (Clopper-Pearson, 95 % one-sided) is above the limit; PASS when the
 * point estimate keeps it on enough requests (with certify: the upper bound too); else INCONCLUSIVE. Production that
 * itself breaks the limit makes the comparison INCONCLUSIVE, unless that may be chance and the candidate is beyond doubt
 * worse.
 */
final class ErrorRule {
    static final double CONFIDENCE = 0.95;
    private static final double BEYOND_DOUBT = 0.001;
    private static final String NAME = "errors";

    private ErrorRule() {}

    static RuleResult judge(TrafficCounts counts) {
        Side candidate = counts.candidate();
        Side production = counts.production();
        Limits limits = counts.limits();
        long enough = Math.max(limits.minRequests(), enough(candidate.errors(), limits, counts.certify()));
        if (candidate.requests() == 0 || production.requests() == 0) {
            String empty = candidate.requests() == 0 ? "the candidate" : "production";
            return RuleResult.inconclusive(NAME, "SAMPLES: " + empty + " answered no request at all", enough);
        }
        Proportion observed = new Proportion(candidate.errors(), candidate.requests());
        String seen = Numbers.count(candidate.errors()) + " of " + Numbers.count(candidate.requests())
                + " requests failed (" + Numbers.percent(observed.estimate()) + ", limit "
                + Numbers.percent(limits.errorRate()) + ")";
        boolean breaks = observed.exactLower(CONFIDENCE) > limits.errorRate();
        if (production.errorShare() > limits.errorRate() && !(breaks && beyondDoubt(counts))) {
            return RuleResult.inconclusive(
                    NAME,
                    "BASELINE_UNHEALTHY: production itself fails " + Numbers.percent(production.errorShare())
                            + " of requests (limit " + Numbers.percent(limits.errorRate())
                            + "); repair it before comparing, the candidate has "
                            + Numbers.percent(observed.estimate()),
                    0);
        }
        if (breaks) {
            return RuleResult.fail(
                    NAME, seen + "; at 95 % confidence at least " + Numbers.percent(observed.exactLower(CONFIDENCE)));
        }
        if (observed.estimate() > limits.errorRate()) {
            return RuleResult.inconclusive(NAME, "SAMPLES: " + seen + "; that may still be chance", enough);
        }
        if (candidate.requests() < limits.minRequests()) {
            return RuleResult.inconclusive(
                    NAME, "SAMPLES: " + seen + "; a verdict takes " + Numbers.count(limits.minRequests()), enough);
        }
        double upper = observed.exactUpper(CONFIDENCE);
        if (counts.certify() && upper > limits.errorRate()) {
            return RuleResult.inconclusive(
                    NAME, "SAMPLES: " + seen + "; the 95 % bound is " + Numbers.percent(upper), enough);
        }
        return RuleResult.pass(NAME, seen);
    }

    /** Production's excess may be chance, and its errors cannot explain the candidate's (conditional exact test). */
    private static boolean beyondDoubt(TrafficCounts counts) {
        Side candidate = counts.candidate();
        Side production = counts.production();
        boolean mayBeChance = new Proportion(production.errors(), production.requests()).exactLower(CONFIDENCE)
                <= counts.limits().errorRate();
        double share = (double) candidate.requests() / (candidate.requests() + production.requests());
        Proportion split = new Proportion(candidate.errors(), candidate.errors() + production.errors());
        return mayBeChance && split.exactLower(1 - BEYOND_DOUBT) > share;
    }

    /** Requests that would decide if no further error came: the point estimate, or with certify the upper bound, fits. */
    private static long enough(long errors, Limits limits, boolean certify) {
        double limit = limits.errorRate();
        if (limit == 0) {
            return 1;
        }
        long low = Math.max(1, (long) Math.ceil(errors / limit));
        if (!certify) {
            return low;
        }
        long high = low;
        while (new Proportion(errors, high).exactUpper(CONFIDENCE) > limit) {
            high *= 2;
        }
        while (low < high) {
            long middle = (low + high) / 2;
            if (new Proportion(errors, middle).exactUpper(CONFIDENCE) > limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
