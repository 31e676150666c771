package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.evaluation.Confusion;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.statistics.StratifiedBootstrap;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Judges rules on evidence. */
final class RuleJudge {
    static final long SEED = 0;

    private final GateEvidence evidence;
    private final BaselineJudge baselines;

    RuleJudge(GateEvidence evidence) {
        this.evidence = evidence;
        baselines = new BaselineJudge(evidence);
    }

    /** One outcome, or one for each value of the rule's slice. */
    List<RuleOutcome> judge(Rule rule) {
        return rule.slice().isPresent() ? slices(rule, rule.slice().get()) : List.of(whole(rule));
    }

    private String nobodySays() {
        return evidence.hasPredictions()
                ? "predictions give no metric of this name, and no results file was given that has it"
                : "no predictions and no results file were given";
    }

    private RuleOutcome whole(Rule rule) {
        RuleOutcome outcome = new RuleOutcome(rule, Optional.empty());
        Optional<Metric> metric = Metric.of(rule.metric());
        if (metric.isPresent() && evidence.hasPredictions()) {
            return sampled(outcome, rule, metric.get(), evidence.all().orElseThrow());
        }
        JsonNode claimed = evidence.counts().path("results").path(rule.metric());
        if (!claimed.isNumber() || !Double.isFinite(claimed.doubleValue())) {
            return outcome.inconclusive(claimed.path("problem").asText(nobodySays()));
        }
        double observed = claimed.doubleValue();
        outcome.observed(observed, evidence.rows());
        if (rule.minRows() > 1 && evidence.rows() < rule.minRows()) {
            return outcome.inconclusive(
                    evidence.rows() < 0 ? "nobody says from how many rows" : tooFew(evidence.rows(), rule));
        }
        if (rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE) {
            return baselines.claimed(outcome, rule, observed);
        }
        Optional<String> odd = ClaimedMetrics.incomparable(rule.metric(), observed, rule.limit());
        if (odd.isPresent()) {
            return outcome.inconclusive(odd.get());
        }
        Optional<Proportion> proportion = claimedProportion(rule.metric(), observed);
        proportion.ifPresent(p -> exact(outcome, p, confidence(rule)));
        return decide(
                outcome,
                rule,
                observed,
                proportion
                        .map(p -> OptionalDouble.of(p.exactLower(confidence(rule))))
                        .orElse(OptionalDouble.empty()),
                proportion
                        .map(p -> OptionalDouble.of(p.exactUpper(confidence(rule))))
                        .orElse(OptionalDouble.empty()));
    }

    /** A claimed share of a known number of rows is a proportion, if the metric is one by its name. */
    private Optional<Proportion> claimedProportion(String path, double observed) {
        String name = path.substring(Math.max(path.lastIndexOf('.'), path.lastIndexOf('/')) + 1);
        boolean share =
                Metric.of(name).filter(m -> m.kind() == Metric.Kind.PROPORTION).isPresent();
        return share && evidence.rows() > 0 && observed >= 0 && observed <= 1
                ? Optional.of(new Proportion(Math.round(observed * evidence.rows()), evidence.rows()))
                : Optional.empty();
    }

    private List<RuleOutcome> slices(Rule rule, String field) {
        RuleOutcome whole = new RuleOutcome(rule, Optional.empty());
        Optional<Metric> metric = Metric.of(rule.metric());
        JsonNode slice = evidence.counts().path("slices").path(field);
        if (metric.isEmpty() || slice.isMissingNode()) {
            return List.of(whole.inconclusive("a slice needs predictions and one of the computed metrics"));
        }
        List<RuleOutcome> outcomes = new ArrayList<>();
        if (slice.get("tooMany").asBoolean()) {
            return List.of(whole.inconclusive("the field has more than 1000 values; that is no slice"));
        }
        slice.get("values")
                .properties()
                .forEach(entry -> outcomes.add(sampled(
                        new RuleOutcome(rule, Optional.of(entry.getKey())),
                        rule,
                        metric.get(),
                        evidence.sample(entry.getValue()))));
        long missing = slice.get("missing").asLong();
        if (missing > 0 || outcomes.isEmpty()) {
            outcomes.add(
                    whole.inconclusive(missing + " of " + evidence.rows() + " rows have no field '" + field + "'"));
        }
        outcomes.addAll(baselines.lostSlices(rule, field));
        return outcomes;
    }

    private RuleOutcome sampled(RuleOutcome outcome, Rule rule, Metric metric, Sample sample) {
        Optional<String> gap = sample.gap(metric);
        if (gap.isPresent()) {
            return outcome.inconclusive(gap.get());
        }
        double observed = sample.value(metric);
        outcome.observed(observed, sample.rows());
        if (sample.rows() < rule.minRows()) {
            return outcome.inconclusive(tooFew(sample.rows(), rule));
        }
        if (rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE) {
            return baselines.sampled(outcome, rule, metric, sample);
        }
        if (rule.confidence().isEmpty()) {
            return decide(outcome, rule, observed, OptionalDouble.empty(), OptionalDouble.empty());
        }
        double confidence = confidence(rule);
        OptionalDouble low = OptionalDouble.of(observed);
        OptionalDouble high = low;
        switch (metric.kind()) {
            case PROPORTION -> {
                Proportion p = sample.proportion(metric);
                low = OptionalDouble.of(p.exactLower(confidence));
                high = OptionalDouble.of(p.exactUpper(confidence));
                exact(outcome, p, confidence);
            }
            case QUANTILE -> {
                low = sample.quantileLower(metric, confidence);
                high = sample.quantileUpper(metric, confidence);
                outcome.interval(low, high, confidence, "binomial order statistics");
            }
            case CONFUSION -> {
                Confusion confusion = sample.confusion();
                StratifiedBootstrap bootstrap = new StratifiedBootstrap(
                        confusion.strata(), confusion.counts(), counts -> confusion.value(metric, counts), SEED);
                low = OptionalDouble.of(bootstrap.lower(confidence));
                high = OptionalDouble.of(bootstrap.upper(confidence));
                outcome.interval(low, high, confidence, "bootstrap stratified by label");
            }
            case COUNT -> outcome.interval(low, high, confidence, "exact count");
        }
        return decide(outcome, rule, observed, low, high);
    }

    private static void exact(RuleOutcome outcome, Proportion p, double confidence) {
        outcome.interval(
                OptionalDouble.of(p.exactLower(confidence)),
                OptionalDouble.of(p.exactUpper(confidence)),
                confidence,
                "Clopper-Pearson");
    }

    private static RuleOutcome decide(
            RuleOutcome outcome, Rule rule, double observed, OptionalDouble low, OptionalDouble high) {
        boolean least = rule.operator() == Rule.Operator.AT_LEAST;
        String limit = (least ? "at least " : "at most ") + NumberText.shown(rule.limit());
        String seen = NumberText.shown(observed) + ", " + limit;
        Optional<String> mistaken = Shares.mistakenLimit(rule, observed);
        if (least ? observed < rule.limit() : observed > rule.limit()) {
            return outcome.is(
                    Verdict.FAIL,
                    seen + " required" + mistaken.map(why -> "; " + why).orElse(""));
        }
        if (mistaken.isPresent()) {
            return outcome.inconclusive(seen + "; " + mistaken.get());
        }
        if (rule.confidence().isEmpty()) {
            return outcome.is(Verdict.PASS, seen);
        }
        OptionalDouble bound = least ? low : high;
        String sure = NumberText.shown(100 * rule.confidence().getAsDouble()) + " % sure";
        if (bound.isEmpty()) {
            return outcome.inconclusive(seen + "; too few rows, or not told how many, to be " + sure);
        }
        String bounded = "; " + sure + ": " + (least ? "above " : "below ") + NumberText.shown(bound.getAsDouble());
        boolean holds = least ? bound.getAsDouble() >= rule.limit() : bound.getAsDouble() <= rule.limit();
        return outcome.is(holds ? Verdict.PASS : Verdict.INCONCLUSIVE, seen + bounded);
    }

    private static double confidence(Rule rule) {
        return rule.confidence().orElse(0.95);
    }

    private static String tooFew(long rows, Rule rule) {
        return rows + " rows, at least " + rule.minRows() + " are needed";
    }
}
