package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers that the page draws. */
final class Figures {
    /** Share of digits read right, 0..1. */
    final Map<String, Double> accuracy = new LinkedHashMap<>();
    /** Milliseconds under live traffic. */
    final Map<String, Double> p95 = new LinkedHashMap<>();
    /** p-values of the shift test. */
    final Map<String, Double> shift = new LinkedHashMap<>();

    void bar(String name, double share) {
        accuracy.put(name, share);
    }

    void gate(String version, JsonNode report) {
        shift.put(version, report.at("/drift/mmd2").asDouble());
        for (JsonNode rule : report.path("rules")) {
            if (rule.path("metric").asText().equals("accuracy")
                    && rule.path("observed").isNumber()) {
                accuracy.put(
                        version + " as its gate saw it", rule.path("observed").asDouble());
            }
        }
    }

    void traffic(String version, JsonNode report) {
        p95.put(version + " candidate", 1e3 * report.at("/p95/candidate").asDouble());
        p95.put(
                version + " production meanwhile",
                1e3 * report.at("/p95/production").asDouble());
    }
}
