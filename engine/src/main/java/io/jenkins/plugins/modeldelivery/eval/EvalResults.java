package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Rows;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.evaluation.Tally;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** What a run found, see {@code docs/schemas/eval-results-v1.json}. Not a verdict: that is a gate's. */
public final class EvalResults {
    private static final double DEFAULT_CONFIDENCE = 0.95;
    private static final String CLOSED =
            "service time: in a closed loop a slow answer delays the requests behind it, and that waiting is in no latency";
    private static final String OPEN =
            "response time from the moment a request was due, so that waiting for a free sender counts (no coordinated omission)";

    private final ObjectNode json;

    private EvalResults(ObjectNode json) {
        this.json = json;
    }

    static EvalResults of(
            EvalRequest request, ObjectNode header, Rows evalSet, Rows predicted, RunFacts facts, Instant now)
            throws BadInputException {
        boolean checked = request.contract().isPresent();
        ObjectNode json = Json.document("eval-results");
        Sample sample = new Tally(new TreeSet<>(List.of(DEFAULT_CONFIDENCE))).all(predicted);
        ObjectNode gaps = metrics(json, sample, checked);
        latencies(json, predicted.sortedLatencies());
        json.set("errors", facts.errors());
        if (checked) {
            json.set("contract", Json.tree(predicted.compliance()));
        }
        ObjectNode set = ((ObjectNode) header.get("evalSet")).deepCopy().put("name", request.evalSetName());
        evalSet.metadata().map(meta -> meta.get("asOf")).ifPresent(asOf -> set.set("asOf", asOf));
        json.set("evalSet", set);
        json.putObject("predictions")
                .put("file", request.predictions().toFile().getName())
                .put("sha256", Sha256.of(request.predictions()));
        json.set("target", header.get("target"));
        json.set("template", header.get("template"));
        ObjectNode load = ((ObjectNode) header.get("load")).deepCopy();
        load.put("latency", request.plan().isOpen() ? OPEN : CLOSED);
        if (request.plan().isOpen()) {
            load.set("late", facts.late());
        }
        json.set("load", load.put("resumed", facts.resumed()).put("retried", facts.retried()));
        json.putObject("throughput")
                .put("requestsPerSecond", facts.requestsPerSecond())
                .put("seconds", facts.seconds());
        json.set("gaps", gaps);
        json.putObject("counts").putObject("predictions").set("all", Json.tree(sample));
        json.put("finishedAt", now.toString());
        return new EvalResults(json);
    }

    /** Sets each metric that can be told, and returns why the others cannot. */
    private static ObjectNode metrics(ObjectNode json, Sample sample, boolean checked) {
        ObjectNode gaps = Json.object();
        for (Metric metric : Metric.values()) {
            Optional<String> gap = sample.gap(metric, checked);
            if (gap.isPresent()) {
                gaps.put(metric.key(), gap.get());
            } else if (metric == Metric.ROWS) {
                json.put(metric.key(), sample.rows());
            } else {
                json.put(metric.key(), sample.value(metric));
            }
        }
        return gaps;
    }

    private static void latencies(ObjectNode json, double[] sorted) {
        if (sorted.length > 0) {
            json.put("min_latency_ms", sorted[0]);
            json.put("mean_latency_ms", Arrays.stream(sorted).average().orElseThrow());
            json.put("p90_latency_ms", sorted[(int) Quantile.rank(0.9, sorted.length) - 1]);
            json.put("p999_latency_ms", sorted[(int) Quantile.rank(0.999, sorted.length) - 1]);
            json.put("max_latency_ms", sorted[sorted.length - 1]);
        }
    }

    /** The versioned document. */
    public ObjectNode toJson() {
        return json.deepCopy();
    }

    /** One line with what matters most. */
    public String headline() {
        return String.format(
                Locale.ROOT,
                "%d rows in %.1f s (%.1f requests a second), %d failed%s",
                json.path("rows").asLong(),
                json.at("/throughput/seconds").asDouble(),
                json.at("/throughput/requestsPerSecond").asDouble(),
                json.at("/counts/predictions/all/failed").asLong(),
                json.has("accuracy")
                        ? String.format(
                                Locale.ROOT,
                                ", accuracy %.4f",
                                json.get("accuracy").asDouble())
                        : "");
    }

    /** Several lines for a terminal or a build log. */
    public String toText() {
        Table table = new Table("metric", "value");
        for (Metric metric : Metric.values()) {
            row(table, metric.key());
        }
        List.of("p90_latency_ms", "p999_latency_ms", "max_latency_ms", "mean_latency_ms")
                .forEach(key -> row(table, key));
        json.get("errors")
                .properties()
                .forEach(error ->
                        table.row("error: " + error.getKey(), error.getValue().asText()));
        StringBuilder text = new StringBuilder(headline())
                .append("\n\n")
                .append(table.toText())
                .append('\n');
        text.append("latencies are ").append(json.at("/load/latency").asText()).append('\n');
        long late = json.at("/load/late/requests").asLong();
        if (late > 0) {
            text.append(late)
                    .append(
                            " requests started late because no sender was free; more concurrency is needed for this rate\n");
        }
        json.get("gaps")
                .properties()
                .forEach(gap -> text.append(gap.getKey())
                        .append(" is not told: ")
                        .append(gap.getValue().asText())
                        .append('\n'));
        return text.toString();
    }

    private void row(Table table, String key) {
        JsonNode value = json.path(key);
        if (value.isNumber()) {
            table.row(
                    key,
                    value.isIntegralNumber() ? value.asText() : String.format(Locale.ROOT, "%.4f", value.asDouble()));
        }
    }
}
