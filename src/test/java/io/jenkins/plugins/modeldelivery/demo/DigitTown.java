package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * People who have handwritten digits read, and the repository of the model that reads them. Its versions are trained here
 * and each is served over HTTP, as a candidate is before it goes anywhere.
 */
final class DigitTown implements AutoCloseable {
    private static final int ROWS = 300;
    private static final double TILT_DEGREES = 17;
    private static final double TILT_SPREAD = 6;
    private static final long SEED = 7;

    final Path repository;
    private final List<Digit> training;
    private final List<Digit> evaluation;
    private final List<Digit> upright;
    private final List<Digit> tilted;
    private final Map<String, ModelServer> servers = new HashMap<>();

    DigitTown(Path repository) throws IOException {
        this.repository = repository;
        List<Digit> all = Digits.read(SEED);
        training = all.subList(0, ROWS);
        evaluation = all.subList(ROWS, 2 * ROWS);
        upright = all.subList(2 * ROWS, 3 * ROWS);
        tilted = tilt(all.subList(3 * ROWS, 5 * ROWS), SEED);
        writePolicy();
        write("eval.jsonl", evaluation, true, "{\"$meta\": {\"asOf\": \"" + Instant.now() + "\"}}");
    }

    private static List<Digit> tilt(List<Digit> digits, long seed) {
        return Digits.tilted(digits, TILT_DEGREES, TILT_SPREAD, seed);
    }

    private void writePolicy() throws IOException {
        Files.writeString(repository.resolve("model-delivery.yaml"), """
                schema: model-delivery/policy/v1
                model: digits
                contract: {file: contract.json}
                evalSet:
                  maxAge: 31d
                  minRows: 200
                  shift: {field: embedding, reference: live, embeddingModel: blocks}
                rules:
                  - {metric: accuracy, atLeast: 0.80, confidence: 0.95}
                  - {metric: error_rate, atMost: 0}
                dependsOn:
                  - {model: scanner, environment: scanning}
                """);
        Files.writeString(repository.resolve("contract.json"), """
                {"$defs": {"output": {"type": "object", "required": ["label", "probability"], "properties": {
                  "label": {"type": "integer", "minimum": 0, "maximum": 9},
                  "probability": {"type": "number", "minimum": 0, "maximum": 1}}}}}
                """);
        Files.writeString(repository.resolve("template.json"), "{\"prediction\": \"/label\"}\n");
    }

    /** Trains a version on digits as people write them without tablets, and serves it. */
    void trainOnUpright(String version, int epochs) throws IOException {
        serve(version, Softmax.train(training, epochs));
    }

    /** Trains a version on what people write now, too. */
    void trainOnBoth(String version, int epochs) throws IOException {
        List<Digit> both = new ArrayList<>(training);
        both.addAll(tilt(training, SEED + 1));
        serve(version, Softmax.train(both, epochs));
    }

    private void serve(String version, Softmax model) throws IOException {
        ModelServer server = new ModelServer(() -> model);
        servers.put(version, server);
        Path folder = Files.createDirectories(repository.resolve("versions").resolve(version));
        Files.writeString(folder.resolve("URL"), server.url());
    }

    /** Share of what people write now that the served version reads right: what no gate sees. */
    double accuracyOnTilted(String version) throws Exception {
        int right = 0;
        for (Digit digit : tilted.subList(0, ROWS)) {
            byte[] answer = servers.get(version).ask(digit).body();
            right += Json.parse(answer, "answer").path("label").asInt() == digit.label() ? 1 : 0;
        }
        return (double) right / ROWS;
    }

    /** A sample of requests of the time when nobody had a tablet. */
    Path requestsBefore() throws IOException {
        return write("live-before.jsonl", upright, false);
    }

    /** A sample of requests now that people write on tilted tablets. */
    Path requestsNow() throws IOException {
        return write("live-now.jsonl", tilted.subList(0, ROWS), false);
    }

    /** What the server logged of the last days, and what people said that these digits are. */
    void logRequests() throws IOException {
        List<Digit> logged = tilted.subList(ROWS, 2 * ROWS);
        Files.createDirectories(repository.resolve("logs"));
        List<String> lines = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        Instant time = Instant.now().minusSeconds(3L * 86_400);
        for (Digit digit : logged) {
            time = time.plusSeconds(600);
            lines.add(Json.compact(row(digit).put("timestamp", time.toString())));
            labels.add(Json.compact(Json.object().put("id", digit.id()).put("label", digit.label())));
        }
        Files.write(repository.resolve("logs/requests.jsonl"), lines);
        Files.write(repository.resolve("labels.jsonl"), labels);
    }

    private Path write(String name, List<Digit> digits, boolean labelled, String... before) throws IOException {
        List<String> lines = new ArrayList<>(List.of(before));
        for (Digit digit : digits) {
            lines.add(Json.compact(labelled ? row(digit).put("label", digit.label()) : row(digit)));
        }
        return Files.write(repository.resolve(name), lines);
    }

    private static ObjectNode row(Digit digit) {
        ObjectNode row = Json.object().put("id", digit.id());
        ObjectNode input = row.putObject("input");
        for (double pixel : digit.pixels()) {
            input.withArray("pixels").add(pixel);
        }
        for (double block : Digits.blocks(digit.pixels())) {
            row.withArray("embedding").add(block);
        }
        return row;
    }

    @Override
    public void close() {
        servers.values().forEach(ModelServer::close);
    }
}
