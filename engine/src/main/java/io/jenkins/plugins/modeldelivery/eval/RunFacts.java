package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** What a partial file tells beyond its predictions: how long it took, how late requests were, what failed. */
final class RunFacts {
    private static final long LATE_MICROS = 10_000;

    private final TreeMap<String, Long> errors = new TreeMap<>();
    private long rows;
    private long starts;
    private long current;
    private long earlier;
    private long late;
    private long latest;
    private long retried;

    void add(PartialLine line) throws BadInputException {
        if (line.index() < 0) {
            starts++;
            earlier += current;
            current = 0;
            return;
        }
        rows++;
        current = Math.max(current, line.elapsedMicros());
        late += line.lateMicros() > LATE_MICROS ? 1 : 0;
        latest = Math.max(latest, line.lateMicros());
        String text = new String(line.prediction(), StandardCharsets.UTF_8);
        if (text.contains("\"error\"") || text.contains("\"attempts\"")) {
            JsonNode json = Json.parse(text, "a prediction");
            retried += json.has("attempts") ? 1 : 0;
            if (json.has("error")) {
                errors.merge(RequestFailure.kindOf(json.get("error").asText()).orElse("other"), 1L, Long::sum);
            }
        }
    }

    /** {@code {"timeout": 3, "http 503": 1}}. */
    ObjectNode errors() {
        ObjectNode json = Json.object();
        errors.forEach(json::put);
        return json;
    }

    double seconds() {
        return (earlier + current) / 1e6;
    }

    double requestsPerSecond() {
        return seconds() > 0 ? rows / seconds() : 0;
    }

    /** How often the run was resumed. */
    long resumed() {
        return Math.max(0, starts - 1);
    }

    long retried() {
        return retried;
    }

    /** {@code requests} that started more than 10 ms after they were due, and the latest of all. */
    ObjectNode late() {
        return Json.object().put("requests", late).put("mostMs", latest / 1e3);
    }
}
