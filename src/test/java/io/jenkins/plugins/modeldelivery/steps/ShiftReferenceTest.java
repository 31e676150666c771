package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.drift.DriftPoint;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.LedgerVerification;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.HistoryPoint;
import io.jenkins.plugins.modeldelivery.recording.ModelHistory;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Random;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Eval sets are compared on an agent with the fingerprints that the controller's ledger keeps, and leave their own. */
@WithJenkins
class ShiftReferenceTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    /** 60 rows around a centre; every second line of an eval set is another label, so that metrics make sense too. */
    private static String rows(int seed, double centre, String rest) {
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append(String.format(
                    java.util.Locale.ROOT,
                    "{\"id\":\"%d\",\"label\":\"a\"%s,\"embedding\":[%.4f,%.4f]}\\n",
                    i,
                    rest,
                    centre + random.nextGaussian(),
                    centre + random.nextGaussian()));
        }
        return lines.toString();
    }

    private static String register(String version) {
        return "registerVersion model: 'intent', version: '" + version + "', image: 'registry.example.com/intent@"
                + DIGEST + "'\n";
    }

    private static String file(String name, String text) {
        return "writeFile file: '" + name + "', text: '" + text + "'\n";
    }

    private static String drift(String reference, String version) {
        return register(version) + "modelDriftGate reference: '" + reference
                + "', current: 'eval.jsonl', model: 'intent'," + " version: '" + version
                + "', permutations: 199, embeddingModel: 'e5'\n";
    }

    private static WorkflowRun run(JenkinsRule jenkins, Result expected, String steps) throws Exception {
        jenkins.createOnlineSlave(hudson.model.Label.get("far"));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node('far') {\n" + steps + "}", true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private static void promote(String version) throws Exception {
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(null)) {
            List<String> ids = ledger.evidence().list("intent", version);
            ledger.decisions()
                    .append(DecisionDraft.of(
                                    "intent",
                                    "production",
                                    Decision.Kind.PROMOTED,
                                    Target.of(version, DIGEST),
                                    "alice",
                                    "because")
                            .withEvidence(ledger.evidence().bundle("intent", version, List.of(ids.get(0)))));
        }
    }

    @Test
    void shouldSayHowAFirstReferenceIsAccepted(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, Result.FAILURE, file("eval.jsonl", rows(1, 0, "")) + drift("previous", "1.0"));
        jenkins.assertLogContains("no version of intent serves in production yet", run);
        jenkins.assertLogNotContains("\tat ", run);
    }

    @Test
    void shouldCompareEachEvalSetWithThatOfTheVersionInProduction(JenkinsRule jenkins) throws Exception {
        run(
                jenkins,
                Result.SUCCESS,
                file("accepted.jsonl", rows(9, 0, ""))
                        + file("eval.jsonl", rows(1, 0, ""))
                        + drift("accepted.jsonl", "1.0"));
        promote("1.0");
        run(jenkins, Result.SUCCESS, file("eval.jsonl", rows(2, 0, "")) + drift("previous", "1.1"));
        WorkflowRun shifted =
                run(jenkins, Result.FAILURE, file("eval.jsonl", rows(3, 1.5, "")) + drift("previous", "1.2"));
        String report = shifted.getAction(EvalReportAction.class).getUrlName();
        try (JenkinsRule.WebClient web = jenkins.createWebClient().withJavaScriptEnabled(false)) {
            assertThat(
                    web.getPage(shifted, report).getByXPath("//section//*[@data-history and @data-version='1.2']"),
                    hasSize(1));
        }
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(null)) {
            List<HistoryPoint> points = new ModelHistory(ledger, "intent").last(10);
            assertThat(
                    points.stream().map(HistoryPoint::verdict).toList(),
                    contains(Verdict.FAIL, Verdict.PASS, Verdict.PASS));
            List<DriftPoint> drift =
                    points.stream().flatMap(point -> point.drift().stream()).toList();
            assertThat(drift.stream().map(DriftPoint::referenceVersion).toList(), contains("1.0", "1.0", ""));
            assertThat(drift.get(0).isOnScaleOf(drift.get(1)), is(true));
            assertThat(ledger.fingerprints().list("intent"), hasSize(3));
            assertThat(LedgerVerification.of(ledger).verdict(), is(Verdict.PASS));
        }
    }

    @Test
    void shouldTakeTheReferenceThatThePolicyNames(JenkinsRule jenkins) throws Exception {
        String policy = file(
                "model-delivery.yaml",
                "schema: model-delivery/policy/v1\\n"
                        + "evalSet: {shift: {field: embedding, reference: previous, permutations: 199}}\\n"
                        + "rules:\\n- {metric: accuracy, atLeast: 0.9}\\n");
        String gate = "modelEvalGate predictions: 'p.jsonl', evalSet: 'eval.jsonl', model: 'intent', version: ";
        String predicted = ",\"prediction\":\"a\",\"latency_ms\":5";
        run(
                jenkins,
                Result.SUCCESS,
                policy + file("accepted.jsonl", rows(9, 0, "")) + file("eval.jsonl", rows(1, 0, ""))
                        + file("p.jsonl", rows(1, 0, predicted)) + register("1.0") + gate
                        + "'1.0', reference: 'accepted.jsonl'\n");
        promote("1.0");
        WorkflowRun stopped = run(
                jenkins,
                Result.FAILURE,
                policy + file("eval.jsonl", rows(3, 1.5, "")) + file("p.jsonl", rows(3, 1.5, predicted))
                        + register("1.1") + gate + "'1.1'\n");
        jenkins.assertLogContains("EVAL_SET_STALE", stopped);
    }
}
