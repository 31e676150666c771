package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import hudson.model.Slave;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.report.LiveReports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Traffic gates in Declarative Pipelines, with a route behind a real HTTP API and counters that follow it. */
@WithJenkins
class StagingTrafficGateStepTest {
    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    private JenkinsRule jenkins;
    private TrafficSite site;
    private JsonNode before;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new TrafficSite();
        before = site.spec();
    }

    @AfterEach
    void stop() {
        assertThat("the route is exactly as before", site.spec(), is(before));
        site.close();
    }

    @Test
    void shouldHaltBeforeTheApprovalWhenTheCandidateFails() throws Exception {
        site.setUp(null);
        site.failing(0.05);
        WorkflowRun run = run(Result.FAILURE, "none", site.gate("60s"));
        jenkins.assertLogContains("stagingTrafficGate FAIL: ERRORS", run);
        jenkins.assertLogNotContains("somebody is asked", run);
    }

    @Test
    void shouldHaltWhenTheCandidateIsSlow() throws Exception {
        site.setUp(null);
        site.slowness(1.5);
        WorkflowRun run = run(Result.FAILURE, "none", site.gate("3s"));
        jenkins.assertLogContains("stagingTrafficGate FAIL", run);
    }

    @Test
    void shouldShiftNothingToAnotherVersion() throws Exception {
        site.setUp(null);
        site.serve("sha256:" + "0".repeat(64));
        WorkflowRun run = run(Result.FAILURE, "none", site.gate("3s"));
        jenkins.assertLogContains("is served by scorer-next-1, not by " + TrafficSite.DIGEST, run);
        assertThat(leases(), is(empty()));
    }

    @Test
    void shouldShiftNothingWithoutMeasurements() throws Exception {
        site.setUp(null);
        WorkflowRun run = run(
                Result.FAILURE,
                "none",
                "stagingTrafficGate environment: 'production', route: 'httproute/scorer', production: 'scorer',"
                        + " candidate: 'staging/scorer-next'");
        jenkins.assertLogContains("stagingTrafficGate: give metrics: prometheus(url: ...) or probe(...)", run);
        WorkflowRun refused = run(
                Result.FAILURE,
                "none",
                "stagingTrafficGate environment: 'production', route: 'httproute/scorer', production: 'scorer',"
                        + " candidate: 'staging/scorer-next', metrics: prometheus('file:///etc/passwd')");
        jenkins.assertLogContains("'file:///etc/passwd' is no address", refused);
        assertThat(leases(), is(empty()));
    }

    @Test
    void shouldNameARouteThatMakesNoSense() throws Exception {
        site.setUp(null);
        WorkflowRun run = run(Result.FAILURE, "none", site.gate("3s").replace("httproute/scorer", "route/scorer"));
        jenkins.assertLogContains("route: 'route/scorer' is none of httproute/NAME", run);
    }

    @Test
    void shouldPassAndLeaveEvidence() throws Exception {
        site.setUp(null);
        WorkflowRun run =
                run(Result.SUCCESS, "none", "script { def r = " + site.gate("3s") + "\n echo \"got ${r.verdict}\" }");
        jenkins.assertLogContains("got PASS", run);
        jenkins.assertLogContains("somebody is asked", run);
        try (Ledger ledger = TrafficSite.ledger()) {
            List<String> ids = ledger.evidence().list(TrafficSite.MODEL, "v2");
            assertThat(ids, hasSize(1));
            Evidence evidence =
                    ledger.evidence().get(TrafficSite.MODEL, "v2", ids.get(0)).orElseThrow();
            assertThat(evidence.kind(), is("traffic-report"));
            assertThat(evidence.report().at("/test/phase").asText(), is("JUDGED"));
        }
        assertThat(run.getAction(EvalReportAction.class).getVerdictName(), is("PASS"));
        assertThat(LiveReports.get().of(run), is(empty()));
        assertThat(leases(), is(empty()));
    }

    @Test
    void shouldTakeTheRulesFromThePolicyOfTheWorkspace() throws Exception {
        site.setUp(null);
        WorkflowRun run = run(
                Result.FAILURE,
                "any",
                "writeFile file: 'model-delivery.yaml', text: '{schema: model-delivery/policy/v1, traffic: {share: 140%}}'",
                site.gate("3s", "policy: 'model-delivery.yaml'"));
        jenkins.assertLogContains("traffic.share is \"140%\"; more than 0 and at most 1", run);
    }

    @Test
    void shouldReachTheClusterFromTheAgent() throws Exception {
        site.setUp("agent");
        Slave agent = agents.createAgent(
                jenkins, InboundAgentExtension.Options.newBuilder().name("near").build());
        WorkflowRun run = run(Result.SUCCESS, "{ label '" + agent.getNodeName() + "' }", site.gate("3s"));
        jenkins.assertLogContains("somebody is asked", run);
    }

    @Test
    void shouldShowHowThingsStandAndRestoreWithinSecondsWhenAborted() throws Exception {
        site.setUp(null);
        WorkflowRun run = TrafficSite.job(jenkins, "none", site.gate("300s"))
                .scheduleBuild2(0)
                .waitForStart();
        await(() -> site.isSplit() && !LiveReports.get().of(run).isEmpty());
        run.getExecutor().interrupt();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !site.isSplit());
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertThat(leases(), is(empty()));
        assertThat(LiveReports.get().of(run), is(empty()));
    }

    @Test
    void shouldPutBackWhatAKilledBuildLeftAlthoughAnotherLeaseIsDamaged() throws Exception {
        site.setUp(null);
        WorkflowRun run = TrafficSite.job(jenkins, "none", site.gate("300s"))
                .scheduleBuild2(0)
                .waitForStart();
        await(site::isSplit);
        assertThat(leases(), is(not(empty())));
        Path other = jenkins.jenkins.getRootDir().toPath().resolve("model-delivery/leases/other/HTTPRoute/prod");
        Files.writeString(Files.createDirectories(other).resolve("damaged.json"), "{");
        run.doKill();
        await(() -> !site.isSplit());
        Files.delete(other.resolve("damaged.json"));
        await(() -> leases().isEmpty());
    }

    private static List<Lease> leases() throws Exception {
        try (Ledger ledger = TrafficSite.ledger()) {
            return ledger.leases().open();
        }
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition);
    }

    private WorkflowRun run(Result result, String agent, String... steps) throws Exception {
        return jenkins.buildAndAssertStatus(result, TrafficSite.job(jenkins, agent, steps));
    }
}
