package io.jenkins.plugins.modeldelivery.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.modeldelivery.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What an evaluation measured is on the Eval Report, and is no verdict. */
@WithJenkins
class MeasurementCardTest {
    private static final String HEADLINE = "1000 rows in 2.5 s (400.0 requests a second), 3 failed, accuracy 0.9400";
    private static final String PAYLOAD = "<img src=x onerror=alert(1)>";

    private JenkinsRule jenkins;
    private FreeStyleBuild build;

    @BeforeEach
    void build(JenkinsRule rule) throws Exception {
        jenkins = rule;
        build = rule.buildAndAssertSuccess(rule.createFreeStyleProject("job"));
    }

    private static ObjectNode results() {
        ObjectNode results = Json.document("eval-results")
                .put("rows", 1000)
                .put("accuracy", 0.94)
                .put("error_rate", 0.003)
                .put("p50_latency_ms", 11.25)
                .put("p999_latency_ms", 80.5);
        results.putObject("errors").put("timeout", 3).put(PAYLOAD, 1);
        results.putObject("gaps").put("f1_macro", "rows have no label");
        results.putObject("throughput").put("requestsPerSecond", 400.0).put("seconds", 2.5);
        results.putObject("load").put("mode", "closed")
                .put("concurrency", 20)
                .put("warmUp", 0)
                .put("timeoutSeconds", 30)
                .put("retries", 2)
                .put("retried", 0);
        results.putObject("target").put("url", "https://models.example.com/invoke");
        results.putObject("evalSet").put("name", "eval.jsonl").put("sha256", "e".repeat(64)).put("rows", 1000);
        results.putObject("predictions").put("file", "predictions.jsonl").put("sha256", "f".repeat(64));
        results.putObject("template");
        results.putObject("counts")
                .putObject("predictions")
                .putObject("all")
                .put("rows", 1000)
                .put("correct", 940)
                .put("failed", 3)
                .put("valid", 997)
                .put("unlabelled", 0)
                .put("unpredicted", 0)
                .put("typesDiffer", 0)
                .putObject("latency")
                .put("n", 0)
                .put("missing", 997);
        results.put("finishedAt", "2026-11-01T00:00:00Z");
        results.putObject("contract")
                .put("compliance", 0.997)
                .put("valid", 997)
                .put("invalid", 3)
                .putArray("offenders")
                .addObject()
                .put("line", 7)
                .put("keyword", "type")
                .put("pointer", "/output")
                .put("message", PAYLOAD);
        return results;
    }

    private String page(String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            return client.getPage(build, path).asNormalizedText();
        }
    }

    @Test
    void shouldShowEverythingThatWasMeasured() throws Exception {
        EvalReportAction.publishMeasurement(build, "runModelEval", results(), HEADLINE);
        assertThat(
                page("eval-report"),
                allOf(
                        containsString("Measured only"),
                        containsString(HEADLINE),
                        containsString("rows have no label"),
                        containsString("11.25"),
                        containsString("p999"),
                        containsString(PAYLOAD),
                        containsString("timeout"),
                        containsString("closed loop, 20 at a time"),
                        containsString("e".repeat(64)),
                        containsString("0.997")));
        assertThat(page(""), containsString("runModelEval, " + HEADLINE));
    }

    @Test
    void shouldNotCountAsAVerdict() throws Exception {
        EvalReportAction.publishMeasurement(build, "runModelEval", results(), HEADLINE);
        EvalReportAction action = build.getAction(EvalReportAction.class);
        assertThat(action.getVerdictName(), is("INCONCLUSIVE"));
        ObjectNode gate = Json.document("gate-report").put("verdict", "FAIL");
        gate.putArray("reasons").add("accuracy is too low");
        gate.putObject("counts");
        gate.putObject("policy");
        gate.put("judgedAt", "2026-11-01T00:00:00Z");
        EvalReportAction.publish(build, "modelEvalGate", gate);
        assertThat(action.getVerdictName(), is("FAIL"));
        assertThat(action.getGates(), hasSize(1));
        assertThat(action.getMeasurements(), hasSize(1));
        String page = page("eval-report");
        assertThat(page, containsString("modelEvalGate: accuracy is too low"));
        assertThat(page, not(containsString("Measured only")));
        assertThat(page.indexOf(HEADLINE) < page.lastIndexOf("accuracy is too low"), is(true));
    }

    @Test
    void shouldSurviveARestartAndAnswerTheRemoteApi() throws Exception {
        EvalReportAction.publishMeasurement(build, "runModelEval", results(), HEADLINE);
        build.getParent().doReload();
        build = build.getParent().getBuildByNumber(1);
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            String json = client.goTo(build.getUrl() + "eval-report/api/json", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(json, containsString("\"measurements\":[{"));
            assertThat(json, containsString(HEADLINE));
            String document = client.goTo(build.getUrl() + "eval-report/data?id=1-runModelEval", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(document, containsString("eval-results/v1"));
        }
    }
}
