package io.jenkins.plugins.modeldelivery.approval;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.delivery.Site;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import java.net.URL;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who sees the question, who may answer it, and what an answer does. */
@WithJenkins
class ApprovalActionTest {
    private JenkinsRule jenkins;
    private Site site;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        site.setUp();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.BUILD, Item.CANCEL)
                .everywhere()
                .to("developer", "approver", "chief")
                .grant(ModelDeliveryPermissions.PROMOTE)
                .everywhere()
                .to("approver", "chief")
                .grant(ModelDeliveryPermissions.OVERRIDE)
                .everywhere()
                .to("chief"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void shouldTakeAnswersFromThoseWhoMayPromoteOnly() throws Exception {
        WorkflowRun run = ask("approval: true");
        String id = question(run).getId();
        assertThat(answer(run, "developer", HttpMethod.POST, "approve", id), is(403));
        assertThat(answer(run, "approver", HttpMethod.GET, "approve", id), is(405));
        assertThat(answer(run, "approver", HttpMethod.GET, "reject", id), is(405));
        assertThat(answer(run, "approver", HttpMethod.POST, "approve", "another"), is(404));
        assertThat(question(run).isPending(), is(true));
        assertThat(
                page(run, "developer"), allOf(containsString("You need the permission"), containsString("accuracy")));
        assertThat(answer(run, "approver", HttpMethod.POST, "approve", id), is(200));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        assertThat(question(run).getUser(), is("approver"));
        assertThat(Site.story(), contains("DECIDED v2", "PROMOTED v2"));
        assertThat(answer(run, "approver", HttpMethod.POST, "reject", id), is(409));
        assertThat(page(run, "developer"), containsString("APPROVED by approver: because"));
    }

    @Test
    void shouldFailTheBuildOfARejectedPromotion() throws Exception {
        WorkflowRun run = ask("approval: true");
        assertThat(
                answer(run, "approver", HttpMethod.POST, "reject", question(run).getId()), is(200));
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("rejected by approver: because", run);
        assertThat(Site.story(), is(empty()));
        assertThat(site.live(), is(Site.image("v1")));
    }

    @Test
    void shouldLetOnlyThoseOverrideWhoMay() throws Exception {
        ModelDeliveryConfiguration.get().setEnvironments(List.of(Site.environment("production", "traffic")));
        WorkflowRun run = ask("approval: true", "override: '<b>hotfix</b>'");
        String id = question(run).getId();
        assertThat(answer(run, "approver", HttpMethod.POST, "approve", id), is(403));
        assertThat(page(run, "chief"), containsString("without the required evidence: <b>hotfix</b>"));
        assertThat(answer(run, "chief", HttpMethod.POST, "approve", id), is(200));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
    }

    @Test
    void shouldWithdrawTheQuestionOfAnAbortedBuild() throws Exception {
        WorkflowRun run = ask("approval: true");
        run.getExecutor().interrupt();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertThat(question(run).getState(), is("WITHDRAWN"));
        assertThat(
                answer(
                        run,
                        "approver",
                        HttpMethod.POST,
                        "approve",
                        question(run).getId()),
                is(409));
        assertThat(Site.story(), is(empty()));
        assertThat(Files.readString(run.getRootDir().toPath().resolve("build.xml")), not(containsString("Execution>")));
    }

    @Test
    void shouldRefuseBeforeAnybodyIsAsked() throws Exception {
        ModelDeliveryConfiguration.get().setEnvironments(List.of(Site.environment("production", "traffic, approval")));
        WorkflowRun run = jenkins.buildAndAssertStatus(
                Result.FAILURE, Site.job(jenkins, "deliver", Site.promote("v2", "approval: true")));
        jenkins.assertLogContains("no traffic evidence", run);
        jenkins.assertLogNotContains("no approval evidence", run);
    }

    private WorkflowRun ask(String... more) throws Exception {
        WorkflowRun run = Site.job(jenkins, "deliver", Site.promote("v2", more))
                .scheduleBuild2(0)
                .waitForStart();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> run.getAction(ApprovalAction.class) != null
                        && !run.getAction(ApprovalAction.class).getApprovals().isEmpty());
        return run;
    }

    private static Approval question(WorkflowRun run) {
        return run.getAction(ApprovalAction.class).getApprovals().get(0);
    }

    private String page(WorkflowRun run, String user) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            return client.login(user).getPage(run, "model-approval/").asNormalizedText();
        }
    }

    private int answer(WorkflowRun run, String user, HttpMethod method, String verb, String id) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.login(user);
            URL url = new URL(
                    jenkins.getURL(), run.getUrl() + "model-approval/" + verb + "?id=" + id + "&reason=because");
            WebRequest request = new WebRequest(url, method);
            if (method == HttpMethod.POST) {
                client.addCrumb(request);
            }
            return client.getPage(request).getWebResponse().getStatusCode();
        }
    }
}
