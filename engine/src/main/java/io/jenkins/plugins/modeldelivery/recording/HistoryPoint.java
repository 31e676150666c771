package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.DriftPoint;
import io.jenkins.plugins.modeldelivery.evalgate.GateFigures;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is shown of one piece of evidence in a history: a few numbers instead of a whole report.
 *
 * @param time when it was judged
 * @param version that was judged
 * @param evidence its id
 * @param kind which gate spoke: {@code gate-report}, {@code drift-report}, {@code schema-report}, {@code traffic-report}
 * @param verdict of that gate
 * @param reason the first one, cut to {@value #MAX_REASON} characters; empty where there is none
 * @param metrics finite values by name, over all rows: those that a gate computed or read ({@code accuracy},
 *     {@code p95_latency_ms}, ...), {@code schema_compliance} of a contract check, {@code live_error_rate} and
 *     {@code live_p95_latency_ms} of the candidate in live traffic, which is another load than an evaluation's
 * @param drift the shift check, alone or as part of a gate
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"id", "time"})
public record HistoryPoint(
        Instant time,
        String version,
        @JsonProperty("id") String evidence,
        String kind,
        Verdict verdict,
        String reason,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        SortedMap<String, Double> metrics,

        Optional<DriftPoint> drift) {
    private static final int MAX_REASON = 300;

    public HistoryPoint {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /** The point of a piece of evidence. */
    static HistoryPoint of(Evidence evidence) throws BadInputException {
        return new HistoryPoint(
                evidence.time(),
                evidence.version(),
                evidence.id(),
                evidence.kind(),
                evidence.verdict(),
                bounded(evidence.report().path("reasons").path(0).asText()),
                metrics(evidence.kind(), evidence.report()),
                shift(evidence));
    }

    /** The shift check in a piece of evidence, alone or as part of a gate. */
    static Optional<DriftPoint> shift(Evidence evidence) throws BadInputException {
        JsonNode report = evidence.report();
        JsonNode drift = evidence.kind().equals("drift-report") ? report : report.path("drift");
        return drift.isObject()
                ? Optional.of(DriftPoint.of(drift, evidence.time(), evidence.version()))
                : Optional.empty();
    }

    private static String bounded(String reason) {
        return reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON - 3) + "..." : reason;
    }

    private static SortedMap<String, Double> metrics(String kind, JsonNode report) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        switch (kind) {
            case "gate-report" -> metrics.putAll(GateFigures.of(report).all());
            case "schema-report" ->
                put(metrics, "schema_compliance", report.path("records").path("compliance"), 1);
            case "traffic-report" -> {
                put(metrics, "live_error_rate", report.path("errorRate").path("candidate"), 1);
                put(metrics, "live_p95_latency_ms", report.path("p95").path("candidate"), 1000);
            }
            default -> {
                return metrics;
            }
        }
        return metrics;
    }

    private static void put(SortedMap<String, Double> metrics, String name, JsonNode value, double unit) {
        if (value.isNumber() && Double.isFinite(value.doubleValue() * unit)) {
            metrics.put(name, value.doubleValue() * unit);
        }
    }
}
