package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one rule, on one slice value, came to.
 *
 * @param slice the field
 * @param value of the field; empty where the outcome is about all of them
 * @param interval of {@code observed}, of its difference to the baseline for {@code noWorseThanBaseline}
 * @param rows empty where nobody says
 * @param more keys of a later release
 */
public record RuleOutcome(
        String metric,
        Optional<String> slice,
        Optional<String> value,
        Rule.Operator operator,
        double limit,
        OptionalDouble observed,
        Optional<Interval> interval,
        OptionalDouble baseline,
        OptionalLong rows,
        Verdict verdict,
        String reason,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** Two one-sided bounds, each at the confidence; a side of which nothing can be said is empty. */
    public record Interval(
            OptionalDouble low,
            OptionalDouble high,
            double confidence,
            String method,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
        /** For example {@code 0.9312 to 0.9588, 95 % (Clopper-Pearson)}. */
        String text() {
            return Numbers.value(low) + " to " + Numbers.value(high) + ", " + Numbers.value(100 * confidence) + " % ("
                    + method + ")";
        }
    }

    /** Nothing is known yet. */
    static RuleOutcome of(Rule rule, Optional<String> value) {
        return new RuleOutcome(
                rule.metric(),
                rule.sliceName(),
                value,
                rule.operator(),
                rule.limit(),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                Verdict.INCONCLUSIVE,
                "",
                Map.of());
    }

    /** @param newRows below 0 where nobody says */
    RuleOutcome observed(double newObserved, long newRows) {
        OptionalLong told = newRows < 0 ? OptionalLong.empty() : OptionalLong.of(newRows);
        OptionalDouble finite = Double.isFinite(newObserved) ? OptionalDouble.of(newObserved) : OptionalDouble.empty();
        return with(finite, interval, baseline, told, verdict, reason);
    }

    RuleOutcome baseline(double newBaseline) {
        OptionalDouble finite = Double.isFinite(newBaseline) ? OptionalDouble.of(newBaseline) : OptionalDouble.empty();
        return with(observed, interval, finite, rows, verdict, reason);
    }

    RuleOutcome interval(OptionalDouble low, OptionalDouble high, double confidence, String method) {
        Interval told = new Interval(low, high, confidence, method, Map.of());
        return with(observed, Optional.of(told), baseline, rows, verdict, reason);
    }

    RuleOutcome is(Verdict newVerdict, String newReason) {
        return with(observed, interval, baseline, rows, newVerdict, newReason);
    }

    RuleOutcome inconclusive(String why) {
        return is(Verdict.INCONCLUSIVE, why);
    }

    private RuleOutcome with(
            OptionalDouble newObserved,
            Optional<Interval> newInterval,
            OptionalDouble newBaseline,
            OptionalLong newRows,
            Verdict newVerdict,
            String newReason) {
        return new RuleOutcome(
                metric,
                slice,
                value,
                operator,
                limit,
                newObserved,
                newInterval,
                newBaseline,
                newRows,
                newVerdict,
                newReason,
                more);
    }

    /** The metric, where sliced the value, and the reason. */
    String told() {
        String where = slice.map(field -> " [" + field + value.map(v -> "=" + v).orElse("") + "]")
                .orElse("");
        return metric + where + ": " + reason;
    }
}
