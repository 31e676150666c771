package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * One number against its limit. With a confidence it passes by the bound on the limit's side and fails by the opposite one;
 * between the two nothing is decided, and how many rows probably would is told.
 *
 * @param value the number; of a comparison the difference to the baseline
 * @param isLeast whether it must be at least the limit, else at most
 * @param limit of the number
 * @param rows that it is from
 */
record LimitCheck(
        RuleOutcome outcome,
        Rule rule,
        double value,
        boolean isLeast,
        double limit,
        long rows,
        Bounds bounds,
        String seen) {
    private static final double ROUNDING = 1e-12;
    private static final double POWER = 0.8;
    private static final double MOST_ROWS = 1e9;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private boolean holds(double number) {
        return isLeast ? number >= limit - slack() : number <= limit + slack();
    }

    /** A difference is rounded twice. */
    private double slack() {
        return rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE ? ROUNDING : 0;
    }

    /** Whether the number is certainly on the wrong side. */
    boolean failsAt(double confidence) {
        OptionalDouble opposite =
                isLeast ? bounds.upper().apply(confidence) : bounds.lower().apply(confidence);
        return opposite.isPresent() && !holds(opposite.getAsDouble());
    }

    boolean isJudgedByBounds() {
        return rule.confidence().isPresent() && bounds.gap().isEmpty();
    }

    /**
     * The outcome.
     *
     * @param fails whether a bound shows it on the wrong side, where bounds judge
     */
    RuleOutcome outcome(boolean fails) {
        String limited = seen + (holds(value) ? "" : " required");
        if (rule.confidence().isEmpty()) {
            return outcome.is(holds(value) ? Verdict.PASS : Verdict.FAIL, limited);
        }
        if (bounds.gap().isPresent()) {
            return outcome.inconclusive(seen + "; " + bounds.gap().get());
        }
        double confidence = rule.confidence().getAsDouble();
        OptionalDouble low = bounds.lower().apply(confidence);
        OptionalDouble high = bounds.upper().apply(confidence);
        RuleOutcome told = bounds.told(outcome, rule);
        OptionalDouble own = isLeast ? low : high;
        String sure = "; " + Numbers.value(100 * confidence) + " % sure: ";
        if (own.isPresent() && holds(own.getAsDouble())) {
            return told.is(Verdict.PASS, seen + sure + (isLeast ? above(low) : below(high)));
        }
        if (fails) {
            return told.is(Verdict.FAIL, seen + " required" + sure + (isLeast ? below(high) : above(low)));
        }
        if (own.isEmpty()) {
            return told.inconclusive(seen + "; too few rows to be " + Numbers.value(100 * confidence) + " % sure");
        }
        return told.inconclusive(seen
                + sure
                + above(low)
                + (low.isPresent() && high.isPresent() ? ", " : "")
                + below(high)
                + needed(confidence, low, high));
    }

    private static String above(OptionalDouble low) {
        return low.isPresent() ? "above " + Numbers.value(low.getAsDouble()) : "";
    }

    private static String below(OptionalDouble high) {
        return high.isPresent() ? "below " + Numbers.value(high.getAsDouble()) : "";
    }

    /** How many rows would decide in four cases of five, if the truth is what is seen. */
    private String needed(double confidence, OptionalDouble low, OptionalDouble high) {
        OptionalDouble reached = value >= limit ? low : high;
        double margin = Math.abs(value - limit);
        if (reached.isEmpty() || !Double.isFinite(reached.getAsDouble()) || rows <= 0 || margin == 0) {
            return "";
        }
        double distance = Math.abs(value - reached.getAsDouble());
        double quantile = Math.max(0.25, NORMAL.inverseCumulativeProbability(confidence));
        double power = NORMAL.inverseCumulativeProbability(POWER);
        double more = Math.pow(distance * (1 + power / quantile) / margin, 2);
        double needed = Math.ceil(rows * Math.max(1, more));
        if (needed > MOST_ROWS) {
            return "; more than a billion rows would be needed to decide";
        }
        String groups = bounds.units() > 0 && bounds.units() < rows
                ? String.format(Locale.ROOT, " (%.0f groups)", Math.ceil(needed * bounds.units() / rows))
                : "";
        return String.format(
                Locale.ROOT, "; about %s rows%s would probably decide", Numbers.value(rounded(needed)), groups);
    }

    /** Two digits, upwards. */
    private static double rounded(double rows) {
        double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(rows)) - 1));
        return Math.ceil(rows / unit) * unit;
    }
}
