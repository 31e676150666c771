package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import io.jenkins.plugins.modeldelivery.evalgate.GateFigures;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.recording.ReportHead;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
    static GateResult of(JsonNode report) throws AbortException {
        try {
            return read(report);
        } catch (BadInputException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private static GateResult read(JsonNode report) throws BadInputException {
        ReportHead head = ReportHead.of(report);
        Found found = Json.bind(report, Found.class, "the report");
        LinkedHashMap<String, Double> metrics =
                new LinkedHashMap<>(GateFigures.of(report).judged());
        found.mmd2.ifPresent(value -> metrics.put("mmd2", value));
        found.pValue.ifPresent(value -> metrics.put("p_value", value));
        found.share.ifPresent(value -> metrics.put("share", value));
        found.errorRate.ifPresent(rate -> rate.candidate().ifPresent(value -> metrics.put("error_rate", value)));
        found.p95.ifPresent(latency -> latency.ratio().ifPresent(value -> metrics.put("p95_ratio", value)));
        String verdict = head.verdict().map(Verdict::name).orElse("");
        return new GateResult(verdict, head.reason().isEmpty() ? verdict : verdict + ": " + head.reason(), metrics);
    }

    /** What the reports of shift and traffic gates have at their top. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Found(
            OptionalDouble mmd2,
            @JsonProperty("p_value") OptionalDouble pValue,
            OptionalDouble share,
            Optional<TrafficReport.ErrorRate> errorRate,
            Optional<TrafficReport.Latency> p95) {}

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
