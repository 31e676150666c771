package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** From evidence to a report; the same evidence always gives the same report. */
final class GateJudge {
    private final GateEvidence evidence;
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> failing = new ArrayList<>();
    private final List<String> undecided = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private GateJudge(GateEvidence evidence) {
        this.evidence = evidence;
    }

    /** @param more what else stands in the report, of a later release */
    static GateReport report(GateEvidence evidence, Map<String, JsonNode> more) {
        return new GateJudge(evidence).report(more);
    }

    private GateReport report(Map<String, JsonNode> more) {
        List<Preconditions.Finding> findings = Preconditions.of(evidence);
        findings.forEach(finding -> add(finding.verdict(), finding.reason()));
        Optional<String> block = Preconditions.block(findings);
        List<RuleOutcome> rules = new ArrayList<>();
        List<Rule> asked = evidence.rules();
        if (block.isPresent()) {
            for (Rule rule : asked) {
                rules.add(
                        RuleOutcome.of(rule, Optional.empty()).inconclusive("not computed, because of " + block.get()));
                verdicts.add(Verdict.INCONCLUSIVE);
            }
            remarks.add("metrics were not computed");
        } else {
            RuleJudge judge = new RuleJudge(evidence);
            for (Rule rule : asked) {
                for (RuleOutcome outcome : judge.judge(rule, GateReport.MAX_OUTCOMES - rules.size())) {
                    rules.add(outcome);
                    add(outcome.verdict(), outcome.told());
                }
            }
            evidence.all().ifPresent(sample -> {
                ClaimedMetrics.contradicted(evidence, sample).forEach(lie -> add(Verdict.FAIL, lie));
                remarks.addAll(ClaimedMetrics.otherwise(evidence, sample));
                remarks.addAll(hints(sample));
                remarks.addAll(drawn(asked));
            });
            if (evidence.counts().resultsAllZero().orElse(false)) {
                remarks.add("every number of the results file is 0: was it written before anything was computed?");
            }
        }
        if (asked.isEmpty() && verdicts.isEmpty() && checksNothing()) {
            add(Verdict.INCONCLUSIVE, "the policy has no rules, so nothing was judged");
        }
        return document(rules, more);
    }

    /** Likely causes of an accuracy that is lower than expected. */
    private static List<String> hints(Sample sample) {
        List<String> hints = new ArrayList<>();
        if (sample.typesDiffer() > 0) {
            hints.add(sample.typesDiffer() + " rows have a prediction of another type than the label "
                    + "(for example \"1\" and 1); they count as wrong");
        }
        if (sample.almost().isPresent()) {
            hints.add(sample.almost().getAsLong() + " predictions differ from their labels only in case or blanks; "
                    + "they count as wrong (exact_match with normalize: [trim, case] overlooks that)");
        }
        if (sample.open().isPresent()) {
            hints.add(sample.open().getAsLong() + " of " + sample.rows()
                    + " rows were drawn and have no label; where labels decide they count as wrong");
        }
        if (sample.decimals().isPresent()) {
            hints.add(sample.decimals().getAsLong()
                    + " labels are numbers with decimals, which are hardly ever met exactly; "
                    + "mae, rmse or r2 measure how far off predictions are");
        }
        if (sample.rows() > 0 && sample.failed() == sample.rows()) {
            hints.add("every row is a failed request: `error` is empty in none");
        }
        return hints;
    }

    /** Estimates that are not production's, because nothing weighs the rows. */
    private List<String> drawn(List<Rule> asked) {
        return asked.stream()
                .filter(rule -> rule.confidence().isEmpty())
                .flatMap(rule -> evidence.draw().flatMap(rule::unweighted).stream())
                .distinct()
                .toList();
    }

    private boolean checksNothing() {
        Policy policy = evidence.policy();
        return evidence.contract().isEmpty()
                && policy.shift().isEmpty()
                && policy.maxAge().isEmpty()
                && policy.minRows() == 0;
    }

    private void add(Verdict verdict, String reason) {
        verdicts.add(verdict);
        switch (verdict) {
            case FAIL -> failing.add(reason);
            case INCONCLUSIVE -> undecided.add(reason);
            case PASS -> {
                if (reason.startsWith("shift:")) {
                    remarks.add(reason);
                }
            }
        }
    }

    private GateReport document(List<RuleOutcome> rules, Map<String, JsonNode> more) {
        return new GateReport(
                GateReport.SCHEMA,
                verdicts.isEmpty() ? Verdict.PASS : Verdict.worst(verdicts),
                Stream.of(failing, undecided, remarks).flatMap(List::stream).toList(),
                evidence.model(),
                evidence.version(),
                rules,
                evidence.all().map(sample -> metrics(sample, rules)),
                evidence.contract(),
                evidence.evalSet(),
                evidence.drift(),
                evidence.inputs(),
                evidence.counts(),
                evidence.policy(),
                evidence.judgedAt(),
                more);
    }

    /**
     * Every metric that these rows can tell, whether there is a rule for it or not. Where rows do not count alike only what a rule
     * made of them.
     */
    private Map<String, Double> metrics(Sample sample, List<RuleOutcome> rules) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        boolean stratified = evidence.draw().flatMap(RequestDraw::strata).isPresent();
        for (Metric metric : Metric.COUNTED) {
            boolean isTimed = metric.kind() == Metric.Kind.QUANTILE;
            if (metric != Metric.ROWS && (stratified || sample.draws().isPresent() && !isTimed)) {
                rules.stream()
                        .filter(rule -> rule.metric().equals(metric.key())
                                && rule.slice().isEmpty())
                        .findFirst()
                        .ifPresent(rule -> rule.observed().ifPresent(value -> metrics.put(metric.key(), value)));
            } else if (evidence.gap(sample, metric).isEmpty()) {
                metrics.put(metric.key(), sample.value(metric));
            }
        }
        return metrics;
    }
}
