package io.jenkins.plugins.modeldelivery.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.eval.ScriptedServer.Reply;
import io.jenkins.plugins.modeldelivery.evalgate.DriftShiftCheck;
import io.jenkins.plugins.modeldelivery.evalgate.Gate;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.evalgate.GateRequest;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run asks, measures and writes. */
class EvalRunTest {
    @TempDir
    Path dir;

    private Runs runs;

    @BeforeEach
    void prepare() {
        runs = new Runs(dir);
    }

    /** What goes wrong with row i; each in its own way. */
    private static Reply troubled(ScriptedServer.Request request) {
        return switch (request.body().asInt()) {
            case 1 -> Reply.misbehaving(Reply.Kind.HANG);
            case 2 -> Reply.misbehaving(Reply.Kind.RESET);
            case 3 -> Reply.status(503, "overloaded");
            case 4 -> Reply.misbehaving(Reply.Kind.TRICKLE);
            case 5 -> Reply.misbehaving(Reply.Kind.FLOOD);
            case 6 -> Reply.json("{\"prediction\": yes}");
            case 7 -> Reply.json("{\"answer\":\"no\"}");
            case 8 -> Reply.misbehaving(Reply.Kind.CUT);
            case 9 -> Reply.json("");
            default -> Runs.right(request);
        };
    }

    @Test
    void shouldRecordEveryKindOfFailureAsTheRowsErrorAndNeverAsPass() throws Exception {
        runs.timeout = Duration.ofSeconds(3);
        runs.contract = java.util.Optional.of(Files.writeString(
                dir.resolve("contract.json"),
                "{\"$defs\":{\"output\":{\"type\":\"object\",\"required\":[\"prediction\"]}}}"));
        Path evalSet = runs.evalSet(20, i -> "" + i);
        EvalResults results;
        try (ScriptedServer server = new ScriptedServer(EvalRunTest::troubled)) {
            results = runs.http(evalSet, server.url("/predict"));
        }
        assertThat(runs.lines()).hasSize(20);
        String[] starts = {
            "timeout: ",
            "connection: ",
            "http 503: overloaded",
            "timeout: ",
            "too large: ",
            "malformed: ",
            "no prediction: ",
            "connection: ",
            "malformed: "
        };
        for (int i = 0; i < 20; i++) {
            JsonNode line = runs.lines().get(i);
            assertThat(line.get("id").asText()).isEqualTo("r" + i);
            assertThat(line.get("language").asText()).isEqualTo(i % 3 == 0 ? "de" : "en");
            assertThat(line.has("extra")).isFalse();
            if (i >= 1 && i <= 9) {
                assertThat(line.get("error").asText()).startsWith(starts[i - 1]);
                assertThat(line.has("prediction") || line.has("output")).isFalse();
                assertThat(line.has("latency_ms")).isEqualTo(i == 1 || i == 4);
            } else {
                assertThat(line.get("prediction")).isEqualTo(line.get("label"));
                assertThat(line.get("output").get("score").asDouble()).isEqualTo(0.5);
                assertThat(line.get("latency_ms").asDouble()).isPositive();
            }
        }
        assertThat(runs.lines().get(1).get("latency_ms").asDouble()).isGreaterThanOrEqualTo(3000);
        JsonNode json = results.toJson();
        assertThat(Json.compact(json.get("errors")))
                .isEqualTo(
                        "{\"connection\":2,\"http 503\":1,\"malformed\":2,\"no prediction\":1,\"timeout\":2,\"too large\":1}");
        assertThat(json.get("accuracy").asDouble()).isEqualTo(0.55);
        assertThat(json.get("error_rate").asDouble()).isEqualTo(0.45);
        assertThat(json.get("schema_compliance").asDouble()).isEqualTo(0.55);
        assertThat(json.at("/contract/invalid").asInt()).isEqualTo(9);
        assertThat(gate("rules: [{metric: error_rate, atMost: 0.01}]", evalSet).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    private GateReport gate(String rules, Path evalSet) throws Exception {
        Policy policy = Policy.parse("schema: model-delivery/policy/v1\n" + rules, "policy");
        GateRequest request = GateRequest.of(policy, dir, Runs.CLOCK.instant())
                .candidate(dir.resolve("results.json"), runs.predictions(), null, evalSet);
        return Gate.judge(request, new DriftShiftCheck(), Progress.NONE);
    }

    @Test
    void shouldGiveNoResultsOfAnEvalSetThatIsWrittenDuringTheRun() throws Exception {
        Path evalSet = runs.evalSet(20, i -> "" + i);
        try (ScriptedServer server = new ScriptedServer(request -> {
            appendTo(evalSet);
            return Runs.right(request);
        })) {
            assertThatThrownBy(() -> runs.http(evalSet, server.url("/predict")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith(evalSet + " was changed while it was read; ");
        }
        assertThat(runs.predictions()).doesNotExist();
    }

    private static void appendTo(Path file) {
        try {
            Files.writeString(file, "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldWriteResultsThatTheGateAcceptsTogetherWithThePredictions() throws Exception {
        Path evalSet = runs.evalSet(150, i -> "" + i);
        runs.warmUp = 7;
        EvalResults results;
        try (ScriptedServer server = new ScriptedServer(
                request -> request.body().asInt() % 10 == 9 ? Reply.json("\"maybe\"") : Runs.right(request))) {
            results = runs.http(evalSet, server.url("/"));
            assertThat(server.requests).hasSize(157);
        }
        JsonNode json = Json.read(dir.resolve("results.json"));
        assertThat(Json.compact(json)).isEqualTo(Json.compact(results.toJson()));
        SchemaCheck.assertFits("eval-results", json);
        assertThat(json.get("accuracy").asDouble()).isEqualTo(0.9);
        assertThat(json.at("/evalSet/sha256").asText()).isEqualTo(Sha256.of(evalSet));
        assertThat(json.at("/predictions/sha256").asText()).isEqualTo(Sha256.of(runs.predictions()));
        double[] latencies = runs.lines().stream()
                .mapToDouble(line -> line.get("latency_ms").asDouble())
                .sorted()
                .toArray();
        assertThat(json.get("p95_latency_ms").asDouble()).isEqualTo(latencies[142]);
        assertThat(json.get("p90_latency_ms").asDouble()).isEqualTo(latencies[134]);
        assertThat(json.get("max_latency_ms").asDouble()).isEqualTo(latencies[149]);
        assertThat(json.at("/load/latency").asText()).startsWith("service time");
        GateReport report =
                gate("rules: [{metric: accuracy, atLeast: 0.85}, {metric: error_rate, atMost: 0}]", evalSet);
        assertThat(report.verdict()).as(report.toText()).isEqualTo(Verdict.PASS);
        assertThat(runs.partial()).doesNotExist();
    }

    @Test
    void shouldHaveAsManyRequestsUnderWayAsAsked() throws Exception {
        runs.concurrency = 20;
        try (ScriptedServer server =
                new ScriptedServer(request -> Runs.right(request).after(250))) {
            runs.http(runs.evalSet(60, i -> "" + i), server.url("/"));
            assertThat(server.mostUnderWay).hasValue(20);
        }
    }

    /** One slow answer, one sender: in an open loop everybody behind it waits, and that must show. */
    @Test
    void shouldCountTheWaitForASlowAnswerInAnOpenLoopButNotInAClosedOne() throws Exception {
        runs.concurrency = 1;
        AtomicInteger number = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(
                request -> Runs.right(request).after(number.getAndIncrement() % 60 == 0 ? 1500 : 0))) {
            Path evalSet = runs.evalSet(60, i -> "" + i);
            JsonNode closed = runs.http(evalSet, server.url("/")).toJson();
            assertThat(closed.get("p90_latency_ms").asDouble()).isLessThan(750);
            runs.rate = OptionalDouble.of(40);
            JsonNode open = runs.http(evalSet, server.url("/")).toJson();
            // due every 25 ms: the first 30 wait more than half of the 1.5 s, whatever the machine
            assertThat(open.get("p90_latency_ms").asDouble()).isGreaterThan(750);
            assertThat(open.at("/load/latency").asText()).contains("no coordinated omission");
            assertThat(open.at("/load/late/requests").asInt()).isGreaterThan(30);
            assertThat(open.at("/throughput/seconds").asDouble()).isGreaterThan(1.4);
        }
    }

    @Test
    void shouldRetryOnlyWhenAskedAndSaySo() throws Exception {
        Path evalSet = runs.evalSet(3, i -> "" + i);
        AtomicInteger number = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(
                request -> number.getAndIncrement() < 2 ? Reply.status(503, "soon") : Runs.right(request))) {
            runs.concurrency = 1;
            runs.retries = 2;
            JsonNode json = runs.http(evalSet, server.url("/")).toJson();
            assertThat(json.get("accuracy").asDouble()).isEqualTo(1);
            assertThat(json.at("/load/retried").asInt()).isEqualTo(1);
            assertThat(runs.lines().get(0).get("attempts").asInt()).isEqualTo(3);
            assertThat(runs.lines().get(0).get("latency_ms").asDouble()).isGreaterThanOrEqualTo(300);
            number.set(0);
            runs.retries = 0;
            assertThat(runs.http(evalSet, server.url("/"))
                            .toJson()
                            .get("accuracy")
                            .asDouble())
                    .isLessThan(0.5);
        }
    }

    @Test
    void shouldRefuseAnUnsoundEvalSetBeforeTheFirstRequest() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Runs::right)) {
            String good = "{\"id\":\"a\",\"input\":1}\n";
            Map<String, String> sets = Map.of(
                    good + good,
                    "duplicatedId",
                    good + "{\"input\":1}\n",
                    "missingId",
                    good + "{\"id\":\"b\"}\n",
                    "line 2 is no row of an eval set",
                    good + "{\"id\":\"b\",\"input\":",
                    "unparsable",
                    "{\"$meta\":{\"asOf\":\"2026-11-01\"}}\n",
                    "has no rows");
            for (Map.Entry<String, String> set : sets.entrySet()) {
                Path file = Files.writeString(dir.resolve("bad.jsonl"), set.getKey());
                assertThatThrownBy(() -> runs.http(file, server.url("/")))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining(set.getValue());
            }
            assertThat(server.requests).isEmpty();
        }
    }
}
