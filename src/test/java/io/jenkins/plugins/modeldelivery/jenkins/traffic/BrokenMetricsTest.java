package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.model.Descriptor;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundConstructor;

/** A source of counts that fails in ways nobody thought of ends the step, and says how it failed. */
@WithJenkins
class BrokenMetricsTest {
    public static final class Broken extends TrafficMetrics {
        private static final long serialVersionUID = 1;

        private final boolean linked;

        @DataBoundConstructor
        public Broken(boolean linked) {
            this.linked = linked;
        }

        public boolean isLinked() {
            return linked;
        }

        @NonNull
        @Override
        public Plan plan(@NonNull CredentialSource credentials, @NonNull RouteRequest route, FilePath workspace) {
            if (linked) {
                throw new NullPointerException();
            }
            throw new NoClassDefFoundError("com/example/Gone");
        }

        @TestExtension
        @Symbol("broken")
        public static final class DescriptorImpl extends Descriptor<TrafficMetrics> {}
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndTheStepAndNameTheFailure(boolean linked, JenkinsRule jenkins) throws Exception {
        WorkflowRun run = TrafficSite.job(
                        jenkins,
                        "none",
                        "stagingTrafficGate route: 'external', production: 'scorer', candidate: 'next',"
                                + " warmUp: '0s', metrics: broken(" + linked + ")")
                .scheduleBuild2(0)
                .waitForStart();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !run.isLogUpdated());
        jenkins.assertBuildStatus(Result.FAILURE, run);
        jenkins.assertLogContains(
                "stagingTrafficGate: unexpected java.lang."
                        + (linked ? "NullPointerException" : "NoClassDefFoundError"),
                run);
    }
}
