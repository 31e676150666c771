package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.evaluation.Confusion;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.statistics.PairedProportions;
import io.jenkins.plugins.modeldelivery.statistics.StratifiedBootstrap;
import io.jenkins.plugins.modeldelivery.statistics.TwoProportions;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

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
        JsonNode paired = evidence.counts().path("paired");
        if (!paired.isMissingNode()) {
            return paired(outcome, rule, metric, paired, sample.counts());
        }
        JsonNode counts = evidence.counts().path("baseline").path("all");
        if (!counts.isMissingNode() && rule.slice().isEmpty()) {
            Sample before = evidence.sample(counts);
            Optional<String> gap = before.gap(metric);
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
        return claimed(outcome, rule, sample.value(metric));
    }

    /** Judges against what a baseline's results file claims. */
    RuleOutcome claimed(RuleOutcome outcome, Rule rule, double observed) {
        JsonNode before = evidence.counts().path("baselineResults").path(rule.metric());
        if (!before.isNumber()
                || !Double.isFinite(before.doubleValue())
                || rule.slice().isPresent()) {
            return outcome.inconclusive(
                    before.has("problem")
                            ? "baseline: " + before.get("problem").asText()
                            : "there is no baseline to compare with");
        }
        Optional<Boolean> direction = Direction.higherIsBetter(rule.metric());
        if (direction.isEmpty()) {
            return outcome.inconclusive("it is not known whether more or less of it is better; use atLeast or atMost");
        }
        Optional<String> odd = ClaimedMetrics.incomparable(rule.metric(), observed, before.doubleValue())
                .or(() -> ClaimedMetrics.incomparable(rule.metric(), before.doubleValue(), observed)
                        .map(reason -> "baseline: " + reason));
        return odd.map(outcome::inconclusive)
                .orElseGet(
                        () -> compare(outcome, rule, observed, before.doubleValue(), direction.get(), Bounds.NONE, ""));
    }

    /** Values of a slice that the baseline has and the candidate has not. */
    List<RuleOutcome> lostSlices(Rule rule, String field) {
        List<RuleOutcome> lost = new ArrayList<>();
        if (rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE) {
            evidence.counts()
                    .path("lostSlices")
                    .path(field)
                    .forEach(value -> lost.add(new RuleOutcome(rule, Optional.of(value.asText()))
                            .inconclusive("the baseline has rows of this value, the candidate has none")));
        }
        return lost;
    }

    private RuleOutcome paired(RuleOutcome outcome, Rule rule, Metric metric, JsonNode paired, JsonNode sliceCounts) {
        JsonNode coverage = paired.get("coverage");
        if (metric.needsLabels() && coverage.get("labelConflicts").asLong() > 0) {
            return outcome.inconclusive("candidate and baseline carry different labels for "
                    + coverage.get("labelConflicts").asLong() + " ids");
        }
        JsonNode pair = rule.slice().isEmpty()
                ? paired.get("all")
                : paired.path("slices")
                        .path(rule.slice().get())
                        .path(outcome.toJson().path("value").asText());
        Sample candidate = evidence.sample(pair.path("candidate"));
        Sample before = evidence.sample(pair.path("baseline"));
        Optional<String> gap = candidate.gap(metric).or(() -> before.gap(metric));
        if (candidate.rows() == 0) {
            return outcome.inconclusive("candidate and baseline have no id in common");
        }
        if (gap.isPresent()) {
            return outcome.inconclusive("on common ids: " + gap.get());
        }
        if (candidate.rows() < rule.minRows()) {
            return outcome.inconclusive(candidate.rows() + " common rows, at least " + rule.minRows() + " are needed");
        }
        boolean same = candidate.rows() == sliceCounts.get("rows").asLong()
                && coverage.get("onlyBaseline").asLong() == 0;
        String note = same
                ? ""
                : "; compared on %d common ids (%d only in the candidate, %d only in the baseline)"
                        .formatted(
                                candidate.rows(),
                                coverage.get("onlyCandidate").asLong(),
                                coverage.get("onlyBaseline").asLong());
        return compare(
                outcome.observed(candidate.value(metric), candidate.rows()),
                rule,
                candidate.value(metric),
                before.value(metric),
                metric.higherIsBetter(),
                paired(metric, pair, candidate, before, confidence(rule)),
                note);
    }

    private static Bounds paired(Metric metric, JsonNode pair, Sample candidate, Sample before, double confidence) {
        return switch (metric.kind()) {
            case PROPORTION -> {
                JsonNode only = pair.get(metric.key());
                PairedProportions p = new PairedProportions(
                        only.get("candidateOnly").asLong(),
                        only.get("baselineOnly").asLong(),
                        candidate.rows());
                yield Bounds.of(
                        p.lower(confidence),
                        p.upper(confidence),
                        "paired score (Tango); McNemar mid-p p=" + NumberText.shown(p.mcNemarMidP()));
            }
            case CONFUSION -> {
                if (!pair.has("joint")) {
                    yield Bounds.NONE;
                }
                Confusion joint = Confusion.of(pair.get("joint"));
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
            default -> unpaired(metric, candidate, before, confidence);
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
            RuleOutcome outcome,
            Rule rule,
            double observed,
            double before,
            boolean higher,
            Bounds bounds,
            String note) {
        outcome.baseline(before);
        if (!bounds.method.isEmpty()) {
            outcome.interval(bounds.low, bounds.high, confidence(rule), bounds.method);
        }
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
}
