package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Optional;

/** What the charts of a card are given to draw; each has a table beside it. */
final class GateCharts {
    private static final String[] QUANTILES = {"min", "q05", "q50", "q95", "q99", "max"};
    private static final double MILLIS = 1000;
    private static final int MAX_POINTS = 500;

    private GateCharts() {}

    /** The observed statistic among the permuted ones; empty without a finished shift test. */
    static Optional<String> permuted(JsonNode drift) {
        ObjectNode model = Json.object()
                .put("title", Messages.GateCharts_Permuted())
                .put("observedLabel", Messages.GateCharts_Observed())
                .put("verdict", drift.path("verdict").asText());
        for (String quantile : QUANTILES) {
            model.set(quantile, drift.path("null").path(quantile));
        }
        model.set("observed", drift.path("mmd2"));
        boolean whole = model.path("observed").isNumber();
        for (String quantile : QUANTILES) {
            whole = whole && model.path(quantile).isNumber();
        }
        return whole ? Optional.of(Json.compact(model)) : Optional.empty();
    }

    /** Latency and requests over the time of a traffic test; empty without a course. */
    static Optional<String> course(JsonNode report) {
        JsonNode series = report.path("series");
        if (series.size() < 2) {
            return Optional.empty();
        }
        ArrayNode charts = Json.object().putArray("charts");
        ArrayNode latency = chart(charts, Messages.GateCharts_P95());
        ArrayNode requests = chart(charts, Messages.GateCharts_Requests());
        int every = series.size() / MAX_POINTS + 1;
        for (int i = 0; i < series.size(); i += every) {
            JsonNode look = series.get(i);
            String time = look.path("time").asText();
            JsonNode p95 = look.path("p95");
            point(latency, time, p95.path("candidate"), p95.path("production"), MILLIS);
            JsonNode counts = look.path("requests");
            point(
                    requests,
                    time,
                    counts.path("candidate").path("requests"),
                    counts.path("production").path("requests"),
                    1);
        }
        return Optional.of(Json.compact(charts));
    }

    private static ArrayNode chart(ArrayNode charts, String title) {
        return charts.addObject()
                .put("title", title)
                .put("candidate", Messages.CardTables_Candidate())
                .put("production", Messages.CardTables_Production())
                .putArray("points");
    }

    private static void point(ArrayNode points, String time, JsonNode candidate, JsonNode production, double unit) {
        ObjectNode point = points.addObject().put("time", time);
        put(point, "candidate", candidate, unit);
        put(point, "production", production, unit);
    }

    private static void put(ObjectNode point, String name, JsonNode value, double unit) {
        if (value.isNumber()) {
            point.put(name, value.doubleValue() * unit);
        } else {
            point.putNull(name);
        }
    }
}
