package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.approval.Approval;
import io.jenkins.plugins.modeldelivery.approval.ApprovalAction;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.Promotion;
import io.jenkins.plugins.modeldelivery.promotion.PromotionRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A restart or an abort in each phase ends in a state that ledger and cluster agree on. */
class DeliveryRestartTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private Site site;

    @BeforeEach
    void start() throws IOException {
        site = new Site();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void shouldResumeWatchingAfterARestart() throws Throwable {
        site.cluster.fate(Site.image("v2"), Fate.HANGS);
        sessions.then(jenkins -> {
            begin(jenkins, Site.promote("v2"), "watching: ");
            assertThat(Site.story(), contains("DECIDED v2"));
        });
        site.cluster.fate(Site.image("v2"), Fate.RUNS);
        sessions.then(jenkins -> {
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build(jenkins)));
            assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
            assertThat(site.cluster.api.updates(), hasSize(1));
        });
    }

    @Test
    void shouldWriteOnceWhenRestartedBetweenDecisionAndWrite() throws Throwable {
        site.cluster.api.fault(-503, 100_000); // reads work, writes do not
        sessions.then(jenkins -> {
            begin(jenkins, Site.promote("v2"), "answers 503");
            assertThat(Site.story(), contains("DECIDED v2"));
        });
        assertThat(site.live(), is(Site.image("v1")));
        assertThat(site.cluster.api.updates(), is(empty()));
        site.cluster.api.heal();
        sessions.then(jenkins -> {
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build(jenkins)));
            assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
            assertThat(site.cluster.api.updates(), hasSize(1));
        });
    }

    @Test
    void shouldResumeSettlingAfterARestart() throws Throwable {
        sessions.then(jenkins -> {
            site.setUp();
            EnvironmentConfiguration environment = Site.environment("production", null);
            environment.setSettleSeconds(8);
            ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
            start(jenkins, Site.promote("v2"), "settling: ");
        });
        sessions.then(jenkins -> {
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build(jenkins)));
            assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
            assertThat(site.cluster.api.updates(), hasSize(1));
        });
    }

    @Test
    void shouldResumeTheWayBackAfterARestart() throws Throwable {
        site.cluster.fate(Site.image("v2"), Fate.PULL_FAILS);
        site.cluster.lag(60);
        sessions.then(jenkins -> begin(jenkins, Site.promote("v2"), "revert watching: "));
        sessions.then(jenkins -> {
            WorkflowRun run = jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build(jenkins)));
            jenkins.assertLogContains("promoteModel REVERTED", run);
            assertThat(Site.story(), contains("DECIDED v2", "FAILED v2", "REVERTED unknown"));
            assertThat(site.live(), is(Site.image("v1")));
            assertThat(site.cluster.api.updates(), hasSize(2));
        });
    }

    @Test
    void shouldRevertWhenAborted() throws Throwable {
        site.cluster.fate(Site.image("v2"), Fate.HANGS);
        sessions.then(jenkins -> {
            WorkflowRun run = begin(jenkins, Site.promote("v2"), "watching: ");
            site.awaitLive("v2");
            run.getExecutor().interrupt();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            assertThat(site.live(), is(Site.image("v1")));
            assertThat(Site.story(), contains("DECIDED v2", "FAILED v2", "REVERTED unknown"));
        });
    }

    @Test
    void shouldTakeUpItsOwnRolloutInANewBuild() throws Throwable {
        sessions.then(jenkins -> {
            site.setUp();
            String decision = writeAndVanish("deliver");
            WorkflowRun run = jenkins.buildAndAssertSuccess(Site.job(jenkins, "deliver", Site.promote("v2")));
            jenkins.assertLogContains("adopting our own decision " + decision, run);
            assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
            assertThat(site.cluster.api.updates(), hasSize(1));
        });
    }

    @Test
    void shouldSayWhoHoldsTheEnvironment() throws Throwable {
        sessions.then(jenkins -> {
            site.setUp();
            writeAndVanish("other/job");
            WorkflowRun run =
                    jenkins.buildAndAssertStatus(Result.FAILURE, Site.job(jenkins, "deliver", Site.promote("v3")));
            jenkins.assertLogContains("Environment production is held by other/job, which promotes v2", run);
            assertThat(Site.story(), contains("DECIDED v2"));
        });
    }

    /** Does what a build of that job does until it has written v2, and is never heard of again. */
    private String writeAndVanish(String holder) throws Exception {
        Environment environment = Site.environment("production", null).toEngine(Site.MODEL, "prod");
        try (Ledger ledger = Site.ledger();
                KubernetesClient client =
                        ClusterConnection.to(site.cluster.api.url()).open()) {
            Promotion promotion = new Promotion(
                    environment,
                    new WorkloadClient(new KubernetesObjects(client), environment.workload(), environment.container()),
                    ledger,
                    Clock.systemUTC());
            Delivery prepared = promotion.prepare(new PromotionRequest(
                    Site.MODEL, "v2", Optional.empty(), Optional.empty(), new Actor("ada", holder, Optional.empty())));
            return promotion.advance(promotion.advance(prepared)).operation();
        }
    }

    @Test
    void shouldWaitForApprovalAcrossARestart() throws Throwable {
        sessions.then(jenkins -> {
            site.setUp();
            ModelDeliveryConfiguration.get()
                    .setEnvironments(List.of(Site.environment("production", "schema, shift, eval, approval")));
            start(jenkins, Site.promote("v2", "approval: true"), "Promote or reject");
        });
        sessions.then(jenkins -> {
            WorkflowRun run = build(jenkins);
            assertThat(Site.story(), is(empty()));
            Approval asked = run.getAction(ApprovalAction.class).getApprovals().get(0);
            try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
                HtmlPage evidence = client.getPage(run, "model-approval/evidence?id=" + asked.getId());
                assertThat(evidence.asNormalizedText(), containsString("accuracy"));
                HtmlPage page = client.getPage(run, "model-approval/");
                page.getElementById("reason-" + asked.getId()).setAttribute("value", "numbers look right");
                page.getForms().stream()
                        .filter(form -> form.getActionAttribute().equals("approve"))
                        .findFirst()
                        .orElseThrow()
                        .getButtonsByName("")
                        .get(0)
                        .click();
            }
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("numbers look right", run);
            assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
            assertThat(Site.decisions().get(0).evidence(), hasSize(4));
        });
    }

    private WorkflowRun begin(JenkinsRule jenkins, String step, String untilLogged) throws Exception {
        site.setUp();
        return start(jenkins, step, untilLogged);
    }

    private static WorkflowRun start(JenkinsRule jenkins, String step, String untilLogged) throws Exception {
        WorkflowRun run = Site.job(jenkins, "deliver", step).scheduleBuild2(0).waitForStart();
        Awaitility.await().atMost(SOON).until(() -> JenkinsRule.getLog(run).contains(untilLogged));
        return run;
    }

    private static WorkflowJob job(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("deliver", WorkflowJob.class);
    }

    private static WorkflowRun build(JenkinsRule jenkins) {
        return job(jenkins).getBuildByNumber(1);
    }
}
