package io.jenkins.plugins.modeldelivery.approval;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.OnSite;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Who sees the question, who may answer it, and what an answer does. */
class ApprovalActionTest extends OnSite {
    @BeforeEach
    void allow() {
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

    @Test
    void shouldTakeAnswersFromThoseWhoMayPromoteOnly() throws Exception {
        WorkflowRun run = ask("approval: true");
        String id = question(run).getId();
        assertThat(answer(run, "developer", HttpMethod.POST, "approve", id), is(403));
        assertThat(answer(run, "approver", HttpMethod.GET, "approve", id), is(405));
        assertThat(answer(run, "approver", HttpMethod.GET, "reject", id), is(405));
        assertThat(answer(run, "approver", HttpMethod.POST, "approve", "another"), is(404));
        assertThat(question(run).isPending(), is(true));
        assertThat(page(run, "developer"), containsString("You need the permission"));
        assertThat(page(run, "developer"), containsString("limits are the repository's own"));
        assertThat(page(run, "developer", "evidence?id=" + id), containsString("accuracy"));
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
        JsonNode recorded = approvals("v2").get(0).report();
        assertThat(recorded.path("verdict").asText(), is("FAIL"));
        assertThat(recorded.path("reasons").path(0).asText(), is("rejected by approver: because"));
        assertThat(misfits(recorded), is(empty()));
        assertThat(misfits(((ObjectNode) recorded.deepCopy()).without("user")), is(not(empty())));
    }

    @Test
    void shouldRememberARejectionUntilSomebodyApproves() throws Exception {
        ModelDeliveryConfiguration.get().setEnvironments(List.of(Site.environment("production", "approval")));
        WorkflowRun rejected = ask("approval: true");
        answer(
                rejected,
                "approver",
                HttpMethod.POST,
                "reject",
                question(rejected).getId());
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(rejected));
        WorkflowRun unasked =
                jenkins.buildAndAssertStatus(Result.FAILURE, Site.job(jenkins, "unasked", Site.promote("v2")));
        jenkins.assertLogContains("is FAIL", unasked);
        assertThat(Site.story(), is(empty()));
        WorkflowRun approved = ask("approval: true");
        answer(approved, "chief", HttpMethod.POST, "approve", question(approved).getId());
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(approved));
        assertThat(
                approvals("v2").stream()
                        .map(evidence -> evidence.verdict().name())
                        .toList(),
                containsInAnyOrder("FAIL", "PASS"));
        assertThat(misfits(approvals("v2").get(0).report()), is(empty()));
    }

    @Test
    void shouldWaitForAsManyPeopleAsTheEnvironmentNeeds() throws Exception {
        EnvironmentConfiguration environment = Site.environment("production", "none");
        environment.setApprovals(2);
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        WorkflowRun run = ask("approval: true");
        String id = question(run).getId();
        assertThat(answer(run, "approver", HttpMethod.POST, "approve", id), is(200));
        assertThat(question(run).isPending(), is(true));
        assertThat("one person is one", answer(run, "approver", HttpMethod.POST, "approve", id), is(403));
        assertThat(page(run, "developer"), containsString("1 of 2"));
        assertThat(answer(run, "chief", HttpMethod.POST, "approve", id), is(200));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        JsonNode recorded = approvals("v2").get(0).report();
        assertThat(recorded.path("approvals").findValuesAsText("user"), contains("approver", "chief"));
        assertThat(misfits(recorded), is(empty()));
    }

    @Test
    void shouldNotTakeOneApprovalForTwo() throws Exception {
        EnvironmentConfiguration environment = Site.environment("production", "approval");
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        WorkflowRun run = ask("approval: true");
        answer(run, "chief", HttpMethod.POST, "approve", question(run).getId());
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        environment.setApprovals(2);
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        WorkflowRun again =
                jenkins.buildAndAssertStatus(Result.FAILURE, Site.job(jenkins, "again", Site.promote("v2")));
        jenkins.assertLogContains("is the approval of 1, and production needs 2", again);
    }

    @Test
    void shouldTakeTheWordOfNamedApproversOnly() throws Exception {
        EnvironmentConfiguration environment = Site.environment("production", "none");
        environment.setApprovers("chief, releasers");
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        WorkflowRun run = ask("approval: true");
        String id = question(run).getId();
        assertThat(answer(run, "approver", HttpMethod.POST, "approve", id), is(403));
        assertThat(page(run, "approver"), containsString("Only chief, releasers may approve this"));
        assertThat(answer(run, "chief", HttpMethod.POST, "approve", id), is(200));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
    }

    @Test
    void shouldNotLetAnybodyApproveTheirOwnBuildWhereDutiesAreSeparate() throws Exception {
        EnvironmentConfiguration environment = Site.environment("production", "none");
        environment.setSeparateDuties(true);
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        WorkflowRun run = Site.job(jenkins, "own", Site.promote("v2", "approval: true"))
                .scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("chief")))
                .waitForStart();
        awaitQuestion(run);
        String id = question(run).getId();
        assertThat(answer(run, "chief", HttpMethod.POST, "approve", id), is(403));
        assertThat(page(run, "chief"), containsString("somebody else has to approve it"));
        assertThat(page(run, "chief"), containsString("Nobody tells who wrote the change"));
        assertThat(answer(run, "approver", HttpMethod.POST, "approve", id), is(200));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
    }

    @Test
    void shouldLetWhatNobodyStartedAskAndNotGoOnWhereAPersonIsRequired() throws Exception {
        EnvironmentConfiguration environment = Site.environment("production", "none");
        environment.setPerson("required");
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        WorkflowRun alone =
                jenkins.buildAndAssertStatus(Result.FAILURE, Site.job(jenkins, "alone", Site.promote("v2")));
        jenkins.assertLogContains("nobody started this build", alone);
        assertThat(Site.story(), is(empty()));
        WorkflowRun asking = ask("approval: true");
        assertThat(
                answer(
                        asking,
                        "approver",
                        HttpMethod.POST,
                        "approve",
                        question(asking).getId()),
                is(200));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(asking));
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

    private static List<Evidence> approvals(String version) throws Exception {
        List<Evidence> found = new ArrayList<>();
        try (Ledger ledger = Site.ledger()) {
            for (String id : ledger.evidence().list(Site.MODEL, version)) {
                ledger.evidence()
                        .get(Site.MODEL, version, id)
                        .filter(evidence -> evidence.kind().equals("approval"))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    /** What a document has against its published schema. */
    private static List<?> misfits(JsonNode document) throws Exception {
        String schema = Files.readString(Path.of("docs", "schemas", "approval-v1.json"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema, InputFormat.JSON)
                .validate(Json.compact(document), InputFormat.JSON);
    }

    private WorkflowRun ask(String... more) throws Exception {
        String name = "deliver-" + jenkins.jenkins.getItems().size();
        WorkflowRun run = Site.job(jenkins, name, Site.promote("v2", more))
                .scheduleBuild2(0)
                .waitForStart();
        awaitQuestion(run);
        return run;
    }

    private static void awaitQuestion(WorkflowRun run) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> run.getAction(ApprovalAction.class) != null
                        && !run.getAction(ApprovalAction.class).getApprovals().isEmpty());
    }

    private static Approval question(WorkflowRun run) {
        return run.getAction(ApprovalAction.class).getApprovals().get(0);
    }

    private String page(WorkflowRun run, String user) throws Exception {
        return page(run, user, "");
    }

    private String page(WorkflowRun run, String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            return client.login(user).getPage(run, "model-approval/" + path).asNormalizedText();
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
