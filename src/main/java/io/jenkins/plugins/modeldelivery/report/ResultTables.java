package io.jenkins.plugins.modeldelivery.report;

import static io.jenkins.plugins.modeldelivery.report.Figures.ABSENT;
import static io.jenkins.plugins.modeldelivery.report.Figures.number;
import static io.jenkins.plugins.modeldelivery.report.Figures.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tables of an evaluation run: how good, how fast, what failed, and under which load on which eval set. */
final class ResultTables {
    private static final List<String> QUALITY =
            List.of("accuracy", "balanced_accuracy", "f1_macro", "f1_micro", "schema_compliance", "error_rate", "rows");

    /** Its fields in results, and how they are called on the page. */
    private static final List<Map.Entry<String, String>> LATENCIES = List.of(
            Map.entry("min", "min"),
            Map.entry("p50", "p50"),
            Map.entry("p90", "p90"),
            Map.entry("p95", "p95"),
            Map.entry("p99", "p99"),
            Map.entry("p999", "p99.9"),
            Map.entry("max", "max"),
            Map.entry("mean", "mean"));

    private ResultTables() {}

    static Stream<CardTable> of(JsonNode results) {
        return Stream.of(quality(results), latency(results), errors(results), run(results));
    }

    /** What cannot be told has a reason instead of a number. */
    private static CardTable quality(JsonNode results) {
        CardTable table = new CardTable(
                Messages.ResultTables_Quality(),
                Messages.CardTables_Metric(),
                Messages.CardTables_Value(),
                Messages.ResultTables_Gap());
        for (String metric : QUALITY) {
            table.row(
                    metric,
                    number(results.path(metric)),
                    results.path("gaps").path(metric).asText(""));
        }
        return table;
    }

    private static CardTable latency(JsonNode results) {
        CardTable table = new CardTable(
                Messages.ResultTables_Latency(),
                LATENCIES.stream().map(Map.Entry::getValue).toArray(String[]::new));
        Object[] values = LATENCIES.stream()
                .map(entry -> number(results.path(entry.getKey() + "_latency_ms")))
                .toArray();
        return Stream.of(values).allMatch(ABSENT::equals) ? table : table.row(values);
    }

    private static CardTable errors(JsonNode results) {
        CardTable table = new CardTable(
                Messages.ResultTables_Errors(), Messages.ResultTables_Kind(), Messages.CardTables_Requests());
        results.path("errors").properties().forEach(error -> table.row(error.getKey(), number(error.getValue())));
        return table;
    }

    private static CardTable run(JsonNode results) {
        CardTable table =
                new CardTable(Messages.ResultTables_Run(), Messages.CardTables_What(), Messages.CardTables_Value());
        JsonNode load = results.path("load");
        JsonNode throughput = results.path("throughput");
        JsonNode evalSet = results.path("evalSet");
        JsonNode target = results.path("target");
        table.row(Messages.ResultTables_Throughput(), number(throughput.path("requestsPerSecond")));
        table.row(Messages.ResultTables_Seconds(), number(throughput.path("seconds")));
        table.row(Messages.ResultTables_Target(), text(target.path(target.has("url") ? "url" : "command")));
        table.row(Messages.ResultTables_Load(), load(load));
        table.row(Messages.ResultTables_Latencies(), text(load.path("latency")));
        more(table, Messages.ResultTables_Late(), load.path("late").path("requests"));
        more(table, Messages.ResultTables_Retried(), load.path("retried"));
        more(table, Messages.ResultTables_Resumed(), load.path("resumed"));
        table.row(Messages.CardTables_EvalSet(), text(evalSet.path("name")));
        table.row(Messages.CardTables_AsOf(), text(evalSet.path("asOf")));
        table.row(Messages.ResultTables_EvalSetHash(), text(evalSet.path("sha256")));
        table.row(
                Messages.ResultTables_PredictionsHash(),
                text(results.path("predictions").path("sha256")));
        return table;
    }

    private static String load(JsonNode load) {
        String senders = number(load.path("concurrency"));
        return load.path("mode").asText().equals("open")
                ? Messages.ResultTables_Open(number(load.path("rate")), senders)
                : Messages.ResultTables_Closed(senders);
    }

    /** Told only where it happened. */
    private static void more(CardTable table, String what, JsonNode count) {
        if (count.asLong() > 0) {
            table.row(what, number(count));
        }
    }
}
