package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    static ObjectNode report(GateEvidence evidence) {
        return new GateJudge(evidence).report();
    }

    private ObjectNode report() {
        List<Preconditions.Finding> findings = Preconditions.of(evidence);
        findings.forEach(finding -> add(finding.verdict(), finding.reason()));
        Optional<String> block = Preconditions.block(findings);
        ArrayNode rules = Json.mapper().createArrayNode();
        List<Rule> asked = evidence.policy().rules();
        if (block.isPresent()) {
            for (Rule rule : asked) {
                rules.add(new RuleOutcome(rule, Optional.empty())
                        .inconclusive("not computed, because of " + block.get())
                        .toJson());
                verdicts.add(Verdict.INCONCLUSIVE);
            }
            remarks.add("metrics were not computed");
        } else {
            RuleJudge judge = new RuleJudge(evidence);
            for (Rule rule : asked) {
                for (RuleOutcome outcome : judge.judge(rule)) {
                    rules.add(outcome.toJson());
                    add(outcome.verdict(), outcome.told());
                }
            }
            evidence.all().ifPresent(sample -> {
                ClaimedMetrics.contradicted(evidence.counts().path("results"), sample)
                        .forEach(lie -> add(Verdict.FAIL, lie));
                if (sample.typesDiffer() > 0) {
                    remarks.add(sample.typesDiffer() + " rows have a prediction of another type than the label "
                            + "(for example \"1\" and 1); they count as wrong");
                }
            });
        }
        if (asked.isEmpty() && verdicts.isEmpty() && checksNothing()) {
            add(Verdict.INCONCLUSIVE, "the policy has no rules, so nothing was judged");
        }
        return document(rules);
    }

    private boolean checksNothing() {
        Policy policy = evidence.policy();
        return !evidence.json().has("contract")
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

    private ObjectNode document(ArrayNode rules) {
        Verdict verdict = verdicts.isEmpty() ? Verdict.PASS : Verdict.worst(verdicts);
        ObjectNode json = Json.document("gate-report").put("verdict", verdict.name());
        ArrayNode reasons = json.putArray("reasons");
        List.of(failing, undecided, remarks).forEach(some -> some.forEach(reasons::add));
        copy(json, "model");
        copy(json, "version");
        json.set("rules", rules);
        evidence.all().ifPresent(sample -> json.set("metrics", metrics(sample)));
        for (String key : new String[] {"contract", "evalSet", "drift", "counts", "policy", "judgedAt"}) {
            copy(json, key);
        }
        return json;
    }

    /** Every metric that these rows can tell, whether there is a rule for it or not. */
    private static ObjectNode metrics(Sample sample) {
        ObjectNode metrics = Json.object();
        for (Metric metric : Metric.values()) {
            if (sample.gap(metric).isEmpty()) {
                metrics.put(metric.key(), sample.value(metric));
            }
        }
        return metrics;
    }

    private void copy(ObjectNode json, String key) {
        if (evidence.json().has(key)) {
            json.set(key, evidence.json().get(key).deepCopy());
        }
    }
}
