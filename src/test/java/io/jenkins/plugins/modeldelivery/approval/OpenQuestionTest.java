package io.jenkins.plugins.modeldelivery.approval;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.FreeStyleBuild;
import hudson.model.Result;
import hudson.model.Run;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.OnSite;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.Promotion;
import io.jenkins.plugins.modeldelivery.promotion.PromotionRequest;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What may happen while a person thinks, for days maybe. */
class OpenQuestionTest extends OnSite {
    @Test
    void shouldReachForNothingBeforeTheAnswer() throws Exception {
        WorkflowRun run = ask();
        CredentialsStore store =
                CredentialsProvider.lookupStores(jenkins.jenkins).iterator().next();
        store.removeCredentials(
                Domain.global(), store.getCredentials(Domain.global()).get(0));
        Awaitility.await()
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(10))
                .until(run::isBuilding);
        Site.globalCredentials("kubeconfig", site.kubeconfig());
        assertThat(answer(run, "approve"), is(200));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
    }

    @Test
    void shouldDemandWhatTheEnvironmentRequiresByTheTimeOfTheAnswer() throws Exception {
        WorkflowRun run = ask();
        ModelDeliveryConfiguration.get().setEnvironments(List.of(Site.environment("production", "eval, traffic")));
        assertThat(answer(run, "approve"), is(200));
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("no traffic evidence", run);
        assertThat(site.live(), is(Site.image("v1")));
    }

    @Test
    void shouldCloseTheQuestionOfABuildThatIsKilled() throws Exception {
        WorkflowRun run = ask();
        run.doKill();
        jenkins.waitForCompletion(run);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> question(run).getState(), is("WITHDRAWN"));
        assertThat("nobody waits for it", answer(run, "approve"), is(409));
        run.reload();
        assertThat(question(run).getState(), is("WITHDRAWN"));
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> evidence(), hasSize(3));
    }

    /** As after a controller that died between asking and remembering that it had asked. */
    @Test
    void shouldNotBeAskedTwiceByTheSameStep() throws Exception {
        WorkflowRun run = ask();
        jenkins.waitForMessage("Promote or reject", run);
        Approval asked = question(run);
        FlowNode asker = new DepthFirstScanner()
                .findFirstMatch(run.getExecution(), node -> node.getAction(PauseAction.class) != null);
        ApprovalAction action = run.getAction(ApprovalAction.class);
        Delivery checked = prepared();
        assertThat(action.ask(Approval.of(checked, null, asker.getId())), is(asked.getId()));
        assertThat(action.ask(Approval.of(checked, null, "another")), is(not(asked.getId())));
        assertThat(action.ask(Approval.of(checked, null, null)), is(not(asked.getId())));
        assertThat(action.getApprovals(), hasSize(3));
        assertThat(answer(run, "approve"), is(200));
        assertThat(
                "an answer is none to be asked for again",
                action.ask(Approval.of(checked, null, asker.getId())),
                is(asked.getId()));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
    }

    private Delivery prepared() throws Exception {
        Environment environment = Site.environment("production", null).toEngine(Site.MODEL, "prod");
        try (Ledger ledger = Site.ledger();
                KubernetesClient client =
                        ClusterConnection.to(site.cluster.api.url()).open()) {
            WorkloadClient workload =
                    new WorkloadClient(new KubernetesObjects(client), environment.workload(), environment.container());
            return new Promotion(environment, workload, ledger, Clock.systemUTC())
                    .prepare(new PromotionRequest(
                            Site.MODEL,
                            "v2",
                            Optional.empty(),
                            Optional.empty(),
                            new Actor("ada", "deliver", Optional.empty())));
        }
    }

    @Test
    void shouldLetABuildBeSavedWhileQuestionsArrive() throws Exception {
        Delivery checked = prepared();
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        ApprovalAction action = ApprovalAction.of(build);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> saving = other.submit(() -> {
                while (!over.get()) {
                    build.save();
                }
                return null;
            });
            for (int i = 0; i < 300; i++) {
                action.ask(Approval.of(checked, null, "step " + i));
            }
            over.set(true);
            saving.get();
        } finally {
            over.set(true);
            other.shutdownNow();
        }
        assertThat(action.getApprovals(), hasSize(300));
    }

    private WorkflowRun ask() throws Exception {
        WorkflowRun run = Site.job(jenkins, "deliver", Site.promote("v2", "approval: true"))
                .scheduleBuild2(0)
                .waitForStart();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> run.getAction(ApprovalAction.class) != null
                        && !run.getAction(ApprovalAction.class).getApprovals().isEmpty());
        return run;
    }

    /** Of v2 in the ledger: what its set-up recorded, and no rejection by nobody. */
    private static List<String> evidence() throws Exception {
        try (Ledger ledger = Site.ledger()) {
            return ledger.evidence().list(Site.MODEL, "v2");
        }
    }

    private static Approval question(Run<?, ?> run) {
        return run.getAction(ApprovalAction.class).getApprovals().get(0);
    }

    private int answer(WorkflowRun run, String verb) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            String path = run.getUrl() + "model-approval/" + verb + "?id="
                    + question(run).getId();
            return client.getPage(client.addCrumb(new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST)))
                    .getWebResponse()
                    .getStatusCode();
        }
    }
}
