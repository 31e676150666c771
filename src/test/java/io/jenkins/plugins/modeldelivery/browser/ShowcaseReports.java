package io.jenkins.plugins.modeldelivery.browser;

import static io.jenkins.plugins.modeldelivery.browser.Showcase.NOW;
import static io.jenkins.plugins.modeldelivery.browser.Showcase.VERSIONS;
import static io.jenkins.plugins.modeldelivery.browser.Showcase.version;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** What a build has to say that evaluated, judged and promoted a version. */
final class ShowcaseReports {
    private ShowcaseReports() {}

    /** The reports of a build: evaluation, gate, live traffic, promotion. */
    static void reports(Run<?, ?> build) throws Exception {
        Random random = new Random(3);
        EvalReportAction.publishMeasurement(
                build,
                "runModelEval",
                results(),
                "4210 rows in 96.4 s (43.7 requests a second), 4 failed, accuracy 0.9387");
        EvalReportAction.publish(build, "modelEvalGate", gate(version(VERSIONS), 0.9387, "PASS", NOW, random));
        EvalReportAction.publish(build, "stagingTrafficGate", traffic());
        EvalReportAction.publish(build, "promoteModel", promotion());
    }

    /** As of a file that holds this. */
    private static String hash(String content) {
        return Site.digest(content).substring("sha256:".length());
    }

    /** Of an evaluation run. */
    static ObjectNode results() {
        ObjectNode results = Json.document("eval-results")
                .put("accuracy", 0.9387)
                .put("balanced_accuracy", 0.9214)
                .put("f1_macro", 0.9198)
                .put("f1_micro", 0.9391)
                .put("error_rate", 0.00095)
                .put("rows", 4210);
        double[] latencies = {31.2, 58.4, 74.9, 83.1, 121.7, 402.5, 1877.3, 62.8};
        String[] names = {"min", "p50", "p90", "p95", "p99", "p999", "max", "mean"};
        for (int i = 0; i < names.length; i++) {
            results.put(names[i] + "_latency_ms", latencies[i]);
        }
        results.putObject("errors").put("http 503", 3).put("timeout", 1);
        results.putObject("evalSet")
                .put("sha256", hash("eval set " + Showcase.version(Showcase.VERSIONS)))
                .put("rows", 4210)
                .put("name", "s3://sets/intent/2026-11.jsonl.gz")
                .put("asOf", NOW.minus(Duration.ofDays(9)).toString());
        results.putObject("predictions").put("file", "predictions.jsonl").put("sha256", hash("predictions"));
        results.putObject("target").put("url", "https://candidate.example.com/v1/models/intent-classifier:predict");
        results.putObject("load")
                .put("mode", "open")
                .put("rate", 50)
                .put("concurrency", 20)
                .put("warmUp", 0)
                .put("timeoutSeconds", 30)
                .put("retries", 2)
                .put(
                        "latency",
                        "response time from the moment a request was due, so that waiting for a free sender counts")
                .put("resumed", 1)
                .put("retried", 0)
                .putObject("late")
                .put("requests", 12)
                .put("mostMs", 41.5);
        results.putObject("throughput").put("requestsPerSecond", 43.67).put("seconds", 96.4);
        results.putObject("gaps").put("schema_compliance", "no contract was given");
        results.putObject("template");
        results.putObject("counts")
                .putObject("predictions")
                .putObject("all")
                .put("rows", 4210)
                .put("correct", 3952)
                .put("failed", 4)
                .put("valid", 0)
                .put("unlabelled", 0)
                .put("unpredicted", 0)
                .put("typesDiffer", 0)
                .putObject("latency")
                .put("n", 4206)
                .put("missing", 0);
        return results.put("finishedAt", NOW.toString());
    }

    static ObjectNode gate(String version, double accuracy, String verdict, Instant asOf, Random random) {
        ObjectNode report = Json.document("gate-report").put("verdict", verdict);
        ArrayNode reasons = report.putArray("reasons");
        if (verdict.equals("FAIL")) {
            reasons.add("accuracy " + accuracy + " is below 0.95");
        }
        if (verdict.equals("INCONCLUSIVE")) {
            reasons.add("slice language = fr has 31 rows, 50 are needed");
        }
        report.put("model", Site.MODEL).put("version", version);
        ArrayNode rules = report.putArray("rules");
        rule(rules, "accuracy", "atLeast", 0.88, accuracy, 4210, "PASS")
                .put("baseline", accuracy - 0.004)
                .putObject("interval")
                .put("low", accuracy - 0.0072)
                .put("high", accuracy + 0.0061)
                .put("confidence", 0.95)
                .put("method", "Wilson");
        double latency = 74 + random.nextInt(20);
        rule(rules, "p95_latency_ms", "atMost", 120, latency, 4210, "PASS").put("baseline", 81.2);
        int i = 0;
        for (String language : List.of("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "fi", "cs")) {
            double value = accuracy - 0.002 * i;
            boolean few = language.equals("fr") && verdict.equals("INCONCLUSIVE");
            rule(rules, "accuracy", "atLeast", 0.8, value, few ? 31 : 600 - 40 * i, few ? "INCONCLUSIVE" : "PASS")
                    .put("slice", "language")
                    .put("value", language)
                    .put("reason", few ? "31 rows, 50 are needed" : "");
            i++;
        }
        report.putObject("evalSet")
                .put("sha256", hash("eval set " + version))
                .put("rows", 4210)
                .put("asOf", asOf.minus(Duration.ofDays(9)).toString())
                .put("ageDays", 9);
        double mmd2 = 0.0004 + random.nextDouble() * 0.0012;
        ObjectNode drift = report.putObject("drift")
                .put("schema", Json.schema("drift-report"))
                .put("verdict", verdict.equals("FAIL") ? "FAIL" : "PASS")
                .put("permutations", 999)
                .put("seed", 0);
        drift.putObject("reference").put("sha256", hash("reference")).put("rows", 4105);
        drift.putObject("current").put("sha256", hash("eval set " + version)).put("rows", 4210);
        drift.putArray("reasons");
        drift.put("mmd2", mmd2)
                .put("p_value", 0.213)
                .put("alpha", 0.01)
                .put("n", 4105)
                .put("m", 4210)
                .put("d", 768);
        drift.putObject("effect")
                .put("value", Math.sqrt(mmd2))
                .put("lower", 0.0)
                .put("upper", 0.041)
                .put("tolerance", 0.05)
                .put("detectable", 0.022);
        drift.putObject("null")
                .put("min", -0.0021)
                .put("q01", -0.0016)
                .put("q05", -0.0011)
                .put("q25", -0.0004)
                .put("q50", 0.0)
                .put("q75", 0.0005)
                .put("q95", 0.0019)
                .put("q99", 0.0028)
                .put("max", 0.0036);
        drift.put("method", "ladder of 5 bandwidths, 999 permutations of bins of 4 rows");
        report.putObject("counts");
        report.putObject("policy");
        return report.put("judgedAt", NOW.toString());
    }

    private static ObjectNode rule(
            ArrayNode rules, String metric, String operator, double limit, double observed, int rows, String verdict) {
        return rules.addObject()
                .put("metric", metric)
                .put("operator", operator)
                .put("limit", limit)
                .put("observed", observed)
                .put("rows", rows)
                .put("verdict", verdict)
                .put("reason", "");
    }

    static ObjectNode traffic() {
        ObjectNode report = Json.document("traffic-report").put("verdict", "PASS");
        report.putArray("reasons");
        report.put("model", Site.MODEL).put("version", version(VERSIONS));
        report.putObject("errorRate")
                .put("candidate", 0.00066)
                .put("production", 0.00032)
                .put("lower", 0.00003)
                .put("upper", 0.0029);
        report.putObject("p95")
                .put("candidate", 0.084)
                .put("production", 0.079)
                .put("ratio", 1.063)
                .put("lower", 1.01)
                .put("upper", 1.12);
        report.put("share", 0.0503);
        for (String rule : List.of("errors", "p95", "split", "data")) {
            report.withArray("rules")
                    .addObject()
                    .put("rule", rule)
                    .put("verdict", "PASS")
                    .put("reason", "");
        }
        report.putObject("limits")
                .put("p95Increase", 0.15)
                .put("errorRate", 0.005)
                .put("minRequests", 1000);
        report.put("certify", false).put("windowSeconds", 300);
        ObjectNode counts = report.putObject("counts");
        counts.putObject("candidate").put("requests", 1509).put("errors", 1);
        counts.putObject("production").put("requests", 28490).put("errors", 9);
        report.putObject("test").put("phase", "JUDGED").put("lease", "0b9a1f").put("restore", "route as before");
        Random random = new Random(11);
        for (int i = 1; i <= 30; i++) {
            ObjectNode look = report.withArray("series").addObject();
            look.put("time", NOW.minusSeconds(300 - 10L * i).toString())
                    .put("phase", "OBSERVING")
                    .put("verdict", "PASS");
            ObjectNode requests = look.putObject("requests");
            requests.putObject("candidate").put("requests", 50 * i).put("errors", 0);
            requests.putObject("production").put("requests", 950 * i).put("errors", i / 4);
            look.put("share", 0.05);
            look.putObject("p95")
                    .put("candidate", 0.084 + random.nextGaussian() * 0.004)
                    .put("production", 0.079 + random.nextGaussian() * 0.001);
        }
        return report;
    }

    private static ObjectNode promotion() {
        ObjectNode report = Json.document("promotion-report").put("verdict", "PASS");
        report.putArray("reasons");
        report.put("action", "PROMOTE")
                .put("outcome", "PROMOTED")
                .put("model", Site.MODEL)
                .put("version", version(VERSIONS))
                .put("digest", Site.digest(version(VERSIONS)))
                .put("environment", "production")
                .put("decision", "0d0ff8b2-6f1e-4f11-9df0-6a6f4e0a53f5")
                .put("image", Site.image(version(VERSIONS)))
                .put("previousImage", Site.image(version(VERSIONS - 1)));
        report.putObject("previous")
                .put("version", version(VERSIONS - 1))
                .put("digest", Site.digest(version(VERSIONS - 1)));
        report.putArray("evidence");
        return report.put("user", "ada")
                .put("reason", "monthly retraining")
                .put("phase", "DONE")
                .put("seq", 41)
                .put("generation", 7)
                .put("deadline", NOW.toString())
                .put("since", NOW.toString())
                .put("line", "rolled out")
                .put("failure", "")
                .set("details", Json.object());
    }
}
