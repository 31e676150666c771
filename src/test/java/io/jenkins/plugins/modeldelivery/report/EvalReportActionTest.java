package io.jenkins.plugins.modeldelivery.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import jenkins.model.Jenkins;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The Eval Report page and its documents, without a Pipeline: any build can carry them. */
@WithJenkins
class EvalReportActionTest {
    private static final String PAYLOAD = "\"'><img src=x onerror=alert(1)>";

    private JenkinsRule jenkins;
    private FreeStyleBuild build;

    @BeforeEach
    void build(JenkinsRule rule) throws Exception {
        jenkins = rule;
        FreeStyleProject project = rule.createFreeStyleProject("job");
        build = rule.buildAndAssertSuccess(project);
    }

    @Test
    void shouldRefuseAReportWithoutVerdict() {
        ObjectNode report = Json.document("gate-report");
        org.junit.jupiter.api.Assertions.assertThrows(
                IllegalArgumentException.class, () -> EvalReportAction.publish(build, "modelEvalGate", report));
        assertThat(build.getAction(EvalReportAction.class).getGates().isEmpty(), is(true));
    }

    @Test
    void shouldShowNamesAndReasonsAsTextOnly() throws Exception {
        EvalReportAction.publish(build, "modelEvalGate", report("FAIL", PAYLOAD));
        AtomicBoolean alerted = new AtomicBoolean();
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setAlertHandler((page, message) -> alerted.set(true));
            HtmlPage page = client.getPage(build, "eval-report");
            assertThat(page.asNormalizedText(), containsString(PAYLOAD));
            assertThat(page.getWebResponse().getContentAsString(), not(containsString("<img src=x")));
            client.getPage(build);
        }
        assertThat(alerted.get(), is(false));
    }

    @Test
    void shouldSayWhenAnotherVersionWroteTheReport() throws Exception {
        ObjectNode report = report("PASS", "x");
        report.put("schema", "model-delivery/gate-report/v7");
        EvalReportAction.publish(build, "modelEvalGate", report);
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            assertThat(
                    client.getPage(build, "eval-report").asNormalizedText(),
                    containsString("Another version of this plugin"));
        }
    }

    @Test
    void shouldSayWhatCannotBeReadOfAReport() throws Exception {
        ObjectNode report = report("FAIL", "too low");
        report.put("counts", "none");
        EvalReportAction.publish(build, "modelEvalGate", report);
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            assertThat(
                    client.getPage(build, "eval-report").asNormalizedText(),
                    allOf(containsString("cannot be shown: 'counts'"), containsString("too low")));
        }
    }

    @Test
    void shouldPointAtTheHistoryOfAModelWhoseShiftWasChecked() throws Exception {
        ObjectNode report = report("PASS", "intent");
        EvalReportAction.publish(build, "modelEvalGate", report.deepCopy());
        report.set("drift", Json.parse("""
                        {"schema": "model-delivery/drift-report/v1", "verdict": "PASS", "reasons": [], "mmd2": 0.001,
                         "p_value": 0.4, "alpha": 0.01, "permutations": 199, "seed": 0, "n": 40, "m": 40, "d": 2,
                         "effect": {"value": 0.03}, "method": "single rows", "reference": {"sha256": "r", "rows": 40},
                         "current": {"sha256": "c", "rows": 40},
                         "null": {"min": 0, "q01": 0, "q05": 0, "q25": 0, "q50": 0, "q75": 0, "q95": 0, "q99": 0, "max": 0.1}}
                        """, "a shift check"));
        EvalReportAction.publish(build, "modelEvalGate", report.deepCopy());
        EvalReportAction.publish(build, "modelEvalGate", report.put("model", PAYLOAD));
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            List<?> places = client.getPage(build, "eval-report").getByXPath("//div[@data-history]/@data-history");
            assertThat(places.toString(), places.size(), is(1));
            assertThat(places.toString(), containsString("../../models/model/intent/history"));
        }
    }

    @Test
    void shouldShowTheWorstOfManyRowsAndSayHowManyAreLeftOut() throws Exception {
        ObjectNode report = report("FAIL", "too low");
        for (int i = 0; i < 449; i++) {
            ObjectNode rule = (ObjectNode) report.path("rules").get(0).deepCopy();
            boolean last = i == 448;
            ((ArrayNode) report.get("rules"))
                    .add(rule.put("metric", "m" + i)
                            .put("verdict", last ? "INCONCLUSIVE" : "PASS")
                            .put("reason", ""));
        }
        EvalReportAction.publish(build, "modelEvalGate", report);
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            HtmlPage page = client.getPage(build, "eval-report");
            List<HtmlElement> rows = page.getByXPath("//table[@aria-label='Rules']/tbody/tr");
            assertThat(rows.size(), is(200));
            assertThat(rows.get(0).asNormalizedText(), containsString("FAIL"));
            assertThat(rows.get(1).asNormalizedText(), allOf(containsString("INCONCLUSIVE"), containsString("m448")));
            assertThat(rows.get(2).asNormalizedText(), containsString("m0"));
            HtmlElement rest =
                    page.getFirstByXPath("//div[@class='model-delivery-legend' and contains(., 'more rows')]");
            assertThat(
                    rest.asNormalizedText(),
                    is("250 more rows are not shown; the worst come first. All of them as JSON"));
            HtmlElement whole = rest.getFirstByXPath("a");
            assertThat(whole.getAttribute("href"), is("data?id=1-modelEvalGate"));
        }
    }

    @Test
    void shouldGiveThePartThatChangesAlone() throws Exception {
        EvalReportAction.publish(build, "modelEvalGate", report("FAIL", PAYLOAD));
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            String part = client.getPage(build, "eval-report/fragment")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(part, containsString("id=\"1-modelEvalGate\""));
            assertThat(part, not(containsString("<img src=x")));
            assertThat(part, not(containsString("<head")));
        }
    }

    @Test
    void shouldStillShowTheSummaryWhenTheFileIsGone() throws Exception {
        String id = EvalReportAction.publish(build, "modelEvalGate", report("FAIL", "accuracy is too low"));
        Files.delete(build.getRootDir().toPath().resolve("model-delivery").resolve(id + ".v1.json"));
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            assertThat(client.getPage(build, "eval-report").asNormalizedText(), containsString("accuracy is too low"));
        }
    }

    @Test
    void shouldAnswerWithAnEntityTagAndNotSendTwice() throws Exception {
        EvalReportAction.publish(build, "modelEvalGate", report("PASS", "x"));
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.getCache().setMaxSize(0);
            WebRequest request =
                    new WebRequest(client.createCrumbedUrl(build.getUrl() + "eval-report/data?id=1-modelEvalGate"));
            WebResponse first = client.loadWebResponse(request);
            assertThat(first.getStatusCode(), is(HttpURLConnection.HTTP_OK));
            assertThat(first.getResponseHeaderValue("Cache-Control"), containsString("immutable"));
            request.setAdditionalHeader("If-None-Match", first.getResponseHeaderValue("ETag"));
            assertThat(client.loadWebResponse(request).getStatusCode(), is(HttpURLConnection.HTTP_NOT_MODIFIED));
        }
    }

    @Test
    void shouldFindNoDocumentOutsideTheReport() throws Exception {
        EvalReportAction.publish(build, "modelEvalGate", report("PASS", "x"));
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.assertFails(build.getUrl() + "eval-report/data?id=../../build", HttpURLConnection.HTTP_NOT_FOUND);
            client.assertFails(
                    build.getUrl() + "eval-report/data?id=2-modelEvalGate", HttpURLConnection.HTTP_NOT_FOUND);
        }
    }

    @Test
    void shouldHideTheReportFromWhoMayNotReadTheJob() throws Exception {
        EvalReportAction.publish(build, "modelEvalGate", report("PASS", "x"));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .everywhere()
                .to("reader"));
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.assertFails(
                    build.getUrl() + "eval-report/data?id=1-modelEvalGate", HttpURLConnection.HTTP_NOT_FOUND);
            client.login("reader");
            client.goTo(build.getUrl() + "eval-report/data?id=1-modelEvalGate", "application/json");
        }
    }

    private static ObjectNode report(String verdict, String text) {
        ObjectNode report = Json.document("gate-report").put("verdict", verdict);
        report.putArray("reasons").add(text);
        report.put("model", text).put("version", text);
        report.putArray("rules")
                .addObject()
                .put("metric", text)
                .put("operator", "atLeast")
                .put("limit", 0.88)
                .put("observed", 0.7123456)
                .put("rows", 1000)
                .put("verdict", verdict)
                .put("reason", text);
        report.putObject("counts");
        report.putObject("policy");
        report.put("judgedAt", "2026-11-01T00:00:00Z");
        return report;
    }
}
