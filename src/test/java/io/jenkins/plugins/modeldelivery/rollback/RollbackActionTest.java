package io.jenkins.plugins.modeldelivery.rollback;

import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.await;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.last;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.page;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.post;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.query;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.request;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.setUp;
import static io.jenkins.plugins.modeldelivery.rollback.RollbackSite.status;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import java.util.List;
import org.awaitility.Awaitility;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Who may roll back to what, and what is refused. */
class RollbackActionTest {
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

    @Test
    void shouldBringAVersionBackForWhoMay() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins, site);
            WebResponse started = RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
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
            for (String method : List.of("resume", "stop")) {
                String path = "operation/" + operation.getId() + "/" + method;
                assertThat(request(jenkins, "oncall", HttpMethod.GET, path, "").getStatusCode(), is(405));
                assertThat("without permission", post(jenkins, "developer", path, ""), is(404));
                assertThat("over already", post(jenkins, "oncall", path, ""), is(409));
            }
        });
    }

    @Test
    void shouldRefuseWhatTheLedgerDoesNotSay() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins, site);
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
            setUp(jenkins, site);
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
            setUp(jenkins, site);
            EnvironmentConfiguration fromAgent = Site.environment("lab", null);
            fromAgent.setConnectFrom("agent");
            ModelDeliveryConfiguration.get()
                    .setEnvironments(List.of(
                            Site.environment("production", null), Site.environment("staging", null), fromAgent));
            String data = "model-rollback/data?model=" + Site.MODEL + "&environment=";
            assertThat(
                    page(jenkins, "oncall", data + "staging"),
                    containsString("no earlier version ever served in staging"));
            assertThat(page(jenkins, "oncall", data + "lab"), containsString("nothing says from which"));
            assertThat(page(jenkins, "oncall", data + "production"), containsString("\"version\":\"v1\""));
            assertThat(page(jenkins, "oncall", data + "production"), containsString("\"obstacle\":\"\""));
        });
    }

    @Test
    void shouldSayThatMetricsOfDifferentEvalSetsDoNotCompare() throws Throwable {
        sessions.then(jenkins -> {
            setUp(jenkins, site);
            String data = "model-rollback/data?model=" + Site.MODEL + "&environment=production";
            RollbackSite.judgedOn("v1", "a".repeat(64));
            RollbackSite.judgedOn("v2", "a".repeat(64));
            assertThat(
                    page(jenkins, "oncall", data),
                    containsString("\"Eval set\",\"aaaaaaaaaaaa\",\"aaaaaaaaaaaa\",\"\""));
            RollbackSite.judgedOn("v1", "a".repeat(64));
            RollbackSite.judgedOn("v2", "b".repeat(64));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                            page(jenkins, "oncall", data), containsString("\"another one: metrics do not compare\"")));
        });
    }

    @Test
    void shouldTellMachinesWhatThePageShows() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject job = setUp(jenkins, site);
            RollbackSite.start(jenkins, "oncall", "v1", Site.digest("v2"), "it was bad");
            RollbackOperation operation = await(job, "ROLLED_BACK");
            JsonNode told = Json.parse(page(jenkins, "oncall", "model-rollback/api/json"), "the answer");
            assertThat(told.path("environments").toString(), containsString("production"));
            JsonNode one = told.path("operations").path(0);
            assertThat(one.path("id").asText(), is(operation.getId()));
            assertThat(one.path("state").asText(), is("ROLLED_BACK"));
            assertThat(one.path("user").asText(), is("oncall"));
            String path = "operation/" + operation.getId() + "/api/json";
            assertThat(
                    Json.parse(page(jenkins, "oncall", "model-rollback/" + path), "the answer")
                            .path("reason")
                            .asText(),
                    is("it was bad"));
            assertThat(
                    request(jenkins, "developer", HttpMethod.GET, "api/json", "")
                            .getStatusCode(),
                    is(404));
            assertThat(request(jenkins, "developer", HttpMethod.GET, path, "").getStatusCode(), is(404));
            for (String around : List.of("api/json?depth=5", "1/api/json?depth=5", "api/xml?depth=5")) {
                assertThat(page(jenkins, "oncall", "api/json?depth=5"), containsString("it was bad"));
                assertThat(around, page(jenkins, "developer", around), not(containsString("it was bad")));
                assertThat(around, page(jenkins, "developer", around), not(containsString("production")));
            }
        });
    }
}
