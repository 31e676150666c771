package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Confusion;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.evaluation.Slices;
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
    /** @param room for outcomes in the report; a rule on more slices than that is INCONCLUSIVE as a whole */
    List<RuleOutcome> judge(Rule rule, int room) {
        return rule.slice().isPresent() ? slices(rule, rule.slice().get(), room) : List.of(whole(rule));
    }

    private String nobodySays() {
        return evidence.hasPredictions()
                ? "predictions give no metric of this name, and no results file was given that has it"
                : "no predictions and no results file were given";
    }

    private RuleOutcome whole(Rule rule) {
        RuleOutcome outcome = RuleOutcome.of(rule, Optional.empty());
        Optional<Metric> metric = Metric.of(rule.metric());
        if (metric.isPresent() && evidence.hasPredictions()) {
            return sampled(outcome, rule, metric.get(), evidence.all().orElseThrow());
        }
        Optional<Claim> claim = evidence.counts().claim(rule.metric());
        OptionalDouble claimed = claim.map(Claim::value).orElse(OptionalDouble.empty());
        if (claimed.isEmpty()) {
            return outcome.inconclusive(claim.flatMap(Claim::problem).orElseGet(this::nobodySays));
        }
        return claimed(outcome.observed(claimed.getAsDouble(), evidence.rows()), rule, claimed.getAsDouble());
    }

    private RuleOutcome claimed(RuleOutcome outcome, Rule rule, double observed) {
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
        if (proportion.isEmpty()) {
            return decide(outcome, rule, observed, OptionalDouble.empty(), OptionalDouble.empty());
        }
        return exact(outcome, rule, observed, proportion.get());
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

    private List<RuleOutcome> slices(Rule rule, String field, int room) {
        RuleOutcome whole = RuleOutcome.of(rule, Optional.empty());
        Optional<Metric> metric = Metric.of(rule.metric());
        Slices slice = evidence.counts().slices().get(field);
        if (metric.isEmpty() || slice == null) {
            return List.of(whole.inconclusive("a slice needs predictions and one of the computed metrics"));
        }
        List<RuleOutcome> outcomes = new ArrayList<>();
        if (slice.tooMany()) {
            return List.of(whole.inconclusive("the field has more than 1000 values; that is no slice"));
        }
        if (slice.values().size() > room) {
            return List.of(whole.inconclusive(tooMany(slice.values().size())));
        }
        slice.values()
                .forEach((value, sample) ->
                        outcomes.add(sampled(RuleOutcome.of(rule, Optional.of(value)), rule, metric.get(), sample)));
        long missing = slice.missing();
        if (missing > 0 || outcomes.isEmpty()) {
            outcomes.add(
                    whole.inconclusive(missing + " of " + evidence.rows() + " rows have no field '" + field + "'"));
        }
        outcomes.addAll(baselines.lostSlices(rule, field));
        return outcomes.size() > room ? List.of(whole.inconclusive(tooMany(outcomes.size()))) : outcomes;
    }

    private static String tooMany(int values) {
        return "its " + values + " values would make more than " + GateReport.MAX_OUTCOMES
                + " outcomes of one report; judge fewer slices, or in several gates";
    }

    private RuleOutcome sampled(RuleOutcome unknown, Rule rule, Metric metric, Sample sample) {
        Optional<String> gap = evidence.gap(sample, metric);
        if (gap.isPresent()) {
            return unknown.inconclusive(gap.get());
        }
        double observed = sample.value(metric);
        RuleOutcome outcome = unknown.observed(observed, sample.rows());
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
        return switch (metric.kind()) {
            case PROPORTION -> exact(outcome, rule, observed, sample.proportion(metric));
            case QUANTILE ->
                bounded(
                        outcome,
                        rule,
                        observed,
                        sample.quantileLower(metric, confidence),
                        sample.quantileUpper(metric, confidence),
                        "binomial order statistics");
            case CONFUSION -> {
                Confusion confusion = sample.confusion().orElseThrow();
                StratifiedBootstrap bootstrap = new StratifiedBootstrap(
                        confusion.strata(), confusion.counts(), counts -> confusion.value(metric, counts), SEED);
                yield bounded(
                        outcome,
                        rule,
                        observed,
                        OptionalDouble.of(bootstrap.lower(confidence)),
                        OptionalDouble.of(bootstrap.upper(confidence)),
                        "bootstrap stratified by label");
            }
            case COUNT -> {
                OptionalDouble exact = OptionalDouble.of(observed);
                yield bounded(outcome, rule, observed, exact, exact, "exact count");
            }
        };
    }

    private static RuleOutcome exact(RuleOutcome outcome, Rule rule, double observed, Proportion p) {
        return bounded(
                outcome,
                rule,
                observed,
                OptionalDouble.of(p.exactLower(confidence(rule))),
                OptionalDouble.of(p.exactUpper(confidence(rule))),
                "Clopper-Pearson");
    }

    private static RuleOutcome bounded(
            RuleOutcome outcome, Rule rule, double observed, OptionalDouble low, OptionalDouble high, String method) {
        return decide(outcome.interval(low, high, confidence(rule), method), rule, observed, low, high);
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
