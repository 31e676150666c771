package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Compared;
import io.jenkins.plugins.modeldelivery.evaluation.Estimate;
import io.jenkins.plugins.modeldelivery.evaluation.Measure;
import io.jenkins.plugins.modeldelivery.evaluation.Measured;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Repeats;
import io.jenkins.plugins.modeldelivery.evaluation.Tallied;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Judges rules on evidence. */
final class RuleJudge {
    private final GateEvidence evidence;

    RuleJudge(GateEvidence evidence) {
        this.evidence = evidence;
    }

    /** What one rule came to on one slice value: an outcome, or a number that is still to be judged. */
    private record Open(Optional<RuleOutcome> settled, Optional<LimitCheck> decision) {
        static Open settled(RuleOutcome outcome) {
            return new Open(Optional.of(outcome), Optional.empty());
        }

        static Open of(LimitCheck decision) {
            return new Open(Optional.empty(), Optional.of(decision));
        }
    }

    /**
     * One outcome, or one for each value of the rule's slice.
     *
     * @param room for outcomes in the report; a rule on more slices than that is INCONCLUSIVE as a whole
     */
    List<RuleOutcome> judge(Rule rule, int room) {
        RuleOutcome whole = RuleOutcome.of(rule, Optional.empty());
        if (rule.measure().isEmpty() || !evidence.hasPredictions()) {
            return List.of(
                    rule.slice().isEmpty()
                            ? claimed(whole, rule)
                            : whole.inconclusive("a slice needs predictions and one of the computed metrics"));
        }
        Optional<String> unfit = evidence.draw().flatMap(rule::unfit);
        if (unfit.isPresent()) {
            return List.of(whole.inconclusive(unfit.get()));
        }
        Optional<String> repeated = repeated(rule);
        if (repeated.isPresent()) {
            return List.of(whole.inconclusive(repeated.get()));
        }
        Optional<Tallied> measured = evidence.tallied(rule.measure().get());
        if (measured.isEmpty()) {
            return List.of(whole.inconclusive("the counts say nothing of it"));
        }
        if (!rule.slice().isEmpty()) {
            return slices(rule, measured.get(), room);
        }
        Optional<Compared> all = measured.get().all();
        return List.of(
                all.isPresent()
                        ? decided(sampled(whole, rule, all.get()))
                        : whole.inconclusive("the counts say nothing of it"));
    }

    private static RuleOutcome decided(Open open) {
        return open.settled().orElseGet(() -> {
            LimitCheck decision = open.decision().orElseThrow();
            return decision.outcome(decision.isJudgedByBounds()
                    && decision.failsAt(decision.rule().shownConfidence()));
        });
    }

    /** Why rows that ask the same over and over cannot count as independent. */
    private Optional<String> repeated(Rule rule) {
        Metric metric = rule.measure().orElseThrow().asMetric();
        boolean counts = metric == Metric.ROWS
                || rule.confidence().isEmpty()
                        && (metric.kind() == Metric.Kind.QUANTILE
                                || metric == Metric.ERROR_RATE
                                || metric == Metric.SCHEMA_COMPLIANCE);
        if (rule.independent() || rule.measure().get().groupBy().isPresent() || counts) {
            return Optional.empty();
        }
        return evidence.counts().repeats().entrySet().stream()
                .filter(field -> field.getValue().areMany())
                .findFirst()
                .map(field -> told(field.getKey(), field.getValue()));
    }

    private static String told(String field, Repeats repeats) {
        return "%d rows share %d values of '%s', so that they are not independent; say groupBy: %s, or repeats: independent"
                .formatted(repeats.rows(), repeats.values(), field, field);
    }

    private List<RuleOutcome> slices(Rule rule, Tallied measured, int room) {
        RuleOutcome whole = RuleOutcome.of(rule, Optional.empty());
        if (measured.tooMany().orElse(false)) {
            return List.of(whole.inconclusive("the field has more than 1000 values; that is no slice"));
        }
        if (measured.values().size() > room) {
            return List.of(whole.inconclusive(tooMany(measured.values().size())));
        }
        Map<String, Open> opened = new LinkedHashMap<>();
        List<String> skipped = new ArrayList<>();
        measured.values().forEach((value, compared) -> {
            if (rule.skipsSmall() && compared.candidate().rows() < rule.minRows()) {
                skipped.add(value);
            } else {
                opened.put(value, sampled(RuleOutcome.of(rule, Optional.of(value)), rule, compared));
            }
        });
        List<RuleOutcome> outcomes = new ArrayList<>(holm(rule, List.copyOf(opened.values())));
        String name = rule.sliceName().orElseThrow();
        long missing = measured.missing().orElse(0);
        if (missing > 0 || measured.values().isEmpty()) {
            outcomes.add(whole.inconclusive(missing + " of " + evidence.rows() + " rows have no field '" + name + "'"));
        }
        if (!skipped.isEmpty()) {
            String small = "set aside, below " + rule.minRows() + " rows: " + String.join("; ", skipped);
            outcomes.add(
                    opened.isEmpty()
                            ? whole.inconclusive("no slice has " + rule.minRows() + " rows; " + small)
                            : whole.is(Verdict.PASS, small));
        }
        if (rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE) {
            List<String> lost = new ArrayList<>(measured.lost());
            lost.addAll(evidence.counts().lostSlices().getOrDefault(name, List.of()));
            lost.forEach(value -> outcomes.add(RuleOutcome.of(rule, Optional.of(value))
                    .inconclusive("the baseline has rows of this value, the candidate has none")));
        }
        return outcomes.size() > room ? List.of(whole.inconclusive(tooMany(outcomes.size()))) : outcomes;
    }

    private static String tooMany(int values) {
        return "its " + values + " values would make more than " + GateReport.MAX_OUTCOMES
                + " outcomes of one report; judge fewer slices, or in several gates";
    }

    /** FAIL over the values of one slice by Holm's levels (1979): as often as for one value, any of them is wrong. */
    private static List<RuleOutcome> holm(Rule rule, List<Open> opened) {
        List<LimitCheck> undecided = new ArrayList<>();
        opened.forEach(
                open -> open.decision().filter(LimitCheck::isJudgedByBounds).ifPresent(undecided::add));
        List<LimitCheck> failing = new ArrayList<>();
        boolean found = !undecided.isEmpty();
        while (found && !undecided.isEmpty()) {
            double confidence = 1 - (1 - rule.shownConfidence()) / undecided.size();
            List<LimitCheck> failed =
                    undecided.stream().filter(d -> d.failsAt(confidence)).toList();
            failing.addAll(failed);
            found = undecided.removeAll(failed);
        }
        return opened.stream()
                .map(open -> open.settled()
                        .orElseGet(() -> open.decision()
                                .orElseThrow()
                                .outcome(failing.contains(open.decision().get()))))
                .toList();
    }

    private Open sampled(RuleOutcome unknown, Rule rule, Compared compared) {
        Measured candidate = compared.candidate();
        Measure measure = rule.measure().orElseThrow();
        boolean compares = rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE;
        if (candidate.gap().isPresent()) {
            String why = candidate.gap().get();
            boolean none =
                    compares && candidate.rows() == 0 && compared.difference().isPresent();
            return Open.settled(unknown.inconclusive(none ? "candidate and baseline have no id in common" : why));
        }
        Estimate estimate = new Estimate(measure, candidate);
        double observed = estimate.value();
        RuleOutcome outcome = unknown.observed(observed, candidate.rows());
        if (candidate.rows() < rule.minRows()) {
            return Open.settled(outcome.inconclusive(tooFew(candidate.rows(), rule)));
        }
        if (candidate.isOneGroup()) {
            return Open.settled(outcome.inconclusive(
                    Numbers.value(observed) + "; " + candidate.unbounded().get()));
        }
        String left = candidate.leftOut().isPresent()
                ? "; " + candidate.leftOut().getAsLong() + " failed requests were left out"
                : "";
        if (compares) {
            return new BaselineJudge(evidence)
                    .sampled(outcome, rule, compared, left)
                    .map(Open::of, Open::settled);
        }
        return limited(outcome, rule, observed, candidate.rows(), evidence.bounds(rule, Bounds.of(estimate)), left);
    }

    private static Open limited(
            RuleOutcome outcome, Rule rule, double observed, long rows, Bounds bounds, String note) {
        boolean least = rule.operator() == Rule.Operator.AT_LEAST;
        String seen = (Double.isInfinite(observed) ? "slower than every latency" : Numbers.value(observed))
                + (least ? ", at least " : ", at most ")
                + Numbers.value(rule.limit());
        Optional<String> mistaken = Ranges.mistaken(rule);
        return mistaken.isPresent()
                ? Open.settled(bounds.told(outcome, rule).inconclusive(seen + "; " + mistaken.get()))
                : Open.of(new LimitCheck(outcome, rule, observed, least, rule.limit(), rows, bounds, seen + note));
    }

    private String nobodySays() {
        return evidence.hasPredictions()
                ? "predictions give no metric of this name, and no results file was given that has it"
                : "no predictions and no results file were given";
    }

    /** A number that a results file claims. */
    private RuleOutcome claimed(RuleOutcome outcome, Rule rule) {
        Optional<Claim> claim = evidence.counts().claim(rule.metric());
        OptionalDouble claimed = claim.map(Claim::value).orElse(OptionalDouble.empty());
        if (claimed.isEmpty()) {
            return outcome.inconclusive(claim.flatMap(Claim::problem).orElseGet(this::nobodySays));
        }
        double observed = claimed.getAsDouble();
        OptionalLong rows = evidence.counts().claimedRows(rule);
        RuleOutcome known = outcome.observed(observed, rows.orElse(-1));
        if (rule.minRows() > 1 && rows.orElse(-1) < rule.minRows()) {
            return known.inconclusive(
                    rows.isEmpty()
                            ? "nobody says from how many rows it is; name the place by rows: PATH"
                            : tooFew(rows.getAsLong(), rule));
        }
        if (rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE) {
            return new BaselineJudge(evidence).claimed(known, rule, observed).map(d -> decided(Open.of(d)), o -> o);
        }
        Optional<String> odd = Ranges.impossible(rule.metric(), observed);
        return odd.isPresent()
                ? known.inconclusive(odd.get())
                : decided(limited(known, rule, observed, rows.orElse(0), claimedBounds(rule, observed, rows), ""));
    }

    private Bounds claimedBounds(Rule rule, double observed, OptionalLong rows) {
        if (rule.stderrAt().isPresent()) {
            OptionalDouble error = evidence.counts()
                    .claim(rule.stderrAt().get())
                    .map(Claim::value)
                    .orElse(OptionalDouble.empty());
            Optional<Measure.Range> range = Ranges.of(rule.metric());
            return error.orElse(0) > 0
                    ? Bounds.normal(
                            observed,
                            error.getAsDouble(),
                            range.map(Measure.Range::low).orElse(Double.NEGATIVE_INFINITY),
                            range.map(Measure.Range::high).orElse(Double.POSITIVE_INFINITY))
                    : Bounds.none("there is no standard error above 0 at '"
                            + rule.stderrAt().get() + "'");
        }
        if (rows.isEmpty()) {
            return Bounds.none("nobody says from how many rows it is; name the place by rows: PATH, or stderr: PATH");
        }
        if (!rule.hasPlainRows()) {
            return Bounds.none("a results file tells no groups, weights or strata; name the place of a standard error"
                    + " by stderr: PATH, or give predictions");
        }
        if (!Ranges.isShareOfRows(rule.metric()) || observed < 0 || observed > 1) {
            return Bounds.none(
                    "a results file tells no bound of it; name the place of a standard error by stderr: PATH");
        }
        long n = rows.getAsLong();
        Proportion low = new Proportion((long) Math.floor(observed * n + 1e-6), n);
        Proportion high = new Proportion((long) Math.ceil(observed * n - 1e-6), n);
        return new Bounds(
                Optional.empty(),
                "Clopper-Pearson",
                c -> OptionalDouble.of(low.exactLower(c)),
                c -> OptionalDouble.of(high.exactUpper(c)),
                n);
    }

    static String tooFew(long rows, Rule rule) {
        return rows + " rows, at least " + rule.minRows() + " are needed";
    }
}
