package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Estimate;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * One-sided bounds of a number at any confidence.
 *
 * @param gap why there are none; empty where there are
 * @param lower empty where nothing can be said of this side, as for {@code upper}
 * @param units that were drawn independently; 0 where that is not known
 */
record Bounds(
        Optional<String> gap,
        String method,
        DoubleFunction<OptionalDouble> lower,
        DoubleFunction<OptionalDouble> upper,
        long units) {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    static Bounds none(String why) {
        return new Bounds(Optional.of(why), "", c -> OptionalDouble.empty(), c -> OptionalDouble.empty(), 0);
    }

    static Bounds of(Estimate estimate) {
        return new Bounds(estimate.gap(), estimate.method(), estimate::lower, estimate::upper, estimate.independent());
    }

    /** By a standard error that somebody else computed, within the least and greatest value there is. */
    static Bounds normal(double value, double error, double least, double greatest) {
        return new Bounds(
                Optional.empty(),
                "standard error of the results file, approximate",
                c -> OptionalDouble.of(Math.max(least, value - NORMAL.inverseCumulativeProbability(c) * error)),
                c -> OptionalDouble.of(Math.min(greatest, value + NORMAL.inverseCumulativeProbability(c) * error)),
                0);
    }

    /** Of a difference of two numbers of the same rows: each side's bound at half the error, so that both hold together. */
    static Bounds both(Estimate first, Estimate second) {
        return new Bounds(
                first.gap().or(second::gap),
                second.method() + " of both (Bonferroni)",
                c -> minus(first.lower(half(c)), second.upper(half(c))),
                c -> minus(first.upper(half(c)), second.lower(half(c))),
                first.independent());
    }

    /** Of a difference of two numbers of other rows (MOVER, Zou and Donner 2008). */
    static Bounds independent(Estimate first, Estimate second) {
        double one = first.value();
        double other = second.value();
        return new Bounds(
                first.gap().or(second::gap),
                "MOVER of both bounds",
                c -> apart(one, first.lower(c), other, second.upper(c), -1),
                c -> apart(one, first.upper(c), other, second.lower(c), 1),
                first.independent());
    }

    /** The outcome with the interval; as it was where there is none. */
    RuleOutcome told(RuleOutcome outcome, Rule rule) {
        double confidence = rule.shownConfidence();
        return gap.isPresent() || rule.confidence().isEmpty() && rule.operator() != Rule.Operator.NO_WORSE_THAN_BASELINE
                ? outcome
                : outcome.interval(
                        finite(lower.apply(confidence)), finite(upper.apply(confidence)), confidence, method);
    }

    private static OptionalDouble finite(OptionalDouble bound) {
        return bound.isPresent() && Double.isFinite(bound.getAsDouble()) ? bound : OptionalDouble.empty();
    }

    private static OptionalDouble apart(
            double one, OptionalDouble bound, double other, OptionalDouble otherBound, int sign) {
        return bound.isPresent() && otherBound.isPresent()
                ? OptionalDouble.of(
                        one - other + sign * Math.hypot(one - bound.getAsDouble(), other - otherBound.getAsDouble()))
                : OptionalDouble.empty();
    }

    private static OptionalDouble minus(OptionalDouble a, OptionalDouble b) {
        double difference = a.isPresent() && b.isPresent() ? a.getAsDouble() - b.getAsDouble() : Double.NaN;
        return Double.isNaN(difference) ? OptionalDouble.empty() : OptionalDouble.of(difference);
    }

    /** The confidence of each of two bounds that hold together with the given one. */
    static double half(double confidence) {
        return 1 - (1 - confidence) / 2;
    }
}
