package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.contract.RecordCounts;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Rows;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.evaluation.Tally;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a run found, see {@code docs/schemas/eval-results-v1.json}. Not a verdict: that is a gate's.
 *
 * @param errors failed requests by kind
 * @param contract compliance of the outputs
 * @param gaps metrics that the rows cannot tell, with the reason
 * @param counts raw, as in a gate report
 * @param metrics by name; they stand at the document's top, so that a policy's rules find them
 */
public record EvalResults(
        Map<String, Long> errors,
        Optional<RecordCounts> contract,
        RunHeader.RunSet evalSet,
        Predicted predictions,
        RunHeader.RunTarget target,
        ObjectNode template,
        RunHeader.RunLoad load,
        Throughput throughput,
        Map<String, String> gaps,
        RawCounts counts,
        Instant finishedAt,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> metrics) {
    private static final double DEFAULT_CONFIDENCE = 0.95;
    private static final String LATENCY = "_latency_ms";
    private static final String CLOSED =
            "service time: in a closed loop a slow answer delays the requests behind it, and that waiting is in no latency";
    private static final String OPEN =
            "response time from the moment a request was due, so that waiting for a free sender counts (no coordinated omission)";

    /** The predictions file. */
    record Predicted(String file, String sha256) {}

    /** How fast the run was, over all its starts. */
    record Throughput(double requestsPerSecond, double seconds) {}

    /** Where a gate report has the same counts. */
    record RawCounts(Whole predictions) {
        /** Of all rows. */
        record Whole(Sample all) {}
    }

    static EvalResults of(
            EvalRequest request, RunHeader header, Rows evalSet, Rows predicted, RunFacts facts, Instant now)
            throws BadInputException {
        boolean checked = request.contract().isPresent();
        Sample counts = new Tally(new TreeSet<>(List.of(DEFAULT_CONFIDENCE))).all(predicted);
        Map<String, JsonNode> metrics = new LinkedHashMap<>();
        Map<String, String> gaps = metrics(metrics, counts, checked);
        latencies(metrics, predicted.sortedLatencies());
        boolean isOpen = request.plan().isOpen();
        return new EvalResults(
                facts.errors(),
                checked ? Optional.of(predicted.compliance()) : Optional.empty(),
                new RunHeader.RunSet(
                        header.evalSet().sha256(),
                        header.evalSet().rows(),
                        Optional.of(request.evalSetName()),
                        evalSet.metadata().map(meta -> meta.get("asOf"))),
                new Predicted(request.predictions().toFile().getName(), Sha256.of(request.predictions())),
                header.target(),
                header.template(),
                header.load()
                        .measured(isOpen ? OPEN : CLOSED, isOpen ? Optional.of(facts.late()) : Optional.empty(), facts),
                new Throughput(facts.requestsPerSecond(), facts.seconds()),
                gaps,
                new RawCounts(new RawCounts.Whole(counts)),
                now,
                metrics);
    }

    /** Sets each metric that can be told, and returns why the others cannot. */
    private static Map<String, String> metrics(Map<String, JsonNode> metrics, Sample sample, boolean checked) {
        Map<String, String> gaps = new LinkedHashMap<>();
        for (Metric metric : Metric.COUNTED) {
            Optional<String> gap = sample.gap(metric, checked);
            if (gap.isPresent()) {
                gaps.put(metric.key(), gap.get());
            } else if (metric == Metric.ROWS) {
                metrics.put(metric.key(), new LongNode(sample.rows()));
            } else {
                metrics.put(metric.key(), new DoubleNode(sample.value(metric)));
            }
        }
        return gaps;
    }

    private static void latencies(Map<String, JsonNode> metrics, double[] sorted) {
        if (sorted.length > 0) {
            metrics.put("min_latency_ms", new DoubleNode(sorted[0]));
            metrics.put(
                    "mean_latency_ms",
                    new DoubleNode(Arrays.stream(sorted).average().orElseThrow()));
            metrics.put("p90_latency_ms", new DoubleNode(sorted[(int) Quantile.rank(0.9, sorted.length) - 1]));
            metrics.put("p999_latency_ms", new DoubleNode(sorted[(int) Quantile.rank(0.999, sorted.length) - 1]));
            metrics.put("max_latency_ms", new DoubleNode(sorted[sorted.length - 1]));
        }
    }

    /** The versioned document. */
    public ObjectNode toJson() {
        ObjectNode json = Json.document("eval-results");
        json.setAll(metrics);
        return json.setAll(Json.tree(this));
    }

    /** One line with what matters most. */
    public String headline() {
        Sample sample = counts.predictions.all;
        return Numbers.count(sample.rows()) + " rows in " + Numbers.rate(throughput.seconds) + " s ("
                + Numbers.rate(throughput.requestsPerSecond) + " requests a second), "
                + Numbers.count(sample.proportion(Metric.ERROR_RATE).successes()) + " failed"
                + metric(Metric.ACCURACY.key())
                        .map(accuracy -> ", accuracy " + accuracy)
                        .orElse("");
    }

    /** The results as people read them. */
    public Layout layout() {
        Section.Builder told = Section.table("Results", "metric", "value", "why not");
        for (Metric metric : Metric.COUNTED) {
            if (!metric.key().endsWith(LATENCY)) {
                told.row(metric.key(), metric(metric.key()).orElse(""), gaps.getOrDefault(metric.key(), ""));
            }
        }
        Section.Builder latencies = Section.figures("Latencies in ms");
        List.of("min", "p50", "p90", "p95", "p99", "p999", "max", "mean")
                .forEach(name -> latencies.figure(name, metric(name + LATENCY)));
        Section.Builder failed = Section.table("Failed requests", "kind", "requests");
        errors.forEach((kind, count) -> failed.row(kind, Numbers.count(count)));
        List<Section> sections = new ArrayList<>(List.of(told.end(), latencies.end(), failed.end(), run()));
        contract.ifPresent(kept -> sections.addAll(kept.sections()));
        long late = load.late().map(RunFacts.Late::requests).orElse(0L);
        List<String> notes = late == 0
                ? List.of()
                : List.of(
                        Numbers.count(late)
                                + " requests started late because no sender was free; more concurrency is needed for this rate");
        return new Layout(headline(), List.of(), sections, notes);
    }

    private Section run() {
        String senders = load.concurrency() + " at a time";
        return Section.figures("Run")
                .figure("requests a second", Numbers.rate(throughput.requestsPerSecond))
                .figure("seconds", Numbers.rate(throughput.seconds))
                .figure("asked", target.url().or(target::command))
                .figure(
                        "load",
                        load.rate().isPresent()
                                ? "open loop, " + Numbers.value(load.rate()) + " requests a second, at most " + senders
                                : "closed loop, " + senders)
                .figure("latencies are", load.latency())
                .figure("started late", above0(load.late().map(RunFacts.Late::requests)))
                .figure(
                        "took more than one try",
                        above0(load.retried().stream().boxed().findFirst()))
                .figure("times resumed", above0(load.resumed().stream().boxed().findFirst()))
                .figure("eval set", evalSet.name())
                .figure("as of", evalSet.asOf().map(JsonNode::textValue))
                .figure("SHA-256 of the eval set", evalSet.sha256())
                .figure("SHA-256 of the predictions", predictions.sha256)
                .end();
    }

    private static Optional<String> above0(Optional<Long> count) {
        return count.filter(many -> many > 0).map(Numbers::count);
    }

    private Optional<String> metric(String key) {
        return Optional.ofNullable(metrics.get(key))
                .filter(JsonNode::isNumber)
                .map(value -> Numbers.value(value.doubleValue()));
    }
}
