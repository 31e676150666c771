package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.durable.HeldProgram;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** What a delivery means to do is stored with the build before it is done; until then nothing happens outside. */
class StoredFirstTest extends OnSite {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

    @TestExtension
    public static final class Gate extends HeldProgram.GateDescriptor {}

    @AfterEach
    void letGo() {
        HeldProgram.release();
    }

    @Test
    void shouldNotPromoteBeforeTheStateIsStored() throws Exception {
        WorkflowRun run = runHeld(Site.promote("v2"));
        assertNothingHappens(List.of(), 0);
        HeldProgram.release();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
        assertThat(site.cluster.api.updates(), hasSize(1));
    }

    @Test
    void shouldNotRollBackBeforeTheStateIsStored() throws Exception {
        WorkflowJob job = Site.job(jenkins, "before", Site.promote("v1"), Site.promote("v2"));
        jenkins.buildAndAssertSuccess(job);
        List<String> before = Site.story();
        int updates = site.cluster.api.updates().size();
        WorkflowRun run =
                runHeld("rollbackModel environment: 'production', model: '" + Site.MODEL + "', reason: 'timeouts'");
        assertNothingHappens(before, updates);
        HeldProgram.release();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        assertThat(Site.story(), hasItem("ROLLED_BACK v1"));
        assertThat(site.cluster.api.updates(), hasSize(updates + 1));
    }

    private WorkflowRun runHeld(String step) throws Exception {
        HeldProgram.prepare();
        ModelDeliveryConfiguration.get().setLedger(new HeldProgram.Gated());
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "deliver");
        job.setDefinition(HeldProgram.beside(step));
        return job.scheduleBuild2(0).waitForStart();
    }

    private void assertNothingHappens(List<String> story, int updates) {
        Awaitility.await()
                .during(LONG_ENOUGH)
                .atMost(LONG_ENOUGH.multipliedBy(10))
                .until(() ->
                        Site.story().equals(story) && site.cluster.api.updates().size() == updates);
    }
}
