package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.report.GateSummary;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The eval gate in Declarative Pipelines on a real agent: what each verdict does to the build. */
@WithJenkins
class ModelEvalGateStepTest {
    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    private JenkinsRule jenkins;

    @BeforeEach
    void startAgent(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agents.createAgent(
                rule, InboundAgentExtension.Options.newBuilder().label("remote").build());
    }

    @Test
    void shouldFailTheBuildAndNameRuleObservedAndLimit() throws Exception {
        WorkflowRun run = run(
                Result.FAILURE,
                Workspaces.predictions(100, 71),
                "modelEvalGate predictions: 'predictions.jsonl', rules: [[metric: 'accuracy', atLeast: 0.88]]",
                "echo 'not reached'");
        jenkins.assertLogContains("modelEvalGate FAIL", run);
        jenkins.assertLogContains("0.71", run);
        jenkins.assertLogContains("0.88", run);
        jenkins.assertLogNotContains("not reached", run);
        jenkins.assertLogNotContains("\tat ", run);
        assertThat(verdicts(run), is(List.of("FAIL")));
    }

    @Test
    void shouldMarkTheBuildUnstableWhenAskedTo() throws Exception {
        WorkflowRun run = run(
                Result.UNSTABLE,
                Workspaces.predictions(100, 71),
                "modelEvalGate predictions: 'predictions.jsonl', rules: [[metric: 'accuracy', atLeast: 0.88]],"
                        + " onFail: 'unstable'",
                "echo 'went on'");
        jenkins.assertLogContains("went on", run);
        assertThat(verdicts(run), is(List.of("FAIL")));
    }

    @Test
    void shouldNotPassWithTooLittleEvidence() throws Exception {
        WorkflowRun run = run(
                Result.FAILURE,
                Workspaces.predictions(10, 10),
                "modelEvalGate predictions: 'predictions.jsonl', rules:"
                        + " [[metric: 'accuracy', atLeast: 0.88, confidence: 0.95, minRows: 50]]");
        jenkins.assertLogContains("modelEvalGate INCONCLUSIVE", run);
        assertThat(verdicts(run), is(List.of("INCONCLUSIVE")));
    }

    @Test
    void shouldPassAndGiveTheNumbersBack() throws Exception {
        WorkflowRun run = run(
                Result.SUCCESS,
                Workspaces.predictions(100, 94),
                "script { def r = modelEvalGate predictions: 'predictions.jsonl',"
                        + " rules: [[metric: 'accuracy', atLeast: 0.88], [metric: 'p95_latency_ms', atMost: 100]]\n"
                        + " echo \"${r.verdict} ${r.metrics.accuracy} ${r.metrics.p95_latency_ms} | ${r.summary}\" }");
        jenkins.assertLogContains("PASS 0.94 95", run);
        EvalReportAction action = run.getAction(EvalReportAction.class);
        assertThat(action, notNullValue());
        assertThat(action.getGates().get(0).getStep(), is("modelEvalGate"));
    }

    @Test
    void shouldJudgeSlices() throws Exception {
        WorkflowRun run = run(
                Result.FAILURE,
                Workspaces.predictions(100, 94),
                "modelEvalGate predictions: 'predictions.jsonl',"
                        + " rules: [[metric: 'accuracy', slice: 'language', atLeast: 0.99, minRows: 10]]");
        jenkins.assertLogContains("language", run);
        assertThat(verdicts(run), is(List.of("FAIL")));
    }

    @Test
    void shouldWarnInTheLogOfAKeyThatDoesNothingAnyMore() throws Exception {
        String policy = "schema: model-delivery/policy/v1\\nrules:\\n  - {metric: accuracy, atLeast: 0.9}\\n"
                + "dependsOn:\\n  - {model: extractor, outputTolerance: 0.05}\\n";
        WorkflowRun run = run(
                Result.SUCCESS,
                Workspaces.predictions(100, 94),
                "writeFile file: 'model-delivery.yaml', text: '" + policy + "'",
                "modelEvalGate predictions: 'predictions.jsonl'");
        jenkins.assertLogContains("warning: outputTolerance of extractor is ignored: ", run);
    }

    @Test
    void shouldReadThePolicyFile() throws Exception {
        String policy = "schema: model-delivery/policy/v1\\nrules:\\n  - {metric: accuracy, atLeast: 0.9}\\n";
        WorkflowRun run = run(
                Result.SUCCESS,
                Workspaces.predictions(100, 94),
                "writeFile file: 'model-delivery.yaml', text: '" + policy + "'",
                "modelEvalGate predictions: 'predictions.jsonl'");
        assertThat(verdicts(run), is(List.of("PASS")));
    }

    @Test
    void shouldNameAMissingFileInOneLine() throws Exception {
        WorkflowRun run = run(
                Result.FAILURE,
                "",
                "modelEvalGate predictions: 'nowhere.jsonl', rules: [[metric: 'accuracy', atLeast: 0.9]]");
        jenkins.assertLogContains("nowhere.jsonl", run);
        jenkins.assertLogNotContains("\tat ", run);
    }

    @Test
    void shouldRefuseContradictoryParameters() throws Exception {
        WorkflowRun run = run(Result.FAILURE, "", "modelEvalGate rules: [[metric: 'accuracy', atLeast: 0.9]]");
        jenkins.assertLogContains("give results, predictions or both", run);
    }

    @Test
    void shouldShowSeveralGatesOnOnePageAndInTheRemoteApi() throws Exception {
        WorkflowRun run = run(
                Result.UNSTABLE,
                Workspaces.predictions(100, 94),
                "modelEvalGate predictions: 'predictions.jsonl', rules: [[metric: 'accuracy', atLeast: 0.9]]",
                "modelEvalGate predictions: 'predictions.jsonl', rules: [[metric: 'error_rate', atMost: 0], [metric:"
                        + " 'accuracy', atLeast: 0.99]], onFail: 'unstable'");
        assertThat(verdicts(run), is(List.of("PASS", "FAIL")));
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            String page = client.getPage(run, "eval-report").asNormalizedText();
            assertThat(page, containsString("error_rate"));
            assertThat(page, containsString("0.94"));
            String build = client.getPage(run).asNormalizedText();
            assertThat(build, containsString("Eval Report"));
            String api = client.goTo(run.getUrl() + "eval-report/api/json", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(api, containsString("\"verdict\":\"FAIL\""));
            String document = client.goTo(run.getUrl() + "eval-report/data?id=1-modelEvalGate", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(document, containsString("model-delivery/gate-report/v1"));
        }
        assertThat(run.getRootDir().toPath().resolve("build.xml").toFile().length() < 200_000, is(true));
        assertThat(jenkins.getLog(run), not(containsString("WARNING")));
    }

    private WorkflowRun run(Result expected, String predictions, String... steps) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(Workspaces.pipeline(predictions, steps), true));
        WorkflowRun run = jenkins.buildAndAssertStatus(expected, job);
        assertThat(jenkins.jenkins.getLabels(), hasItem(Label.get("remote")));
        return run;
    }

    private static List<String> verdicts(WorkflowRun run) {
        return run.getAction(EvalReportAction.class).getGates().stream()
                .map(GateSummary::getVerdictName)
                .toList();
    }
}
