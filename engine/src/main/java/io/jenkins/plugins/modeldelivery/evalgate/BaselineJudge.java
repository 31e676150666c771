package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Compared;
import io.jenkins.plugins.modeldelivery.evaluation.Estimate;
import io.jenkins.plugins.modeldelivery.evaluation.Measure;
import io.jenkins.plugins.modeldelivery.evaluation.Measured;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Pairing;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Non-inferiority against the version in production: on the same rows where possible, else on counts. */
final class BaselineJudge {
    private static final String NO_DIRECTION =
            "it is not known whether more or less of it is better; say higherIsBetter: true or false";

    private final GateEvidence evidence;

    /** A decision that is still open, or an outcome. */
    record Result(Optional<LimitCheck> decision, Optional<RuleOutcome> settled) {
        static Result of(RuleOutcome outcome) {
            return new Result(Optional.empty(), Optional.of(outcome));
        }

        <T> T map(Function<LimitCheck, T> open, Function<RuleOutcome, T> closed) {
            return decision.isPresent() ? open.apply(decision.get()) : closed.apply(settled.orElseThrow());
        }
    }

    BaselineJudge(GateEvidence evidence) {
        this.evidence = evidence;
    }

    /** Judges a computed metric. */
    Result sampled(RuleOutcome outcome, Rule rule, Compared compared, String left) {
        Measure measure = rule.measure().orElseThrow();
        Estimate candidate = new Estimate(measure, compared.candidate());
        Optional<GateCounts.Paired> paired = evidence.counts().paired();
        if (paired.isEmpty() || compared.baseline().isEmpty()) {
            Optional<Measured> before = rule.slice().isEmpty() ? evidence.baseline(measure) : Optional.empty();
            return before.isPresent()
                    ? unpaired(outcome, rule, candidate, compared.candidate(), before.get())
                    : claimed(outcome, rule, candidate.value());
        }
        Pairing.Coverage coverage = paired.get().coverage();
        if (measure.asMetric() != Metric.ERROR_RATE
                && measure.asMetric().kind() != Metric.Kind.QUANTILE
                && coverage.labelConflicts() > 0) {
            return Result.of(outcome.inconclusive(
                    "candidate and baseline carry different labels for " + coverage.labelConflicts() + " ids"));
        }
        Measured baseline = compared.baseline().get();
        if (baseline.gap().isPresent()) {
            return Result.of(outcome.inconclusive(
                    "on common ids: baseline: " + baseline.gap().get()));
        }
        boolean same = coverage.onlyCandidate() == 0 && coverage.onlyBaseline() == 0;
        String note = same
                ? left
                : left
                        + "; compared on %d common ids (%d only in the candidate, %d only in the baseline)"
                                .formatted(
                                        compared.candidate().rows(), coverage.onlyCandidate(), coverage.onlyBaseline());
        Estimate before = new Estimate(measure, baseline);
        Measured difference = compared.difference().orElseThrow();
        boolean both =
                difference.form().filter(form -> form == Measured.Form.BOTH).isPresent();
        return compare(
                outcome,
                rule,
                candidate.value(),
                before.value(),
                measure.direction(),
                evidence.bounds(
                        rule, both ? Bounds.both(candidate, before) : Bounds.of(new Estimate(measure, difference))),
                compared.candidate().rows(),
                note);
    }

    private Result unpaired(RuleOutcome outcome, Rule rule, Estimate candidate, Measured measured, Measured before) {
        Measure measure = rule.measure().orElseThrow();
        if (before.gap().isPresent()) {
            return Result.of(outcome.inconclusive("baseline: " + before.gap().get()));
        }
        Estimate baseline = new Estimate(measure, before);
        return compare(
                outcome,
                rule,
                candidate.value(),
                baseline.value(),
                measure.direction(),
                evidence.bounds(rule, Bounds.independent(candidate, baseline)),
                measured.rows(),
                "");
    }

    /** Judges against what a baseline's results file claims. */
    Result claimed(RuleOutcome outcome, Rule rule, double observed) {
        Optional<Claim> claim = evidence.counts().baselineClaim(rule.metric());
        OptionalDouble claimed = claim.map(Claim::value).orElse(OptionalDouble.empty());
        if (claimed.isEmpty() || !rule.slice().isEmpty()) {
            return Result.of(outcome.inconclusive(claim.flatMap(Claim::problem)
                    .map(problem -> "baseline: " + problem)
                    .orElse("there is no baseline to compare with")));
        }
        double before = claimed.getAsDouble();
        Optional<String> odd = Ranges.impossible(rule.metric(), observed)
                .or(() -> Ranges.impossible(rule.metric(), before).map(reason -> "baseline: " + reason));
        if (odd.isPresent()) {
            return Result.of(outcome.inconclusive(odd.get()));
        }
        Optional<Boolean> direction = rule.higherIsBetter()
                .or(() -> Metric.of(rule.metric())
                        .filter(metric -> metric != Metric.MEAN)
                        .map(Metric::higherIsBetter));
        return compare(
                outcome,
                rule,
                observed,
                before,
                direction,
                Bounds.none("a results file tells no bound of a difference"),
                0,
                "");
    }

    private static Result compare(
            RuleOutcome unknown,
            Rule rule,
            double observed,
            double before,
            Optional<Boolean> direction,
            Bounds bounds,
            long rows,
            String note) {
        RuleOutcome outcome = bounds.told(unknown.baseline(before), rule);
        String seen = "%s, baseline %s, at most %s worse"
                .formatted(Numbers.value(observed), Numbers.value(before), Numbers.value(rule.limit()));
        if (direction.isEmpty()) {
            return Result.of(outcome.inconclusive(seen + "; " + NO_DIRECTION));
        }
        Optional<String> mistaken = Ranges.mistaken(rule);
        if (mistaken.isPresent() || Double.isInfinite(before) || Double.isInfinite(observed)) {
            return Result.of(outcome.inconclusive(
                    seen + "; " + mistaken.orElse("a failed request is slower than every latency")));
        }
        boolean higher = direction.get();
        return new Result(
                Optional.of(new LimitCheck(
                        outcome,
                        rule,
                        observed - before,
                        higher,
                        higher ? -rule.limit() : rule.limit(),
                        rows,
                        bounds,
                        seen + note)),
                Optional.empty());
    }
}
