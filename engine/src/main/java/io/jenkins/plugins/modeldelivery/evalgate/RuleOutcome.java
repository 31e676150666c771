package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;

/** What one rule, on one slice value, came to. */
final class RuleOutcome {
    private final Rule rule;
    private final Optional<String> value;
    private Double observed;
    private ObjectNode interval;
    private Double baseline;
    private Long rows;
    private Verdict verdict = Verdict.INCONCLUSIVE;
    private String reason = "";

    RuleOutcome(Rule rule, Optional<String> value) {
        this.rule = rule;
        this.value = value;
    }

    RuleOutcome observed(double newObserved, long newRows) {
        observed = newObserved;
        rows = newRows < 0 ? null : newRows;
        return this;
    }

    RuleOutcome baseline(double newBaseline) {
        baseline = newBaseline;
        return this;
    }

    RuleOutcome interval(OptionalDouble low, OptionalDouble high, double confidence, String method) {
        interval = Json.object();
        low.ifPresent(bound -> interval.put("low", bound));
        high.ifPresent(bound -> interval.put("high", bound));
        interval.put("confidence", confidence).put("method", method);
        return this;
    }

    RuleOutcome is(Verdict newVerdict, String newReason) {
        verdict = newVerdict;
        reason = newReason;
        return this;
    }

    RuleOutcome inconclusive(String why) {
        return is(Verdict.INCONCLUSIVE, why);
    }

    Verdict verdict() {
        return verdict;
    }

    /** The metric, where sliced the value, and the reason. */
    String told() {
        return rule.metric()
                + value.map(v -> " [" + rule.slice().orElse("") + "=" + v + "]")
                        .orElse(rule.slice().map(s -> " [" + s + "]").orElse(""))
                + ": " + reason;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("metric", rule.metric());
        rule.slice().ifPresent(slice -> json.put("slice", slice));
        value.ifPresent(v -> json.put("value", v));
        json.put("operator", rule.operator().key()).put("limit", rule.limit());
        if (observed != null) {
            json.put("observed", observed);
        }
        if (interval != null) {
            json.set("interval", interval);
        }
        if (baseline != null) {
            json.put("baseline", baseline);
        }
        if (rows != null) {
            json.put("rows", rows);
        }
        return json.put("verdict", verdict.name()).put("reason", reason);
    }
}
