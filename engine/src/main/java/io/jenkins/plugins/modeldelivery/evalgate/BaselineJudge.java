package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Confusion;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Pair;
import io.jenkins.plugins.modeldelivery.evaluation.Pairing;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.statistics.PairedProportions;
import io.jenkins.plugins.modeldelivery.statistics.StratifiedBootstrap;
import io.jenkins.plugins.modeldelivery.statistics.TwoProportions;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Non-inferiority against the version in production: on the same rows where possible, else on counts. */
final class BaselineJudge {
    private static final double ROUNDING = 1e-12;

    private final GateEvidence evidence;

    /** Bounds of candidate minus baseline. */
    private record Bounds(OptionalDouble low, OptionalDouble high, String method) {
        static final Bounds NONE = new Bounds(OptionalDouble.empty(), OptionalDouble.empty(), "");

        static Bounds of(double low, double high, String method) {
            return new Bounds(OptionalDouble.of(low), OptionalDouble.of(high), method);
        }
    }

    BaselineJudge(GateEvidence evidence) {
        this.evidence = evidence;
    }

    /** Judges a computed metric. */
    RuleOutcome sampled(RuleOutcome outcome, Rule rule, Metric metric, Sample sample) {
        Optional<GateCounts.Paired> paired = evidence.counts().paired();
        if (paired.isPresent()) {
            return paired(outcome, rule, metric, paired.get(), sample.rows());
        }
        Optional<Sample> before = evidence.counts().baseline().flatMap(GateCounts.Predicted::all);
        return before.isPresent() && rule.slice().isEmpty()
                ? unpaired(outcome, rule, metric, sample, before.get())
                : claimed(outcome, rule, sample.value(metric));
    }

    private RuleOutcome unpaired(RuleOutcome outcome, Rule rule, Metric metric, Sample sample, Sample before) {
        Optional<String> gap = evidence.gap(before, metric);
        return gap.isPresent()
                ? outcome.inconclusive("baseline: " + gap.get())
                : compare(
                        outcome,
                        rule,
                        sample.value(metric),
                        before.value(metric),
                        metric.higherIsBetter(),
                        unpaired(metric, sample, before, confidence(rule)),
                        "");
    }

    /** Judges against what a baseline's results file claims. */
    RuleOutcome claimed(RuleOutcome outcome, Rule rule, double observed) {
        Optional<Claim> claim = evidence.counts().baselineClaim(rule.metric());
        OptionalDouble claimed = claim.map(Claim::value).orElse(OptionalDouble.empty());
        if (claimed.isEmpty() || rule.slice().isPresent()) {
            return outcome.inconclusive(claim.flatMap(Claim::problem)
                    .map(problem -> "baseline: " + problem)
                    .orElse("there is no baseline to compare with"));
        }
        double before = claimed.getAsDouble();
        Optional<Boolean> direction = Direction.higherIsBetter(rule.metric());
        if (direction.isEmpty()) {
            return outcome.inconclusive("it is not known whether more or less of it is better; use atLeast or atMost");
        }
        Optional<String> odd = ClaimedMetrics.incomparable(rule.metric(), observed, before)
                .or(() -> ClaimedMetrics.incomparable(rule.metric(), before, observed)
                        .map(reason -> "baseline: " + reason));
        return odd.map(outcome::inconclusive)
                .orElseGet(() -> compare(outcome, rule, observed, before, direction.get(), Bounds.NONE, ""));
    }

    /** Values of a slice that the baseline has and the candidate has not. */
    List<RuleOutcome> lostSlices(Rule rule, String field) {
        List<RuleOutcome> lost = new ArrayList<>();
        if (rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE) {
            evidence.counts()
                    .lostSlices()
                    .getOrDefault(field, List.of())
                    .forEach(value -> lost.add(RuleOutcome.of(rule, Optional.of(value))
                            .inconclusive("the baseline has rows of this value, the candidate has none")));
        }
        return lost;
    }

    /** @param rows of the candidate, paired or not */
    private RuleOutcome paired(RuleOutcome outcome, Rule rule, Metric metric, GateCounts.Paired paired, long rows) {
        Pairing.Coverage coverage = paired.coverage();
        if (metric.needsLabels() && coverage.labelConflicts() > 0) {
            return outcome.inconclusive(
                    "candidate and baseline carry different labels for " + coverage.labelConflicts() + " ids");
        }
        Optional<Pair> counted = rule.slice().isEmpty()
                ? Optional.of(paired.all())
                : Optional.ofNullable(paired.slices().get(rule.slice().get()))
                        .map(values -> values.get(outcome.value().orElse("")));
        if (counted.isEmpty() || counted.get().candidate().rows() == 0) {
            return outcome.inconclusive("candidate and baseline have no id in common");
        }
        Pair pair = counted.get();
        Sample candidate = pair.candidate();
        Sample before = pair.baseline();
        Optional<String> gap = evidence.gap(candidate, metric).or(() -> evidence.gap(before, metric));
        if (gap.isPresent()) {
            return outcome.inconclusive("on common ids: " + gap.get());
        }
        if (candidate.rows() < rule.minRows()) {
            return outcome.inconclusive(candidate.rows() + " common rows, at least " + rule.minRows() + " are needed");
        }
        boolean same = candidate.rows() == rows && coverage.onlyBaseline() == 0;
        String note = same
                ? ""
                : "; compared on %d common ids (%d only in the candidate, %d only in the baseline)"
                        .formatted(candidate.rows(), coverage.onlyCandidate(), coverage.onlyBaseline());
        return compare(
                outcome.observed(candidate.value(metric), candidate.rows()),
                rule,
                candidate.value(metric),
                before.value(metric),
                metric.higherIsBetter(),
                paired(metric, pair, confidence(rule)),
                note);
    }

    private static Bounds paired(Metric metric, Pair pair, double confidence) {
        return switch (metric.kind()) {
            case PROPORTION -> {
                Pair.Changed only = pair.changed(metric);
                PairedProportions p = new PairedProportions(
                        only.candidateOnly(),
                        only.baselineOnly(),
                        pair.candidate().rows());
                yield Bounds.of(
                        p.lower(confidence),
                        p.upper(confidence),
                        "paired score (Tango); McNemar mid-p p=" + NumberText.shown(p.mcNemarMidP()));
            }
            case CONFUSION -> {
                if (pair.joint().isEmpty()) {
                    yield Bounds.NONE;
                }
                Confusion joint = pair.joint().get();
                StratifiedBootstrap bootstrap = new StratifiedBootstrap(
                        joint.strata(),
                        joint.counts(),
                        counts -> joint.value(metric, counts) - joint.otherValue(metric, counts),
                        RuleJudge.SEED);
                yield Bounds.of(
                        bootstrap.lower(confidence),
                        bootstrap.upper(confidence),
                        "paired bootstrap stratified by label");
            }
            default -> unpaired(metric, pair.candidate(), pair.baseline(), confidence);
        };
    }

    private static Bounds unpaired(Metric metric, Sample candidate, Sample before, double confidence) {
        return switch (metric.kind()) {
            case PROPORTION -> {
                TwoProportions two = new TwoProportions(candidate.proportion(metric), before.proportion(metric));
                yield Bounds.of(two.lower(confidence), two.upper(confidence), "two proportions (Newcombe)");
            }
            case QUANTILE -> {
                // Bonferroni: both bounds hold together, also when the rows are paired
                double each = each(confidence);
                yield new Bounds(
                        minus(candidate.quantileLower(metric, each), before.quantileUpper(metric, each)),
                        minus(candidate.quantileUpper(metric, each), before.quantileLower(metric, each)),
                        "binomial order statistics of both (Bonferroni)");
            }
            default -> Bounds.NONE;
        };
    }

    /** The confidence of each of two bounds that hold together with the given one. */
    static double each(double confidence) {
        return 1 - (1 - confidence) / 2;
    }

    private static OptionalDouble minus(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.getAsDouble() - b.getAsDouble())
                : OptionalDouble.empty();
    }

    private static RuleOutcome compare(
            RuleOutcome unknown,
            Rule rule,
            double observed,
            double before,
            boolean higher,
            Bounds bounds,
            String note) {
        RuleOutcome compared = unknown.baseline(before);
        RuleOutcome outcome = bounds.method.isEmpty()
                ? compared
                : compared.interval(bounds.low, bounds.high, confidence(rule), bounds.method);
        double gain = higher ? observed - before : before - observed;
        String seen = "%s, baseline %s, at most %s worse"
                .formatted(NumberText.shown(observed), NumberText.shown(before), NumberText.shown(rule.limit()));
        if (gain < -rule.limit() - ROUNDING) {
            return outcome.is(Verdict.FAIL, seen + " allowed" + note);
        }
        Optional<String> mistaken = Shares.mistakenLimit(rule, observed);
        if (mistaken.isPresent()) {
            return outcome.inconclusive(seen + "; " + mistaken.get());
        }
        if (rule.confidence().isEmpty()) {
            return outcome.is(Verdict.PASS, seen + note);
        }
        OptionalDouble bound = higher ? bounds.low : bounds.high;
        if (bound.isEmpty()) {
            return outcome.inconclusive(seen + "; no bound can be told from this evidence" + note);
        }
        double worst = higher ? bound.getAsDouble() : -bound.getAsDouble();
        return outcome.is(
                worst >= -rule.limit() - ROUNDING ? Verdict.PASS : Verdict.INCONCLUSIVE,
                seen + "; " + NumberText.shown(100 * confidence(rule)) + " % sure: difference "
                        + (higher ? "above " : "below ") + NumberText.shown(bound.getAsDouble()) + note);
    }

    private static double confidence(Rule rule) {
        return rule.confidence().orElse(0.95);
    }

    /** Whether more of a metric is better, told by the last part of its name; silent where the name does not tell. */
    static final class Direction {
        private static final Pattern LESS = Pattern.compile(
                "(.*[_ -])?(error|errors|error_rate|loss|latency|latency_ms|rmse|mae|mse|perplexity|wer|cer|ms|seconds)");
        private static final Pattern MORE = Pattern.compile(
                "(.*[_ -])?(acc|accuracy|f1|f1-score|precision|recall|auc|score|bleu|rouge|exact_match|r2)([_ ,-].*)?");

        private Direction() {}

        static Optional<Boolean> higherIsBetter(String path) {
            String name = path.substring(Math.max(path.lastIndexOf('.'), path.lastIndexOf('/')) + 1)
                    .toLowerCase(Locale.ROOT);
            Optional<Metric> metric = Metric.of(name);
            if (metric.isPresent()) {
                return metric.map(Metric::higherIsBetter);
            }
            if (LESS.matcher(name).matches()) {
                return Optional.of(false);
            }
            return MORE.matcher(name).matches() ? Optional.of(true) : Optional.empty();
        }
    }
}
