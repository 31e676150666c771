package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes request logs of 30 days for benchmarks: DIRECTORY LINES; a third of the requests repeat an earlier one. */
public final class RequestLogGenerator {
    private static final int DAYS = 30;
    private static final String[] WORDS =
            ("cancel refund order invoice card payment delivery address account password login change update track parcel"
                            + " return broken screen battery charger phone laptop please help my the a to for with and is not"
                            + " when where how why today tomorrow yesterday week month")
                    .split(" ");

    private RequestLogGenerator() {}

    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        int lines = Integer.parseInt(args[1]);
        int each = lines / DAYS;
        for (int day = 0; day < DAYS; day++) {
            Path file = directory.resolve("requests-2026-11-%02d.jsonl".formatted(day + 1));
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                for (int i = 0; i < each; i++) {
                    int number = day * each + i;
                    int text = number % 3 == 0 ? number / 7 : number;
                    out.write(
                            "{\"id\":\"q%d\",\"timestamp\":\"2026-11-%02dT%02d:%02d:%02dZ\",\"input\":\"%s\",\"lang\":\"%s\"}\n"
                                    .formatted(
                                            number,
                                            day + 1,
                                            i / 3600 % 24,
                                            i / 60 % 60,
                                            i % 60,
                                            text(text),
                                            number % 10 == 0 ? "de" : "en"));
                }
            }
        }
    }

    private static String text(int number) {
        SplitMix random = new SplitMix(number, 0);
        StringBuilder text = new StringBuilder();
        int words = 4 + random.nextInt(12);
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }
}
