package io.jenkins.plugins.modeldelivery.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshTest {
    private static final Instant UNTIL = Instant.parse("2026-11-20T00:00:00Z");

    @TempDir
    Path dir;

    private Path logs;
    private LogFields fields = LogFields.usual();
    private List<Path> labels = new ArrayList<>();
    private int threads = 2;
    private Optional<String> embeddingModel = Optional.empty();

    @BeforeEach
    void prepare() throws Exception {
        logs = Files.createDirectory(dir.resolve("logs"));
    }

    private static RefreshPlan plan(int rows, long seed) throws Exception {
        return RefreshPlan.of(UNTIL, 30, rows, 0, OptionalDouble.of(0.8), 2, seed);
    }

    private static String line(String id, String input, String day) {
        return "{\"id\":\"%s\",\"input\":%s,\"timestamp\":\"2026-11-%sT10:00:00Z\",\"user\":\"u@example.com\"}\n"
                .formatted(id, input, day);
    }

    private static String number(int i) {
        return line("r" + i, "{\"amount\":" + i + "}", i % 2 == 0 ? "05" : "12");
    }

    private Path log(String name, int lines, IntFunction<String> line) throws Exception {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, lines).mapToObj(line).forEach(text::append);
        Path file = logs.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** Labels for rows r0..r(n-1). */
    private void label(int rows, IntFunction<String> value) throws Exception {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, rows)
                .forEach(i -> text.append("{\"id\":\"r%d\",\"label\":%s}\n".formatted(i, value.apply(i))));
        labels.add(Files.writeString(dir.resolve("labels" + labels.size() + ".jsonl"), text));
    }

    private RefreshReport refresh(RefreshPlan plan) throws Exception {
        return Refresh.run(
                new RefreshRequest(
                        new DirectoryLogs(logs),
                        fields,
                        plan,
                        labels,
                        dir.resolve("next.jsonl"),
                        dir.resolve("queue.jsonl"),
                        embeddingModel,
                        threads),
                Progress.NONE);
    }

    private List<JsonNode> rows(String name) throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(dir.resolve(name))) {
            rows.add(Json.parse(line, name));
        }
        return rows;
    }

    @Test
    void shouldWriteLabelledRowsTheRestAsAQueueAndWhatTheyAreInTheMetadata() throws Exception {
        log("a.jsonl", 300, RefreshTest::number);
        label(200, i -> "\"c" + i % 3 + "\"");
        RefreshReport report = refresh(plan(100, 7));
        assertThat(rows("next.jsonl")).allSatisfy(row -> {
            int n = row.at("/input/amount").asInt();
            assertThat(row.get("id").asText()).isEqualTo("r" + n);
            assertThat(row.get("label").asText()).isEqualTo("c" + n % 3);
            assertThat(row.has("user")).isFalse();
        });
        assertThat(rows("queue.jsonl")).allSatisfy(row -> {
            assertThat(row.get("label").isNull()).isTrue();
            assertThat(row.at("/input/amount").asInt()).isGreaterThanOrEqualTo(200);
        });
        assertThat(rows("next.jsonl").size() + rows("queue.jsonl").size()).isEqualTo(100);
        JsonNode meta = Json.read(dir.resolve("next.jsonl.meta.json"));
        SchemaCheck.assertFits("eval-set-meta", meta);
        assertThat(meta).isEqualTo(Json.parse(Json.compact(report.toJson()), "report"));
        assertThat(meta.get("asOf").asText()).isEqualTo("2026-11-12T10:00:00Z");
        assertThat(meta.get("window").asText()).isEqualTo("30d");
        assertThat(meta.get("sha256").asText()).isEqualTo(Sha256.of(dir.resolve("next.jsonl")));
        assertThat(meta.at("/logs/distinct").asInt()).isEqualTo(300);
        assertThat(meta.get("rows").asInt()).isEqualTo(rows("next.jsonl").size());
    }

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
        fields = new LogFields(
                fields.id(),
                fields.input(),
                fields.time(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("user"));
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
        log("numbers.jsonl", 50, RefreshTest::number);
        JsonNode meta = refresh(plan(1000, 1)).toJson();
        assertThat(meta.at("/sample/nearDuplicates").asInt()).isEqualTo(100);
        assertThat(rows("queue.jsonl")).hasSize(150);
        RefreshPlan keeping = RefreshPlan.of(UNTIL, 30, 1000, 0, OptionalDouble.empty(), 2, 1);
        assertThat(refresh(keeping).toJson().at("/sample/rows").asInt()).isEqualTo(250);
    }

    @Test
    void shouldRepresentEachStratumInItsShareAndAtLeastAsOftenAsAsked() throws Exception {
        fields = new LogFields(
                fields.id(),
                fields.input(),
                fields.time(),
                Optional.of(LogFields.pointer("lang")),
                Optional.empty(),
                Optional.empty(),
                List.of("lang"));
        log(
                "a.jsonl",
                1000,
                i -> "{\"id\":\"r%d\",\"input\":%d,\"timestamp\":%d,\"lang\":\"%s\"}\n"
                        .formatted(i, i, UNTIL.getEpochSecond() - i, i < 900 ? "en" : i < 990 ? "de" : "fr"));
        label(1000, i -> "1");
        Map<String, Long> share = byLanguage(plan(100, 4));
        assertThat(share).containsEntry("en", 90L).containsEntry("de", 9L).containsEntry("fr", 1L);
        Map<String, Long> least = byLanguage(RefreshPlan.of(UNTIL, 30, 100, 20, OptionalDouble.empty(), 2, 4));
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

    @Test
    void shouldTakeOnlyTheWindowByTheLinesTimeOrElseTheFilesDate() throws Exception {
        log("dt=2026-11-03/x.jsonl", 1, i -> "{\"id\":\"dated-by-file\",\"input\":1}\n");
        log("dt=2025-01-01/x.jsonl", 1, i -> line("never-read", "2", "05"));
        log(
                "any.jsonl",
                6,
                i -> new String[] {
                            "{\"id\":\"undated\",\"input\":3}\n",
                            "{\"id\":\"old\",\"input\":4,\"timestamp\":\"2026-10-20T23:59:59Z\"}\n",
                            "{\"id\":\"future\",\"input\":5,\"timestamp\":\"2026-11-20T00:00:01+00:00\"}\n",
                            "{\"id\":\"first\",\"input\":6,\"timestamp\":\"2026-10-21T02:00:00+02:00\"}\n",
                            "{\"id\":\"millis\",\"input\":7,\"timestamp\":1763600000000}\n"
                                    .replace("1763600000000", String.valueOf(UNTIL.toEpochMilli())),
                            "{\"id\":\"noinput\",\"timestamp\":\"2026-11-05\"}\nnot json\n\n{\"input\":1,\"input\":2,\"timestamp\":\"2026-11-05\"}\n"
                        }
                        [i]);
        JsonNode meta = refresh(plan(100, 0)).toJson();
        assertThat(rows("queue.jsonl"))
                .extracting(row -> row.get("id").asText())
                .containsExactlyInAnyOrder("dated-by-file", "first", "millis");
        JsonNode counts = meta.get("logs");
        assertThat(counts.get("undated").asInt()).isEqualTo(1);
        assertThat(counts.get("outsideWindow").asInt()).isEqualTo(2);
        assertThat(counts.get("withoutInput").asInt()).isEqualTo(1);
        assertThat(counts.get("malformed").asInt()).isEqualTo(2);
        assertThat(counts.get("firstMalformed").asText()).startsWith("any.jsonl line 7: ");
        assertThat(counts.get("filesSkipped").asInt()).isEqualTo(1);
    }

    @Test
    void shouldWriteNoEvalSetWithoutALabelAndQueueContradictions() throws Exception {
        log("a.jsonl", 10, RefreshTest::number);
        RefreshReport report = refresh(plan(10, 0));
        assertThat(report.hasEvalSet()).isFalse();
        assertThat(report.headline()).startsWith("no row has a label yet");
        assertThat(dir.resolve("next.jsonl")).doesNotExist();
        label(10, i -> "\"a\"");
        label(2, i -> "\"b\"");
        JsonNode meta = refresh(plan(10, 0)).toJson();
        assertThat(meta.get("labelConflicts").asInt()).isEqualTo(2);
        assertThat(rows("next.jsonl")).hasSize(8);
        assertThat(rows("queue.jsonl"))
                .hasSize(2)
                .allMatch(row -> row.get("labels").size() == 2);
    }

    /** People's work must not be lost to a file name. */
    @Test
    void shouldRefuseToOverwriteAFileOfLabels() throws Exception {
        log("a.jsonl", 10, RefreshTest::number);
        for (String name : new String[] {"queue.jsonl", "next.jsonl", "logs/../queue.jsonl"}) {
            labels = List.of(dir.resolve(name));
            assertThatThrownBy(() -> refresh(plan(10, 0)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("would be overwritten");
        }
    }

    @Test
    void shouldKeepAFingerprintOfItsEmbeddings() throws Exception {
        log(
                "a.jsonl",
                50,
                i -> "{\"id\":\"r%d\",\"input\":%d,\"timestamp\":\"2026-11-05\",\"embedding\":[%d,%d.5]}\n"
                        .formatted(i, i, i % 7, i));
        label(50, i -> "1");
        embeddingModel = Optional.of("e5");
        JsonNode meta = refresh(plan(50, 0)).toJson();
        assertThat(meta.get("fingerprint").asText()).isEqualTo("next.jsonl.fp.json");
        SchemaCheck.assertFits("fingerprint", Json.read(dir.resolve("next.jsonl.fp.json")));
    }

    @Test
    void shouldSayWhatIsWrongWithLogsThatHoldNothing() throws Exception {
        assertThatThrownBy(() -> refresh(plan(1, 0)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("holds no logs");
        log("a.jsonl", 3, i -> "oops\n");
        assertThatThrownBy(() -> refresh(plan(1, 0)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("holds no request of the window")
                .hasMessageContaining("first malformed: a.jsonl line 1");
        logs = dir.resolve("none");
        assertThatThrownBy(() -> refresh(plan(1, 0))).isInstanceOf(BadInputException.class);
    }
}
