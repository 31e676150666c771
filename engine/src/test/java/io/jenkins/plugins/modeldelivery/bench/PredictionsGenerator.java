package io.jenkins.plugins.modeldelivery.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes predictions of an imaginary intent classifier for the benchmark: about 205 bytes a line, an output of eight
 * fields that keeps {@code src/bench/contract.json}. Usage: {@code PredictionsGenerator FILE ROWS}.
 */
public final class PredictionsGenerator {
    private static final String[] INTENTS = {"billing", "refund", "delivery", "account", "greeting", "other"};
    private static final String[] LANGUAGES = {"en", "de", "fr", "es"};
    private static final double ACCURACY = 0.94;

    private PredictionsGenerator() {}

    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]), Integer.parseInt(args[1]));
    }

    /** Writes the same lines each time. */
    public static void write(Path file, int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < rows; i++) {
                out.write(line(random, i));
                out.write('\n');
            }
        }
    }

    private static String line(SplittableRandom random, int row) {
        String label = INTENTS[random.nextInt(INTENTS.length)];
        String prediction = random.nextDouble() < ACCURACY ? label : INTENTS[random.nextInt(INTENTS.length)];
        String language = LANGUAGES[random.nextInt(LANGUAGES.length)];
        double latency = 20 + 15 * -Math.log(1 - random.nextDouble());
        return String.format(
                Locale.ROOT,
                "{\"id\":\"r%07d\",\"label\":\"%s\",\"prediction\":\"%s\",\"latency_ms\":%.2f,\"output\":{\"intent\":\"%s\","
                        + "\"confidence\":%.4f,\"language\":\"%s\",\"tokens\":%d,\"model\":\"intent-3\",\"escalate\":%s,"
                        + "\"score\":%.3f,\"reason\":\"keyword\"}}",
                row,
                label,
                prediction,
                latency,
                prediction,
                0.5 + random.nextDouble() / 2.1,
                language,
                1 + random.nextInt(200),
                random.nextBoolean(),
                random.nextDouble() * 10);
    }
}
