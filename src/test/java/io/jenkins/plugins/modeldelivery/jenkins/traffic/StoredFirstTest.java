package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.durable.HeldProgram;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Under which lease a route is to be split is stored with the build before it is leased or split. */
@WithJenkins
class StoredFirstTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

    @TestExtension
    public static final class Gate extends HeldProgram.GateDescriptor {}

    private TrafficSite site;

    @BeforeEach
    void start() throws Exception {
        site = new TrafficSite();
    }

    @AfterEach
    void stop() {
        HeldProgram.release();
        site.close();
    }

    @Test
    void shouldNotSplitTheRouteBeforeTheStateIsStored(JenkinsRule jenkins) throws Exception {
        site.setUp(null);
        JsonNode before = site.spec();
        List<String> writes = new CopyOnWriteArrayList<>(); // those that are only tried, too
        site.api.before(request -> {
            if (request.startsWith("PUT")) {
                writes.add(request);
            }
        });
        HeldProgram.prepare();
        ModelDeliveryConfiguration.get().setLedger(new HeldProgram.Gated());
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(HeldProgram.beside(site.gate("2s")));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        Awaitility.await()
                .during(LONG_ENOUGH)
                .atMost(LONG_ENOUGH.multipliedBy(10))
                .until(() -> leases() == 0 && writes.isEmpty());
        HeldProgram.release();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        assertThat(site.spec(), is(before));
        assertThat(leases(), is(1));
    }

    /** How many objects were ever leased. */
    private static int leases() throws Exception {
        try (Ledger ledger = TrafficSite.ledger()) {
            return ledger.leases().targets().size();
        }
    }
}
