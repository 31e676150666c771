package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures in a gate report, for histories and pages. They are looked up, not bound: a report of which a part is damaged
 * still shows the others, and one of another gate has none.
 *
 * @param computed finite metrics of all rows, whether there is a rule for them or not
 * @param judged finite values that rules observed over all rows, in the order of the rules
 * @param asOf of the eval set
 */
public record GateFigures(Map<String, Double> computed, Map<String, Double> judged, Optional<Instant> asOf) {
    public GateFigures {
        computed = Collections.unmodifiableMap(new LinkedHashMap<>(computed));
        judged = Collections.unmodifiableMap(new LinkedHashMap<>(judged));
    }

    public static GateFigures of(JsonNode report) {
        Map<String, Double> computed = new LinkedHashMap<>();
        report.path("metrics").properties().forEach(metric -> put(computed, metric.getKey(), metric.getValue()));
        Map<String, Double> judged = new LinkedHashMap<>();
        for (JsonNode rule : report.path("rules")) {
            if (!rule.has("slice") && rule.path("metric").isTextual()) {
                put(judged, rule.get("metric").textValue(), rule.path("observed"));
            }
        }
        return new GateFigures(computed, judged, time(report.path("evalSet").path("asOf")));
    }

    /** All metrics; what a rule observed goes before what was computed. */
    public SortedMap<String, Double> all() {
        SortedMap<String, Double> all = new TreeMap<>(computed);
        all.putAll(judged);
        return all;
    }

    private static void put(Map<String, Double> metrics, String name, JsonNode value) {
        if (value.isNumber() && Double.isFinite(value.doubleValue())) {
            metrics.put(name, value.doubleValue());
        }
    }

    private static Optional<Instant> time(JsonNode text) {
        try {
            return text.isTextual() ? Optional.of(Instant.parse(text.textValue())) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty(); // no time is known, which is shown as such
        }
    }
}
