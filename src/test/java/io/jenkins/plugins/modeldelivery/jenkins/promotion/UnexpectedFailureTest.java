package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.configuration.ClusterAccess;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.durable.BackgroundWorkers;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A thread of a pool dies in silence; whatever ends a task must end the step, or at least be in a log. */
@WithJenkins
class UnexpectedFailureTest {
    /** A library of another plugin that is not there. */
    public static final class Broken extends ClusterAccess {
        private static final long serialVersionUID = 1;

        @NonNull
        @Override
        public ClusterConnection connection(@NonNull CredentialSource credentials) {
            throw new NoClassDefFoundError("com/example/Gone");
        }

        @TestExtension
        public static final class DescriptorImpl extends ClusterAccessDescriptor {}
    }

    @Test
    void shouldEndTheStepWhateverFails(JenkinsRule jenkins) throws Exception {
        ModelDeliveryConfiguration.get()
                .setEnvironments(
                        List.of(new EnvironmentConfiguration("production", new Broken(), "deployment/scorer")));
        WorkflowRun run = Site.job(jenkins, "deliver", Site.promote("v2"))
                .scheduleBuild2(0)
                .waitForStart();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !run.isLogUpdated());
        jenkins.assertBuildStatus(Result.FAILURE, run);
        jenkins.assertLogContains("com/example/Gone", run);
    }

    @Test
    void shouldLogWhatATaskFailsWith(JenkinsRule jenkins) {
        try (LogRecorder log =
                new LogRecorder().record(BackgroundWorkers.class, Level.WARNING).capture(10)) {
            BackgroundWorkers.get().submit(BackgroundWorkers.Work.ORDINARY, () -> {
                throw new IllegalStateException("the provider is gone");
            });
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !log.getRecords().isEmpty());
            assertThat(log.getRecords().get(0).getThrown().getMessage(), is("the provider is gone"));
            assertThat(log.getMessages(), hasItem("A task for a cluster or ledger failed"));
        }
    }
}
