package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A controller in a JVM of its own is killed in the middle of an evaluation: the step ends with one clear line, and
 * repeated in the same build it goes on where it was.
 */
class KilledControllerTest {
    private static final int ROWS = 40;
    private static final int ANSWERED = 10;

    @RegisterExtension
    private final RealJenkinsExtension real = new RealJenkinsExtension();

    @Test
    void shouldGoOnInTheSameBuild() throws Throwable {
        try (HeldModel model = new HeldModel(ANSWERED)) {
            real.startJenkins();
            real.runRemotely(new Begin(model.url()));
            model.awaitHolding();
            real.stopJenkinsForcibly();
            model.release();
            real.startJenkins();
            real.runRemotely(KilledControllerTest::end);
            assertThat("only the cut one was asked twice", model.asked(), is(ROWS + 1));
        }
    }

    private static final class Begin implements RealJenkinsExtension.Step {
        private static final long serialVersionUID = 1;

        private final String url;

        Begin(String url) {
            this.url = url;
        }

        @Override
        public void run(JenkinsRule jenkins) throws Throwable {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "evaluate");
            job.setDefinition(new CpsFlowDefinition(
                    "node {\n writeFile file: 'eval.jsonl', text: '" + HeldModel.evalSet(ROWS) + "'\n"
                            + " retry(conditions: [nonresumable()], count: 2) {\n"
                            + "  runModelEval evalSet: 'eval.jsonl', url: '" + url + "', concurrency: 1, warmUp: 0\n"
                            + " }\n"
                            + " modelEvalGate predictions: 'predictions.jsonl', results: 'results.json',"
                            + " rules: [[metric: 'accuracy', atLeast: 0.99]]\n}",
                    true));
            job.scheduleBuild2(0).waitForStart();
        }
    }

    private static void end(JenkinsRule jenkins) throws Throwable {
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName("evaluate", WorkflowJob.class).getBuildByNumber(1);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("`runModelEval` cannot be resumed after a controller restart", run);
        jenkins.assertLogContains("going on with " + ANSWERED + " of " + ROWS + " rows answered before", run);
        jenkins.assertLogContains("40 rows in ", run);
        jenkins.assertLogNotContains("\tat ", run);
    }
}
