package io.jenkins.plugins.modeldelivery.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;

import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Branches that run in parallel publish reports while others have the same build saved. */
@WithJenkins
class ParallelReportsTest {
    private static final int REPORTS = 300;

    @Test
    void shouldLetABuildBeSavedWhileReportsArrive(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> saving = other.submit(() -> {
                while (!over.get()) {
                    build.save();
                }
                return null;
            });
            for (int i = 0; i < REPORTS; i++) {
                EvalReportAction.publish(
                        build, "modelEvalGate", Json.document("gate-report").put("verdict", "PASS"));
            }
            over.set(true);
            saving.get();
        } finally {
            over.set(true);
            other.shutdownNow();
        }
        assertThat(build.getAction(EvalReportAction.class).getGates(), hasSize(REPORTS));
    }
}
