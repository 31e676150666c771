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

/** A directory for each version with what its repository would hold: contract, signature, eval set, policy, how to evaluate. */
final class ModelStore {
    private static final int MIN_ROWS = 100;

    private final Path directory;

    ModelStore(Path directory) {
        this.directory = directory;
    }

    /**
     * Adds a version.
     *
     * @param live requests as production sees them at that time
     * @param url where the version answers for its evaluation
     */
    void add(String version, String image, List<Digit> evalSet, List<Digit> live, Instant asOf, String url)
            throws IOException {
        Path place = directory.resolve(version);
        Files.createDirectories(place.resolve("model"));
        Path eval = Files.createDirectories(place.resolve("eval"));
        Files.writeString(place.resolve("model/IMAGE"), image + "\n");
        Files.writeString(place.resolve("model/MLmodel"), """
                signature:
                  inputs: '[{"name": "pixels", "type": "array", "items": {"type": "double"}}]'
                  outputs: '[{"name": "label", "type": "long"}, {"name": "probability", "type": "double"}]'
                """);
        Files.writeString(eval.resolve("contract.json"), """
                {"$schema": "https://json-schema.org/draft/2020-12/schema",
                 "$defs": {
                   "input": {"type": "object", "required": ["pixels"], "properties": {
                     "pixels": {"type": "array", "items": {"type": "number"}}}},
                   "output": {"type": "object", "required": ["label", "probability"], "properties": {
                     "label": {"type": "integer"}, "probability": {"type": "number"}}}}}
                """);
        Files.write(eval.resolve("set.jsonl"), lines(evalSet, true, asOf));
        Files.write(eval.resolve("live.jsonl"), lines(live, false, Instant.now()));
        Files.writeString(place.resolve("model-delivery.yaml"), """
                schema: model-delivery/policy/v1
                model: digits
                contract: {file: eval/contract.json}
                evalSet:
                  maxAge: 31d
                  minRows: %d
                  shift: {field: embedding, reference: eval/live.jsonl, alpha: 0.01}
                rules:
                  - {metric: accuracy, atLeast: 0.80, confidence: 0.95}
                  - {metric: error_rate, atMost: 0}
                """.formatted(MIN_ROWS));
        Files.writeString(place.resolve("model/URL"), url + "\n");
    }

    private static List<String> lines(List<Digit> digits, boolean labelled, Instant asOf) {
        List<String> lines = new ArrayList<>();
        lines.add("{\"$meta\": {\"asOf\": \"" + asOf + "\"}}");
        for (Digit digit : digits) {
            ObjectNode line = Json.object().put("id", digit.id());
            for (double pixel : digit.pixels()) {
                line.withObject("/input").withArray("pixels").add(pixel);
            }
            for (double block : Digits.blocks(digit.pixels())) {
                line.withArray("embedding").add(block);
            }
            if (labelled) {
                line.put("label", digit.label());
            }
            lines.add(Json.compact(line));
        }
        return lines;
    }
}
