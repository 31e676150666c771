package io.jenkins.plugins.modeldelivery.rollback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.delivery.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Who may roll back to what, what a restart does to it, and what is refused. */
class RollbackActionTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = new Site();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /** v1 and v2 served, v2 runs, and a job had to do with the model. */
    private FreeStyleProject setUp(JenkinsRule jenkins) throws Exception {
        site.setUp();
        site.serve("v2");
        for (String version : List.of("v1", "v2")) {
            promoted(version);
        }
        FreeStyleProject job = jenkins.createFreeStyleProject("deliver");
        EvalReportAction.publish(
                jenkins.buildAndAssertSuccess(job),
                "promoteModel",
                Json.document("promotion-report").put("verdict", "PASS").put("model", Site.MODEL));
        secure(jenkins);
        return job;
    }

    private static void secure(JenkinsRule jenkins) {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.BUILD)
                .everywhere()
                .to("developer", "oncall")
                .grant(ModelDeliveryPermissions.ROLLBACK)
                .everywhere()
                .to("oncall"));
    }

    private static void promoted(String version) throws Exception {
        try (Ledger ledger = Site.ledger()) {
            DecisionDraft draft = DecisionDraft.of(
                            Site.MODEL,
                            "production",
                            Decision.Kind.DECIDED,
                            Target.of(version, Site.digest(version)),
                            "ada",
                            "")
                    .withDetails(Json.object().put("image", Site.image(version)));
            ledger.decisions().append(draft);
            ledger.decisions().append(draft.as(Decision.Kind.PROMOTED));
        }
    }

    @Test
    void shouldBringAVersionBackForWhoMay() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins);
            WebResponse started = start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            assertThat(started.getStatusCode(), is(200));
            RollbackOperation operation = await(job, "ROLLED_BACK");
            assertThat(site.live(), is(Site.image("v1")));
            assertThat(
                    Site.story(),
                    contains("DECIDED v1", "PROMOTED v1", "DECIDED v2", "PROMOTED v2", "DECIDED v1", "ROLLED_BACK v1"));
            Decision last = last();
            assertThat(last.draft().user(), is("oncall"));
            assertThat(last.draft().reason(), is("it was bad"));
            assertThat(
                    last.draft().buildUrl().orElse(""),
                    containsString("/model-rollback/operation/" + operation.getId()));
            assertThat(page(jenkins, "oncall", "model-rollback/"), containsString("ROLLED_BACK"));
            String log = page(
                    jenkins, "oncall", "model-rollback/operation/" + operation.getId() + "/logText/progressiveText");
            assertThat(log, containsString("to v1 for oncall: it was bad"));
            assertThat(log, not(containsString(Site.SECRET)));
        });
    }

    @Test
    void shouldRefuseWhatTheLedgerDoesNotSay() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins);
            String now = Site.digest("v2");
            assertThat("never served", status(jenkins, "oncall", "v3", now, "why"), is(400));
            assertThat("unknown", status(jenkins, "oncall", "v99", now, "why"), is(400));
            assertThat("serves already", status(jenkins, "oncall", "v2", now, "why"), is(400));
            assertThat("no name", status(jenkins, "oncall", "../../v1", now, "why"), is(400));
            assertThat("no reason", status(jenkins, "oncall", "v1", now, " "), is(400));
            assertThat("long reason", status(jenkins, "oncall", "v1", now, "x".repeat(1001)), is(400));
            assertThat("changed since", status(jenkins, "oncall", "v1", Site.digest("v1"), "why"), is(409));
            assertThat(
                    "other model",
                    post(jenkins, "oncall", "start", query("other", "production", "v1", now, "why")),
                    is(400));
            assertThat(
                    "other environment",
                    post(jenkins, "oncall", "start", query(Site.MODEL, "nowhere", "v1", now, "why")),
                    is(400));
            assertThat("nothing at all", post(jenkins, "oncall", "start", ""), is(400));
            assertThat(RollbackOperations.get().last(job), hasSize(0));
            assertThat(site.live(), is(Site.image("v2")));
        });
    }

    @Test
    void shouldBeForThoseWhoMayRollBackOnly() throws Throwable {
        sessions.then(jenkins -> {
            setUp(jenkins);
            String query = query(Site.MODEL, "production", "v1", Site.digest("v2"), "why");
            assertThat(post(jenkins, "developer", "start", query), is(404));
            assertThat(
                    request(jenkins, "oncall", HttpMethod.GET, "start", query).getStatusCode(), is(405));
            assertThat(page(jenkins, "oncall", ""), containsString("Rollback"));
            assertThat(page(jenkins, "oncall", "1/"), containsString("Rollback"));
            assertThat(page(jenkins, "developer", ""), not(containsString("Rollback")));
            assertThat(site.live(), is(Site.image("v2")));
        });
    }

    @Test
    void shouldExplainWhyThereIsNothingToRollBackTo() throws Throwable {
        sessions.then(jenkins -> {
            setUp(jenkins);
            EnvironmentConfiguration fromAgent = Site.environment("lab", null);
            fromAgent.setConnectFrom("agent");
            ModelDeliveryConfiguration.get()
                    .setEnvironments(List.of(
                            Site.environment("production", null), Site.environment("staging", null), fromAgent));
            String data = "model-rollback/data?model=" + Site.MODEL + "&environment=";
            assertThat(json(jenkins, data + "staging"), containsString("no earlier version ever served in staging"));
            assertThat(json(jenkins, data + "lab"), containsString("reached from agents only"));
            assertThat(json(jenkins, data + "production"), containsString("\"version\":\"v1\""));
            assertThat(json(jenkins, data + "production"), containsString("\"obstacle\":\"\""));
        });
    }

    @Test
    void shouldRunOnlyOneAtATimeInAnEnvironment() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins);
            site.cluster.fate(Site.image("v1"), Fate.HANGS);
            start(jenkins, "oncall", "v1", Site.digest("v2"), "first");
            site.awaitLive("v1");
            WebResponse second = start(jenkins, "oncall", "v1", Site.digest("v2"), "second");
            assertThat(second.getStatusCode(), is(409));
            assertThat(second.getContentAsString(), containsString("is running already"));
            site.cluster.fate(Site.image("v1"), Fate.RUNS);
            await(job, "ROLLED_BACK");
            assertThat(RollbackOperations.get().last(job), hasSize(1));
        });
    }

    @Test
    void shouldBeInterruptedByARestartAndTakenUpAgain() throws Throwable {
        site.cluster.fate(Site.image("v1"), Fate.HANGS);
        sessions.then(jenkins -> {
            setUp(jenkins);
            start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            site.awaitLive("v1");
        });
        site.cluster.fate(Site.image("v1"), Fate.RUNS);
        sessions.then(jenkins -> {
            secure(jenkins);
            FreeStyleProject job = jenkins.jenkins.getItemByFullName("deliver", FreeStyleProject.class);
            RollbackOperation operation = RollbackOperations.get().last(job).get(0);
            assertThat(operation.getState(), is("INTERRUPTED"));
            String path = "operation/" + operation.getId() + "/";
            assertThat(page(jenkins, "oncall", "model-rollback/" + path), containsString("cut off before its end"));
            assertThat(
                    request(jenkins, "oncall", HttpMethod.GET, path + "resume", "")
                            .getStatusCode(),
                    is(405));
            assertThat(post(jenkins, "developer", path + "resume", ""), is(404));
            assertThat(post(jenkins, "oncall", path + "resume", ""), is(200));
            await(job, "ROLLED_BACK");
            assertThat(site.cluster.api.updates(), hasSize(1));
            assertThat(last().kind(), is(Decision.Kind.ROLLED_BACK));
            assertThat(post(jenkins, "oncall", path + "resume", ""), is(409));
        });
    }

    @Test
    void shouldTellAFailureAndLeaveWhatRan() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins);
            site.cluster.fate(Site.image("v1"), Fate.PULL_FAILS);
            start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            RollbackOperation operation = await(job, "REVERTED");
            assertThat(operation.getMessage(), containsString("ImagePullBackOff"));
            assertThat(operation.isResumable(), is(false));
            assertThat(site.live(), is(Site.image("v2")));
        });
    }

    private static RollbackOperation await(FreeStyleProject job, String state) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> RollbackOperations.get().last(job).get(0).getState(), is(state));
        try {
            return RollbackOperations.get().last(job).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Decision last() throws Exception {
        try (Ledger ledger = Site.ledger()) {
            return ledger.decisions().tail(Site.MODEL, "production", 1).get(0);
        }
    }

    private static String query(String model, String environment, String version, String from, String reason) {
        return "?model=" + encoded(model) + "&environment=" + encoded(environment) + "&version=" + encoded(version)
                + "&from=" + encoded(from) + "&reason=" + encoded(reason);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static int status(JenkinsRule jenkins, String user, String version, String from, String reason)
            throws Exception {
        return start(jenkins, user, version, from, reason).getStatusCode();
    }

    private static WebResponse start(JenkinsRule jenkins, String user, String version, String from, String reason)
            throws Exception {
        String query = query(Site.MODEL, "production", version, from, reason);
        return request(jenkins, user, HttpMethod.POST, "start", query);
    }

    private static int post(JenkinsRule jenkins, String user, String path, String query) throws Exception {
        return request(jenkins, user, HttpMethod.POST, path, query).getStatusCode();
    }

    private static WebResponse request(JenkinsRule jenkins, String user, HttpMethod method, String path, String query)
            throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.setJavaScriptEnabled(false);
            client.login(user);
            WebRequest request =
                    new WebRequest(new URL(jenkins.getURL(), "job/deliver/model-rollback/" + path + query), method);
            if (method == HttpMethod.POST) {
                client.addCrumb(request);
            }
            return client.getPage(request).getWebResponse();
        }
    }

    private static String page(JenkinsRule jenkins, String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            return client.login(user)
                    .goTo("job/deliver/" + path, null)
                    .getWebResponse()
                    .getContentAsString();
        }
    }

    private static String json(JenkinsRule jenkins, String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            return client.login("oncall")
                    .goTo("job/deliver/" + path, "application/json")
                    .getWebResponse()
                    .getContentAsString();
        }
    }
}
