package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes what a model's repository and its evaluation would hold: policy, contract, eval sets, predictions. */
final class EvalFiles {
    private final Path directory;

    EvalFiles(Path directory) {
        this.directory = directory;
    }

    Path policy(int minRows) throws IOException {
        Files.writeString(directory.resolve("contract.json"), """
                {"$schema": "https://json-schema.org/draft/2020-12/schema",
                 "$defs": {
                   "input": {"type": "object", "required": ["pixels"], "properties": {"pixels":
                     {"type": "array", "minItems": 64, "maxItems": 64, "items": {"type": "number", "minimum": 0, "maximum": 1}}}},
                   "output": {"type": "object", "required": ["label", "probability"], "additionalProperties": false, "properties": {
                     "label": {"type": "integer", "minimum": 0, "maximum": 9},
                     "probability": {"type": "number", "minimum": 0, "maximum": 1}}}}}
                """);
        return Files.writeString(directory.resolve("model-delivery.yaml"), """
                schema: model-delivery/policy/v1
                model: digits
                contract: {file: contract.json, compliance: 1.0}
                evalSet:
                  maxAge: 31d
                  minRows: %d
                  shift: {field: embedding, reference: live, alpha: 0.01, permutations: 999, onShift: fail}
                rules:
                  - {metric: accuracy, atLeast: 0.80, confidence: 0.95}
                  - {metric: error_rate, atMost: 0}
                """.formatted(minRows));
    }

    Path contract() {
        return directory.resolve("contract.json");
    }

    /** An eval set; without labels it is a sample of requests. */
    Path set(String name, List<Digit> digits, boolean labelled, Instant asOf) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("{\"$meta\": {\"asOf\": \"" + asOf + "\"}}");
        for (Digit digit : digits) {
            ObjectNode line = Json.object().put("id", digit.id());
            for (double block : Digits.blocks(digit.pixels())) {
                line.withArray("embedding").add(block);
            }
            if (labelled) {
                line.put("label", digit.label());
            }
            lines.add(Json.compact(line));
        }
        return Files.write(directory.resolve(name), lines);
    }

    /** Has a served model read every digit, and keeps answers and latencies. */
    Path predictions(String name, ModelServer server, List<Digit> digits) throws Exception {
        List<String> lines = new ArrayList<>();
        for (Digit digit : digits) {
            ModelServer.Answer answer = server.ask(digit);
            ObjectNode line = Json.object()
                    .put("id", digit.id())
                    .put("label", digit.label())
                    .put("latency_ms", answer.seconds() * 1e3);
            if (answer.status() == 200) {
                ObjectNode output = (ObjectNode) Json.parse(answer.body(), name);
                line.set("prediction", output.get("label"));
                line.set("output", output);
            } else {
                line.put("error", "HTTP " + answer.status());
            }
            lines.add(Json.compact(line));
        }
        return Files.write(directory.resolve(name), lines);
    }
}
