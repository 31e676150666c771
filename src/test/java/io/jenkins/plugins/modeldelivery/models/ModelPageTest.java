package io.jenkins.plugins.modeldelivery.models;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.modeldelivery.configuration.DirectoryLedgerLocation;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a model's page says, and to whom. */
@WithJenkins
class ModelPageTest {
    private static final String PAGE = "job/deliver/models/model/" + Site.MODEL + "/";

    private JenkinsRule jenkins;
    private Site site;
    private FreeStyleProject job;
    private String evidence;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        site.setUp();
        ObjectNode report = Json.document("gate-report").put("verdict", "PASS");
        report.putArray("reasons");
        report.putArray("rules")
                .addObject()
                .put("metric", "accuracy")
                .put("operator", "atLeast")
                .put("limit", 0.88)
                .put("observed", 0.9417)
                .put("verdict", "PASS")
                .put("reason", "");
        report.putObject("evalSet")
                .put("sha256", "e".repeat(64))
                .put("rows", 500)
                .put("asOf", Instant.now().minusSeconds(9 * 86_400).toString());
        report.putObject("counts");
        report.putObject("policy");
        report.put("judgedAt", "2026-11-01T00:00:00Z");
        try (Ledger ledger = Site.ledger()) {
            evidence = Site.record(
                            ledger,
                            Site.MODEL,
                            "v1",
                            report,
                            Instant.now(),
                            Optional.empty(),
                            Evaluated.AGAINST_WHAT_SERVES)
                    .id();
            ledger.decisions()
                    .append(DecisionDraft.of(
                                    Site.MODEL,
                                    "production",
                                    Decision.Kind.PROMOTED,
                                    Target.of("v1", Site.digest("v1")),
                                    "ada",
                                    "first one")
                            .withEvidence(ledger.evidence().bundle(Site.MODEL, "v1", List.of(evidence))));
        }
        job = jenkins.createFreeStyleProject("deliver");
        EvalReportAction.publish(jenkins.buildAndAssertSuccess(job), "modelEvalGate", report.put("model", Site.MODEL));
        jenkins.createFreeStyleProject("stranger");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .onItems(job)
                .to("team")
                .grant(Item.READ)
                .everywhere()
                .to("chief"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void shouldTellWhatRunsWhereOnWhichEvidence() throws Exception {
        String page = page("team", PAGE);
        assertThat(
                page,
                allOf(
                        containsString("production"),
                        containsString("v1"),
                        containsString("0.9417"),
                        containsString("9 days"),
                        containsString("first one"),
                        containsString("evidence/v1:" + evidence + "/")));
        String shown = page("team", PAGE + "evidence/v1:" + evidence + "/");
        assertThat(shown, allOf(containsString("accuracy"), containsString(Site.digest("v1"))));
        assertThat(json("team", PAGE + "evidence/v1:" + evidence + "/data"), containsString("gate-report/v1"));
        assertThat(json("team", PAGE + "decision?seq=1"), containsString("\"kind\":\"PROMOTED\""));
        assertThat(json("team", PAGE + "history"), containsString("\"accuracy\":0.9417"));
    }

    @Test
    void shouldTellMachinesWhatThePageShowsAndNobodyElse() throws Exception {
        JsonNode told = Json.parse(json("team", PAGE + "api/json"), "the answer");
        assertThat(told.path("model").asText(), is(Site.MODEL));
        JsonNode place = told.path("environments").path(0);
        assertThat(place.path("name").asText(), is("production"));
        assertThat(place.path("version").asText(), is("v1"));
        assertThat(place.path("metrics").path("accuracy").asDouble(), is(0.9417));
        assertThat(place.path("user").asText(), is("ada"));
        JsonNode decision = told.path("decisions").path(0);
        assertThat(decision.path("seq").asInt(), is(1));
        assertThat(decision.path("kind").asText(), is("PROMOTED"));
        assertThat(decision.path("evidence").path(0).asText(), is(evidence));
        assertThat(status("nobody", PAGE + "api/json"), is(404));
        assertThat(status("team", "model-delivery/model/" + Site.MODEL + "/api/json"), is(403));
        assertThat(status("chief", "model-delivery/model/" + Site.MODEL + "/api/json"), is(200));
    }

    @Test
    void shouldShowAJobsModelsToItsReadersAndAllModelsToReadersOfAllJobsOnly() throws Exception {
        assertThat(status("team", PAGE), is(200));
        assertThat(status("team", "model-delivery/"), is(403));
        assertThat(status("team", "model-delivery/model/" + Site.MODEL + "/history"), is(403));
        assertThat(status("nobody", PAGE), is(404));
        assertThat(status("nobody", PAGE + "history"), is(404));
        assertThat(status("chief", "model-delivery/"), is(200));
        assertThat(page("chief", "model-delivery/"), containsString("model/" + Site.MODEL + "/"));
        assertThat(status("chief", "model-delivery/model/" + Site.MODEL + "/"), is(200));
    }

    @Test
    void shouldNotShowModelsThatTheJobNeverHadToDoWith() throws Exception {
        assertThat(status("team", "job/deliver/models/model/other/"), is(404));
        assertThat(status("chief", "job/stranger/models/model/" + Site.MODEL + "/"), is(404));
        assertThat(page("chief", "job/stranger/"), not(containsString("/models")));
    }

    @Test
    void shouldFindNothingByNamesThatAreNone() throws Exception {
        assertThat(status("team", PAGE + "evidence/..:x/"), is(404));
        assertThat(status("team", PAGE + "evidence/v1/"), is(404));
        assertThat(status("team", PAGE + "evidence/v1:unknown/"), is(404));
        assertThat(status("team", PAGE + "decision?seq=99"), is(404));
        assertThat(status("team", PAGE + "?before=-1"), is(200));
        assertThat(status("chief", "model-delivery/model/-x/"), is(404));
    }

    @Test
    void shouldSayThatTheLedgerCannotBeReadWithoutAStackTrace() throws Exception {
        Path file = Files.createTempFile("no-directory", "");
        DirectoryLedgerLocation location = new DirectoryLedgerLocation();
        location.setDirectory(file.toString());
        ModelDeliveryConfiguration.get().setLedger(location);
        LedgerViews.get().forget(Site.MODEL);
        String page = page("team", PAGE);
        assertThat(page, containsString("The ledger could not be read"));
        assertThat(page, not(containsString(file.toString())));
        assertThat(page, not(containsString("FileAlreadyExists")));
        assertThat(status("team", PAGE + "history"), is(503));
        Files.delete(file);
    }

    @Test
    void shouldAnswerWhatHasNotChangedWithoutABody() throws Exception {
        try (JenkinsRule.WebClient client = client("team")) {
            client.getCache().setMaxSize(0);
            WebRequest request = new WebRequest(client.createCrumbedUrl(PAGE + "history"));
            WebResponse first = client.loadWebResponse(request);
            request.setAdditionalHeader("If-None-Match", first.getResponseHeaderValue("ETag"));
            assertThat(client.loadWebResponse(request).getStatusCode(), is(HttpURLConnection.HTTP_NOT_MODIFIED));
        }
    }

    private JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.setJavaScriptEnabled(false);
        return client.login(user);
    }

    private String page(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = client(user)) {
            return client.goTo(path).getWebResponse().getContentAsString();
        }
    }

    private String json(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = client(user)) {
            return client.goTo(path, "application/json").getWebResponse().getContentAsString();
        }
    }

    private int status(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = client(user)) {
            return client.goTo(path, null).getWebResponse().getStatusCode();
        }
    }
}
