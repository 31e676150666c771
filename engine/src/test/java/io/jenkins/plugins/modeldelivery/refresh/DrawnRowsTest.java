package io.jenkins.plugins.modeldelivery.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Which inputs are drawn: the same for the same seed, uniform, in their shares, without near duplicates. */
class DrawnRowsTest extends RefreshFixture {
    @Test
    void shouldGiveTheSameBytesForAnyOrderFilesPackingAndThreads() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            lines.add(number(i % 2000));
            lines.add(line("t" + i, "\"how do i cancel order " + i % 50 + " please now\"", "0" + (1 + i % 9)));
        }
        label(1000, i -> "1");
        String first = null;
        Random random = new Random(5);
        for (int round = 0; round < 4; round++) {
            try (var old = Files.list(logs)) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
            int files = 1 + 3 * round;
            for (int f = 0; f < files; f++) {
                StringBuilder text = new StringBuilder();
                for (int i = f; i < lines.size(); i += files) {
                    text.append(lines.get(i));
                }
                try (OutputStream out = f % 2 == 0
                        ? Files.newOutputStream(logs.resolve("x" + (files - f) + ".jsonl"))
                        : new GZIPOutputStream(Files.newOutputStream(logs.resolve("x" + f + ".log.gz")))) {
                    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                }
            }
            threads = 1 + round;
            refresh(plan(500, 11));
            String bytes = Sha256.of(dir.resolve("next.jsonl")) + Sha256.of(dir.resolve("queue.jsonl"));
            first = first == null ? bytes : first;
            assertThat(bytes).isEqualTo(first);
            Collections.shuffle(lines, random);
        }
        refresh(plan(500, 12));
        assertThat(Sha256.of(dir.resolve("next.jsonl"))).isNotEqualTo(first.substring(0, 64));
    }

    /** Every distinct input is equally likely, however often it occurred. */
    @Test
    void shouldDrawUniformlyFromDistinctInputs() throws Exception {
        log("a.jsonl", 600, i -> i < 400 ? number(i) : number(i % 10));
        label(400, i -> "1");
        int draws = 300;
        Map<String, Integer> times = new HashMap<>();
        for (int seed = 0; seed < draws; seed++) {
            refresh(plan(100, seed));
            rows("next.jsonl").forEach(row -> times.merge(row.get("id").asText(), 1, Integer::sum));
        }
        double p = 0.25;
        double chiSquare = IntStream.range(0, 400)
                .mapToDouble(i -> Math.pow(times.getOrDefault("r" + i, 0) - draws * p, 2) / (draws * p * (1 - p)))
                .sum();
        // about 399 degrees of freedom: mean 399, standard deviation sqrt(2 * 399) = 28; five of them either way
        assertThat(chiSquare).isBetween(399 - 141.0, 399 + 141.0);
        double hot = IntStream.range(0, 10)
                .map(i -> times.getOrDefault("r" + i, 0))
                .average()
                .orElseThrow();
        assertThat(hot / draws).isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / (10 * draws))));
    }

    @Test
    void shouldCountEveryOccurrenceOfADrawnInputAndTakeTheLatestAsItsRow() throws Exception {
        read(Optional.empty(), Optional.empty(), Optional.empty(), "user");
        log("a.jsonl", 5000, i -> line("o" + i, "{\"b\":1.0, \"a\": " + i % 2500 + "}", i < 2500 ? "03" : "14"));
        log("b.jsonl", 1, i -> line("o99999", "{\"a\":7,\"b\":1}", "02"));
        labels.add(Files.writeString(dir.resolve("l"), "{\"id\":\"o7\",\"label\":true}\n"));
        RefreshReport report = refresh(plan(2500, 0));
        assertThat(report.toJson().at("/logs/distinct").asInt()).isEqualTo(2500);
        assertThat(rows("next.jsonl")).hasSize(1);
        JsonNode row = rows("next.jsonl").get(0);
        assertThat(row.get("id").asText()).isEqualTo("o2507");
        assertThat(row.get("label").booleanValue())
                .as("by the id of an earlier occurrence")
                .isTrue();
        assertThat(row.get("occurrences").asInt()).isEqualTo(3);
        assertThat(row.get("user").asText()).isEqualTo("u@example.com");
        assertThat(rows("queue.jsonl"))
                .hasSize(2499)
                .allMatch(r -> r.get("occurrences").asInt() == 2);
    }

    @Test
    void shouldEstimateHowManyDistinctInputsThereAre() throws Exception {
        log("a.jsonl", 40_000, i -> number(i % 20_000));
        label(20_000, i -> "1");
        JsonNode meta = refresh(plan(1000, 3)).toJson();
        assertThat(meta.at("/logs/distinctIsEstimated").asBoolean()).isTrue();
        // 2,000 candidates: relative standard error 1 / sqrt(1998) = 2.2 %; five of them
        assertThat(meta.at("/logs/distinct").asDouble()).isCloseTo(20_000, within(0.112 * 20_000));
    }

    @Test
    void shouldDropNearDuplicatesOfTextsButNotOfNumbers() throws Exception {
        String[] words = "the quick brown fox jumps over a lazy dog while seven wise owls watch from their old oak tree"
                .split(" ");
        log("texts.jsonl", 200, i -> {
            Random random = new Random(i / 2);
            StringBuilder text = new StringBuilder();
            for (int w = 0; w < 30; w++) {
                text.append(words[random.nextInt(words.length)]).append(i % 2 == 0 ? " " : ",  ");
            }
            return line("t" + i, "\"" + (i % 2 == 0 ? text : text.toString().toUpperCase() + "!") + "\"", "07");
        });
        log("numbers.jsonl", 50, RefreshFixture::number);
        JsonNode meta = refresh(plan(1000, 1)).toJson();
        assertThat(meta.at("/sample/nearDuplicates").asInt()).isEqualTo(100);
        assertThat(rows("queue.jsonl")).hasSize(150);
        RefreshPlan keeping = inputs(1000, 0, OptionalDouble.empty(), 1);
        assertThat(refresh(keeping).toJson().at("/sample/rows").asInt()).isEqualTo(250);
    }

    @Test
    void shouldRepresentEachStratumInItsShareAndAtLeastAsOftenAsAsked() throws Exception {
        read(Optional.of("lang"), Optional.empty(), Optional.empty(), "lang");
        log(
                "a.jsonl",
                1000,
                i -> "{\"id\":\"r%d\",\"input\":%d,\"timestamp\":%d,\"lang\":\"%s\"}\n"
                        .formatted(i, i, UNTIL.getEpochSecond() - i, i < 900 ? "en" : i < 990 ? "de" : "fr"));
        label(1000, i -> "1");
        Map<String, Long> share = byLanguage(plan(100, 4));
        assertThat(share).containsEntry("en", 90L).containsEntry("de", 9L).containsEntry("fr", 1L);
        Map<String, Long> least = byLanguage(inputs(100, 20, OptionalDouble.empty(), 4));
        assertThat(least).containsEntry("fr", 10L).containsEntry("de", 20L).containsEntry("en", 70L);
        log(
                "b.jsonl",
                500,
                i -> "{\"id\":\"x%d\",\"input\":\"%d\",\"timestamp\":%d,\"lang\":\"l%d\"}\n"
                        .formatted(i, i, UNTIL.getEpochSecond(), i));
        assertThatThrownBy(() -> refresh(plan(100, 4)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("more than 200 values");
    }

    private Map<String, Long> byLanguage(RefreshPlan plan) throws Exception {
        refresh(plan);
        Map<String, Long> counts = new HashMap<>();
        rows("next.jsonl").forEach(row -> counts.merge(row.get("lang").asText(), 1L, Long::sum));
        return counts;
    }
}
