package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A route that is not put back because production is down, and the watchdog that would do it when nobody else does. */
@WithJenkins
class HeldRouteTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ObjectKey JOBS = new ObjectKey("batch/v1", "Job", "jobs", "prod", "");
    private static final String WATCHDOG =
            "watchdogImage: 'registry.example.com/tools/kubectl:1.34', watchdogAccount: 'route-keeper'";

    private JenkinsRule jenkins;
    private TrafficSite site;
    private JsonNode before;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new TrafficSite();
        before = site.spec();
        site.setUp(null);
    }

    @AfterEach
    void stop() throws Exception {
        assertThat("the route is exactly as before", site.spec(), is(before));
        assertThat(leases(), is(empty()));
        assertThat("no watchdog is left", site.objects.list(JOBS, ""), is(empty()));
        site.close();
    }

    private WorkflowRun begin(String step) throws Exception {
        WorkflowRun run =
                TrafficSite.job(jenkins, "none", step).scheduleBuild2(0).waitForStart();
        Awaitility.await().atMost(PATIENCE).until(site::isSplit);
        return run;
    }

    @Test
    void shouldNotSendUsersToNothingWhenAbortedWhileProductionIsDown() throws Exception {
        WorkflowRun run = begin(site.gate("300s"));
        site.productionPods(0);
        run.getExecutor().interrupt();
        jenkins.waitForMessage("keeps the candidate's share for now: production has no ready endpoint", run);
        assertThat(site.isSplit(), is(true));
        assertThat("the build waits", run.isBuilding(), is(true));
        site.productionPods(2);
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
    }

    @Test
    void shouldNotPassWhatEndedWhileProductionWasDown() throws Exception {
        WorkflowRun run = begin(site.gate("3s"));
        site.productionPods(0);
        jenkins.waitForMessage("keeps the candidate's share for now: production has no ready endpoint", run);
        assertThat(site.isSplit(), is(true));
        site.productionPods(2);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("stagingTrafficGate INCONCLUSIVE: PRODUCTION_DOWN", run);
        jenkins.assertLogNotContains("somebody is asked", run);
    }

    @Test
    void shouldHaveAWatchdogForAsLongAsTheRouteIsSplit() throws Exception {
        WorkflowRun run = begin(site.gate("5s", WATCHDOG));
        List<? extends JsonNode> jobs = site.objects.list(JOBS, "");
        assertThat(jobs, hasSize(1));
        JsonNode pod = jobs.get(0).at("/spec/template/spec");
        assertThat(pod.path("serviceAccountName").asText(), is("route-keeper"));
        assertThat(pod.at("/containers/0/image").asText(), is("registry.example.com/tools/kubectl:1.34"));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
    }

    @Test
    void shouldShiftNothingWithoutTheWatchdogThatWasAskedFor() throws Exception {
        site.objects.deny("create", JOBS);
        WorkflowRun run = jenkins.buildAndAssertStatus(
                Result.FAILURE, TrafficSite.job(jenkins, "none", site.gate("3s", WATCHDOG)));
        jenkins.assertLogContains("missing permission: create jobs in prod", run);
        WorkflowRun half = jenkins.buildAndAssertStatus(
                Result.FAILURE,
                TrafficSite.job(jenkins, "none", site.gate("3s", "watchdogImage: 'registry.example.com/k:1'")));
        jenkins.assertLogContains("give both watchdogImage and watchdogAccount, or neither", half);
    }

    private static List<Lease> leases() throws Exception {
        try (Ledger ledger = TrafficSite.ledger()) {
            return ledger.leases().open();
        }
    }
}
