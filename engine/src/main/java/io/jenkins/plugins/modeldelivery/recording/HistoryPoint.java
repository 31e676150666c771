package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftPoint;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Map;
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
public record HistoryPoint(
        Instant time,
        String version,
        String evidence,
        String kind,
        Verdict verdict,
        String reason,
        SortedMap<String, Double> metrics,
        Optional<DriftPoint> drift) {
    private static final int MAX_REASON = 300;

    public HistoryPoint {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /** The point of a piece of evidence. */
    static HistoryPoint of(Evidence evidence) throws BadInputException {
        JsonNode report = evidence.report();
        JsonNode drift = evidence.kind().equals("drift-report") ? report : report.path("drift");
        return new HistoryPoint(
                evidence.time(),
                evidence.version(),
                evidence.id(),
                evidence.kind(),
                evidence.verdict(),
                bounded(report.path("reasons").path(0).asText()),
                metrics(evidence.kind(), report),
                drift.isObject()
                        ? Optional.of(DriftPoint.of(drift, evidence.time(), evidence.version()))
                        : Optional.empty());
    }

    private static String bounded(String reason) {
        return reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON - 3) + "..." : reason;
    }

    private static SortedMap<String, Double> metrics(String kind, JsonNode report) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        switch (kind) {
            case "gate-report" -> {
                report.path("metrics").properties().forEach(e -> put(metrics, e.getKey(), e.getValue(), 1));
                for (JsonNode rule : report.path("rules")) {
                    if (!rule.has("slice")) {
                        put(metrics, rule.path("metric").asText(), rule.path("observed"), 1);
                    }
                }
            }
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

    /** How it is kept. */
    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("id", evidence)
                .put("time", time.toString())
                .put("version", version)
                .put("kind", kind)
                .put("verdict", verdict.name())
                .put("reason", reason);
        if (!metrics.isEmpty()) {
            ObjectNode values = json.putObject("metrics");
            metrics.forEach(values::put);
        }
        drift.ifPresent(point -> json.set("drift", point.toJson()));
        return json;
    }

    /** @param source how to call the entry in a message */
    static HistoryPoint read(JsonNode json, String source) throws BadInputException {
        try {
            SortedMap<String, Double> metrics = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry : json.path("metrics").properties()) {
                put(metrics, entry.getKey(), entry.getValue(), 1);
            }
            return new HistoryPoint(
                    Instant.parse(json.required("time").asText()),
                    json.required("version").asText(),
                    json.required("id").asText(),
                    json.required("kind").asText(),
                    Verdict.valueOf(json.required("verdict").asText()),
                    json.path("reason").asText(),
                    metrics,
                    json.has("drift") ? Optional.of(DriftPoint.read(json.get("drift"), source)) : Optional.empty());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new BadInputException(source + " holds a damaged entry: " + e.getMessage(), e);
        }
    }
}
