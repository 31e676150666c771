package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs in a directory, with what they wrote. */
final class Runs {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T00:00:00Z"), ZoneOffset.UTC);

    private final Path dir;
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    ObjectNode template = Json.object();
    int concurrency = 4;
    OptionalDouble rate = OptionalDouble.empty();
    int warmUp;
    Duration timeout = Duration.ofSeconds(20);
    int retries;
    boolean resume;
    Optional<String> owner = Optional.empty();
    int mostBytes = 1 << 20;
    Optional<Path> contract = Optional.empty();
    Map<String, String> headers = Map.of();
    Optional<Path> authorities = Optional.empty();
    String predictions = "predictions.jsonl";

    Runs(Path dir) {
        this.dir = dir;
    }

    /** Row i has the id r(i), the label yes or no, and a slice field. */
    Path evalSet(int rows, IntFunction<String> input) throws Exception {
        return Files.writeString(
                dir.resolve("eval.jsonl"),
                IntStream.range(0, rows)
                        .mapToObj(i ->
                                "{\"id\":\"r%d\",\"input\":%s,\"label\":\"%s\",\"language\":\"%s\",\"extra\":[1]}\n"
                                        .formatted(
                                                i, input.apply(i), i % 2 == 0 ? "yes" : "no", i % 3 == 0 ? "de" : "en"))
                        .collect(Collectors.joining()));
    }

    EvalRequest request(Path evalSet, EvalTarget target) throws Exception {
        return new EvalRequest(
                evalSet,
                evalSet.getFileName().toString(),
                target,
                Template.of(template),
                LoadPlan.of(concurrency, rate, warmUp, timeout, retries),
                dir.resolve(predictions),
                dir.resolve("results.json"),
                contract,
                mostBytes,
                resume,
                owner,
                1);
    }

    EvalResults http(Path evalSet, String url) throws Exception {
        return run(evalSet, new EvalTarget.Http(EndpointAccess.of(url, headers, authorities)));
    }

    EvalResults command(Path evalSet, String command, Duration startTimeout) throws Exception {
        return run(evalSet, new EvalTarget.Command(command, dir, startTimeout));
    }

    EvalResults run(Path evalSet, EvalTarget target) throws Exception {
        return EvalRun.run(request(evalSet, target), Progress.NONE, log::add, CLOCK);
    }

    Path partial() {
        return dir.resolve(predictions + ".partial");
    }

    Path predictions() {
        return dir.resolve(predictions);
    }

    /** The predictions in the file's order. */
    List<JsonNode> lines() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(predictions())) {
            lines.add(Json.parse(line, "prediction"));
        }
        return lines;
    }

    static String label(JsonNode input) {
        return input.asInt() % 2 == 0 ? "yes" : "no";
    }

    /** The answer of a model that is always right. */
    static ScriptedServer.Reply right(ScriptedServer.Request request) {
        return ScriptedServer.Reply.json("{\"prediction\":\"" + label(request.body()) + "\",\"score\":0.5}");
    }
}
