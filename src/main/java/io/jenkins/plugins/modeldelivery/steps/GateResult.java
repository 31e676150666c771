package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.evalgate.GateFigures;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What a gate step gives back to the Pipeline: small, serialisable, made for {@code input message: result.summary}. */
public final class GateResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String verdict;
    private final String summary;
    private final LinkedHashMap<String, Double> metrics;

    private GateResult(String verdict, String summary, LinkedHashMap<String, Double> metrics) {
        this.verdict = verdict;
        this.summary = summary;
        this.metrics = metrics;
    }

    /** Takes verdict, first reason and the numbers that were observed from a report document of any gate. */
    static GateResult of(JsonNode report) {
        LinkedHashMap<String, Double> metrics =
                new LinkedHashMap<>(GateFigures.of(report).judged());
        for (String name : new String[] {"compliance", "mmd2", "p_value"}) {
            put(metrics, name, report.path(name));
        }
        put(metrics, "share", report.path("share"));
        put(metrics, "error_rate", report.at("/errorRate/candidate"));
        put(metrics, "p95_ratio", report.at("/p95/ratio"));
        String verdict = report.path("verdict").asText();
        String reason = report.path("reasons").path(0).asText("");
        return new GateResult(verdict, reason.isEmpty() ? verdict : verdict + ": " + reason, metrics);
    }

    private static void put(Map<String, Double> metrics, String name, JsonNode value) {
        if (value.isNumber()) {
            metrics.put(name, value.doubleValue());
        }
    }

    /** {@code PASS}, {@code FAIL} or {@code INCONCLUSIVE}. */
    @Whitelisted
    @NonNull
    public String getVerdict() {
        return verdict;
    }

    /** The verdict and the reason that matters, in one line. */
    @Whitelisted
    @NonNull
    public String getSummary() {
        return summary;
    }

    /** Observed values by metric name, slices left out. */
    @Whitelisted
    @NonNull
    public Map<String, Double> getMetrics() {
        return Collections.unmodifiableMap(metrics);
    }

    @Whitelisted
    @Override
    public String toString() {
        return summary;
    }
}
