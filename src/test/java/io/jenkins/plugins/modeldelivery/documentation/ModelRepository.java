package io.jenkins.plugins.modeldelivery.documentation;

import hudson.FilePath;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/** What the examples find in their workspace: contract, eval sets, predictions, policy. */
final class ModelRepository {
    private static final int ROWS = 600;
    private static final String CONTRACT = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema",
             "$defs": {
               "input": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
               "output": {"type": "object", "required": ["intent"], "properties": {"intent": {"type": "string"}}}}}
            """;
    private static final String SIGNATURE = """
            signature:
              inputs: '[{"name": "text", "type": "string"}]'
              outputs: '[{"name": "intent", "type": "string"}]'
            """;

    private ModelRepository() {}

    /** @param policy the text of {@code model-delivery.yaml} */
    static void fill(FilePath workspace, String policy) throws Exception {
        workspace.child("eval").mkdirs();
        workspace.child("model").mkdirs();
        write(workspace, "eval/contract.json", CONTRACT);
        write(workspace, "model/MLmodel", SIGNATURE);
        write(workspace, "eval/set.jsonl", evalSet(1));
        write(workspace, "eval/last-accepted.jsonl", evalSet(2));
        write(workspace, "predictions.jsonl", predictions());
        write(workspace, "model-delivery.yaml", policy);
        write(workspace, "model.bin", "weights");
    }

    static void write(FilePath workspace, String name, String text) throws Exception {
        workspace.child(name).write(text, "UTF-8");
    }

    /** Rows whose embeddings and scores all come from one distribution, whatever the seed. */
    private static String evalSet(long seed) {
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder("{\"$meta\": {\"asOf\": \"" + Instant.now() + "\"}}\n");
        for (int i = 0; i < ROWS; i++) {
            double[] embedding = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            double order = random.nextDouble();
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"id\": \"r%d\", \"input\": {\"text\": \"request %d\"}, \"label\": \"%s\","
                            + " \"language\": \"%s\", \"embedding\": [%f, %f, %f],"
                            + " \"scores\": {\"order\": %f, \"refund\": %f}}%n",
                    i,
                    i,
                    label(i),
                    language(i),
                    embedding[0],
                    embedding[1],
                    embedding[2],
                    order,
                    1 - order));
        }
        return lines.toString();
    }

    private static String predictions() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            String prediction = i % 20 == 0 ? "other" : label(i);
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"id\": \"r%d\", \"label\": \"%s\", \"prediction\": \"%s\", \"latency_ms\": %d,"
                            + " \"language\": \"%s\", \"output\": {\"intent\": \"%s\"}}%n",
                    i,
                    label(i),
                    prediction,
                    20 + i % 60,
                    language(i),
                    label(i)));
        }
        return lines.toString();
    }

    private static String language(int i) {
        return i % 3 == 0 ? "de" : "en";
    }

    static String label(int i) {
        return i % 2 == 0 ? "order" : "refund";
    }
}
