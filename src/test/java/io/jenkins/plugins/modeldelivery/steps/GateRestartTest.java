package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A controller restart between two gates loses neither the first report nor the build. */
class GateRestartTest {
    private static final String GATE =
            "modelEvalGate predictions: 'p.jsonl', rules: [[metric: 'accuracy', atLeast: 0.9]]\n";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void shouldKeepTheFirstReportAcrossARestart() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
            job.setDefinition(new CpsFlowDefinition(
                    "node {\n writeFile file: 'p.jsonl', text: '" + Workspaces.predictions(20, 20) + "'\n " + GATE
                            + " semaphore 'between'\n " + GATE + "}",
                    true));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("between/1", run);
        });
        sessions.then(jenkins -> {
            WorkflowRun run =
                    jenkins.jenkins.getItemByFullName("p", WorkflowJob.class).getBuildByNumber(1);
            SemaphoreStep.success("between/1", null);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            EvalReportAction action = run.getAction(EvalReportAction.class);
            assertThat(action.getGates(), hasSize(2));
            assertThat(action.getVerdictName(), is("PASS"));
            try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
                assertThat(client.getPage(run, "eval-report").asNormalizedText(), containsString("accuracy"));
            }
        });
    }
}
