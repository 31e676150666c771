package io.jenkins.plugins.modeldelivery.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
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
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Requests are drawn as production sends them, each once, however the logs are cut. */
class DrawnRequestsTest extends RefreshFixture {
    private static RefreshPlan plan(int rows) throws Exception {
        return requests(rows, 0, OptionalInt.empty(), 7);
    }

    /** Request i asks for the input i modulo 10 in three of ten cases, else for one of its own. */
    private static String request(int i) {
        return line("r" + i, i % 10 < 3 ? "\"hello\"" : "\"order " + i + "\"", "0" + (1 + i % 9));
    }

    private static long drawn(List<JsonNode> rows) {
        return rows.stream().mapToLong(row -> row.get("drawn").asLong()).sum();
    }

    private JsonNode row(String file, String input) throws Exception {
        return rows(file).stream()
                .filter(row -> row.get("input").asText().equals(input))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldDrawAnInputAsOftenAsItIsAskedForAndHaveItLabelledOnce() throws Exception {
        log("a.jsonl", 5000, DrawnRequestsTest::request);
        labels.add(
                Files.writeString(dir.resolve("l"), "{\"id\":\"other\",\"input\":\"hello\",\"label\":\"greeting\"}\n"));
        RefreshReport report = refresh(plan(1000));
        List<JsonNode> set = rows("next.jsonl");
        assertThat(drawn(set)).isEqualTo(1000);
        JsonNode hello = row("next.jsonl", "hello");
        assertThat(hello.get("label").asText()).isEqualTo("greeting");
        // binomial with p = 0.3: standard deviation 14.5, less without replacement; five of them
        assertThat(hello.get("drawn").asDouble()).isCloseTo(300, within(73.0));
        assertThat(hello.get("occurrences").asDouble()).isCloseTo(1500, within(5 * 73.0));
        assertThat(set).hasSize(1001 - hello.get("drawn").asInt());
        assertThat(set.stream().filter(row -> row.get("label").isNull())).hasSize(set.size() - 1);
        assertThat(rows("queue.jsonl"))
                .hasSize(set.size() - 1)
                .noneMatch(row -> row.get("input").asText().equals("hello"));
        JsonNode meta = Json.read(dir.resolve("next.jsonl.meta.json"));
        SchemaCheck.assertFits("eval-set-meta", meta);
        assertThat(meta.at("/sample/requests/drawn").asInt()).isEqualTo(1000);
        assertThat(meta.get("rows").asInt()).isEqualTo(set.size());
        assertThat(meta.get("open").asInt()).isEqualTo(set.size() - 1);
        assertThat(report.headline()).startsWith("1 labelled rows in ").contains("have no label and count as wrong");
    }

    @Test
    void shouldGiveTheSameBytesForAnyOrderFilesPackingThreadsAndDeliveredTwice() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            lines.add(request(i));
            lines.add("{\"input\":{\"n\":%d},\"timestamp\":\"2026-11-05T10:00:%02dZ\"}\n".formatted(i % 40, i % 60));
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
            List<String> delivered = new ArrayList<>(lines);
            delivered.addAll(lines.subList(0, 1500 * round));
            Collections.shuffle(delivered, random);
            for (int f = 0; f < files; f++) {
                StringBuilder text = new StringBuilder();
                for (int i = f; i < delivered.size(); i += files) {
                    text.append(delivered.get(i));
                }
                try (OutputStream out = f % 2 == 0
                        ? Files.newOutputStream(logs.resolve("x" + (files - f) + ".jsonl"))
                        : new GZIPOutputStream(Files.newOutputStream(logs.resolve("x" + f + ".log.gz")))) {
                    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                }
            }
            threads = 1 + round;
            JsonNode meta = refresh(plan(500)).toJson();
            String bytes = Sha256.of(dir.resolve("next.jsonl"))
                    + Sha256.of(dir.resolve("queue.jsonl"))
                    + meta.get("sample")
                    + meta.at("/logs/distinct");
            first = first == null ? bytes : first;
            assertThat(bytes).isEqualTo(first);
        }
        refresh(requests(500, 0, OptionalInt.empty(), 8));
        assertThat(Sha256.of(dir.resolve("next.jsonl"))).isNotEqualTo(first.substring(0, 64));
    }

    @Test
    void shouldKnowALineWithoutIdByAllThatItHolds() throws Exception {
        log(
                "a.jsonl",
                4,
                i -> new String[] {
                            "{\"input\":\"a\",\"timestamp\":\"2026-11-05T10:00:00Z\",\"n\":1}\n",
                            "{\"n\":1.0,\"timestamp\":\"2026-11-05T10:00:00Z\",\"input\":\"a\"}\n",
                            "{\"input\":\"a\",\"timestamp\":\"2026-11-05T10:00:01Z\",\"n\":1}\n",
                            "{\"input\":\"a\",\"timestamp\":\"2026-11-05T10:00:00Z\",\"n\":2}\n"
                        }
                        [i]);
        refresh(plan(100));
        assertThat(rows("queue.jsonl")).hasSize(1);
        assertThat(rows("queue.jsonl").get(0).get("drawn").asInt()).isEqualTo(3);
        assertThat(rows("queue.jsonl").get(0).get("id").asText()).matches("[0-9a-f]{32}");
    }

    @Test
    void shouldRefuseRequestsThatCannotBeToldFromTheirCopies() throws Exception {
        log("dt=2026-11-03/x.jsonl", 3, i -> i == 1 ? "{\"input\":1}\n" : "{\"id\":\"r" + i + "\",\"input\":1}\n");
        assertThatThrownBy(() -> refresh(plan(10)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("dt=2026-11-03/x.jsonl line 2 has neither id nor time, as 1 of 3 lines");
        assertThat(refresh(plan(10, 0)).toJson().at("/sample/rows").asInt()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAnIdThatStandsOnSeveralInputs() throws Exception {
        log(
                "a.jsonl",
                100,
                i -> line("session" + i / 4, "\"" + (i % 4 == 3 ? "bye " + i : "hello " + i / 4) + "\"", "05"));
        assertThatThrownBy(() -> refresh(plan(10)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("stands on requests with different inputs (so do 25 of 25 ids")
                .hasMessageContaining("names a session, not a request");
        // the same input again is a second delivery, or a client's second attempt
        log("a.jsonl", 100, i -> line("session" + i / 4, "\"hello " + i / 4 + "\"", "0" + (1 + i % 4)));
        refresh(plan(100));
        assertThat(drawn(rows("queue.jsonl"))).isEqualTo(25);
    }

    @Test
    void shouldLeaveFailedAttemptsOutAndSaySo() throws Exception {
        read(
                Optional.empty(),
                Optional.of(new LogFields.Status(LogFields.pointer("/http/status"), "200")),
                Optional.empty());
        log(
                "a.jsonl",
                100,
                i -> "{\"id\":\"r%d\",\"input\":%d,\"timestamp\":\"2026-11-05\"%s}\n"
                        .formatted(i, i, i % 10 == 0 ? "" : ",\"http\":{\"status\":" + (i % 4 == 0 ? 503 : 200) + "}"));
        RefreshReport report = refresh(plan(1000));
        JsonNode meta = report.toJson();
        assertThat(meta.at("/logs/inWindow").asInt()).isEqualTo(70);
        assertThat(meta.at("/logs/leftOut/503").asInt()).isEqualTo(20);
        assertThat(meta.at("/logs/leftOut").get("").asInt()).isEqualTo(10);
        assertThat(meta.at("/sample/status").asText()).isEqualTo("/http/status=200");
        assertThat(report.layout().sections().toString()).contains("503: 20, without status: 10");
        read(Optional.empty(), Optional.of(new LogFields.Status(LogFields.pointer("id"), "200")), Optional.empty());
        assertThatThrownBy(() -> refresh(plan(10)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("holds no request of the window")
                .hasMessageContaining("failed attempts");
    }

    @Test
    void shouldRefuseAStatusWithAnyNumberOfValues() throws Exception {
        read(Optional.empty(), Optional.of(new LogFields.Status(LogFields.pointer("id"), "r1")), Optional.empty());
        log("a.jsonl", 500, RefreshFixture::number);
        assertThatThrownBy(() -> refresh(plan(10)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("more than 200 values");
    }

    /** Near duplicates are rows of their own: what a model answers to one says nothing of the other. */
    @Test
    void shouldShareLabelsOfNearDuplicatesAndNothingElse() throws Exception {
        String asked = "where is the parcel that I ordered in your shop two weeks ago for my old mother";
        String[] inputs = {asked, asked + " please", "PLEASE, " + asked + "!", "how do I return a lamp that is broken"};
        log("a.jsonl", 4, i -> line("r" + i, "\"" + inputs[i] + "\"", "05"));
        refresh(plan(10));
        List<JsonNode> queue = rows("queue.jsonl");
        assertThat(queue).hasSize(2);
        JsonNode leader =
                queue.stream().filter(row -> row.has("standsFor")).findFirst().orElseThrow();
        assertThat(leader.get("standsFor")).hasSize(2);
        labels.add(Files.writeString(
                dir.resolve("l"),
                "{\"id\":\"%s\",\"label\":\"tracking\"}\n"
                        .formatted(leader.get("id").asText())));
        JsonNode meta = refresh(plan(10)).toJson();
        List<JsonNode> set = rows("next.jsonl");
        assertThat(set).hasSize(4);
        assertThat(set.stream().filter(row -> row.get("label").asText().equals("tracking")))
                .hasSize(3);
        assertThat(set.stream()
                        .filter(row -> row.path("labelledAs")
                                .asText()
                                .equals(leader.get("id").asText())))
                .hasSize(2)
                .allMatch(row -> leader.get("standsFor")
                        .toString()
                        .contains(row.get("id").asText()));
        assertThat(rows("queue.jsonl"))
                .extracting(row -> row.get("id").asText())
                .containsExactly("r3");
        assertThat(meta.get("sharedLabels").asInt()).isEqualTo(2);
        assertThat(meta.get("open").asInt()).isEqualTo(1);
        // where those that are near disagree, nobody lends a label
        labels.add(Files.writeString(
                dir.resolve("l2"),
                "{\"id\":\"%s\",\"label\":\"gift\"}\n"
                        .formatted(leader.get("standsFor").get(0).asText())));
        refresh(plan(10));
        assertThat(rows("queue.jsonl")).hasSize(2);
        assertThat(rows("next.jsonl")).noneMatch(row -> row.has("labelledAs"));
    }

    /** A month later the same ids may mean something else. */
    @Test
    void shouldJoinLabelsByTheInputWhereTheyHoldIt() throws Exception {
        log("a.jsonl", 3, i -> line("r" + i, "{\"b\":1,\"a\":" + i + "}", "05"));
        labels.add(Files.writeString(
                dir.resolve("last-month.jsonl"),
                "{\"$meta\":{}}\n{\"id\":\"x\",\"input\":{\"a\":0,\"b\":1.0},\"label\":\"zero\"}\n"
                        + "{\"id\":\"r1\",\"input\":{\"a\":9,\"b\":1},\"label\":\"nine\"}\n"));
        labels.add(Files.writeString(
                dir.resolve("people.csv"), "id,input,label\nq,\"{\"\"a\"\": 2, \"\"b\"\": 1}\",two\n"));
        RefreshReport report = refresh(plan(10));
        Map<String, String> found = new HashMap<>();
        rows("next.jsonl")
                .forEach(row ->
                        found.put(row.at("/input/a").asText(), row.get("label").asText()));
        assertThat(found).isEqualTo(Map.of("0", "zero", "1", "null", "2", "two"));
        assertThat(report.toJson().get("labelsOfOthers").asInt()).isEqualTo(1);
        assertThat(report.layout().toString()).contains("last-month.jsonl line 3");
    }

    @Test
    void shouldKnowALabelByARequestThatWasNotDrawn() throws Exception {
        log("a.jsonl", 100, i -> line("r" + i, "\"hello " + i % 2 + "\"", "05"));
        labels.add(Files.writeString(
                dir.resolve("l"), "{\"id\":\"r42\",\"label\":\"a\"}\n{\"id\":\"r57\",\"label\":\"b\"}\n"));
        refresh(plan(20));
        assertThat(rows("next.jsonl"))
                .hasSize(2)
                .noneMatch(row -> row.get("label").isNull());
        assertThat(drawn(rows("next.jsonl"))).isEqualTo(20);
    }

    @Test
    void shouldQueueAnInputOfWhichSourcesDisagreeOnce() throws Exception {
        log("a.jsonl", 6, i -> line("r" + i, "\"hello\"", "05"));
        labels.add(Files.writeString(
                dir.resolve("l"), "{\"id\":\"r1\",\"label\":\"a\"}\n{\"id\":\"r4\",\"label\":\"b\"}\n"));
        refresh(plan(10));
        assertThat(rows("queue.jsonl")).hasSize(1);
        assertThat(rows("queue.jsonl").get(0).get("labels")).hasSize(2);
    }

    /** A row must not stand for another slice, or another user, than its own. */
    @Test
    void shouldKeepRequestsOfOneInputApartWhereTheirFieldsDiffer() throws Exception {
        read(Optional.empty(), Optional.empty(), Optional.empty(), "channel");
        log(
                "a.jsonl",
                30,
                i -> "{\"id\":\"r%d\",\"input\":\"hello\",\"timestamp\":\"2026-11-05\",\"channel\":\"%s\"}\n"
                        .formatted(i, i % 3 == 0 ? "app" : "web"));
        refresh(plan(100));
        assertThat(rows("queue.jsonl")).as("asked once").hasSize(1);
        assertThat(rows("queue.jsonl").get(0).get("standsFor")).hasSize(1);
        labels.add(Files.writeString(dir.resolve("l"), "{\"id\":\"r7\",\"label\":\"x\"}\n"));
        refresh(plan(100));
        Map<String, Integer> drawn = new HashMap<>();
        rows("next.jsonl")
                .forEach(row ->
                        drawn.put(row.get("channel").asText(), row.get("drawn").asInt()));
        assertThat(drawn).isEqualTo(Map.of("app", 10, "web", 20));
        assertThat(rows("next.jsonl")).allMatch(row -> row.get("label").asText().equals("x"));
    }

    @Test
    void shouldRecordHowManyRequestsOfEachStratumThereAreAndWereDrawn() throws Exception {
        read(Optional.of("/client/lang"), Optional.empty(), Optional.empty());
        log(
                "a.jsonl",
                1000,
                i -> "{\"id\":\"r%d\",\"input\":%d,\"timestamp\":\"2026-11-05\"%s}\n"
                        .formatted(
                                i,
                                i,
                                i < 900
                                        ? ",\"client\":{\"lang\":\"en\"}"
                                        : i < 995 ? ",\"client\":{\"lang\":\"de\"}" : ""));
        labels.add(Files.writeString(
                dir.resolve("l"), "{\"id\":\"r1\",\"input\":1,\"label\":1}\n{\"id\":\"r2\",\"label\":1}"));
        label(1000, i -> "1");
        RefreshReport report = refresh(requests(100, 20, OptionalInt.empty(), 4));
        JsonNode strata = report.toJson().at("/sample/requests/strata");
        assertThat(strata.get("field").asText()).isEqualTo("stratum");
        assertThat(Json.compact(strata.get("sizes")))
                .isEqualTo("{\"\":{\"population\":5,\"drawn\":5},\"de\":{\"population\":95,\"drawn\":20},"
                        + "\"en\":{\"population\":900,\"drawn\":75}}");
        Map<String, Long> counts = new HashMap<>();
        rows("next.jsonl").forEach(row -> counts.merge(row.get("stratum").asText(), 1L, Long::sum));
        assertThat(counts).isEqualTo(Map.of("", 5L, "de", 20L, "en", 75L));
        assertThat(report.layout().toString()).contains("only 5 requests of stratum=");
        SchemaCheck.assertFits("eval-set-meta", Json.read(dir.resolve("next.jsonl.meta.json")));
    }

    @Test
    void shouldDrawAFewRequestsOfEachGroupAndWeighThem() throws Exception {
        read(Optional.empty(), Optional.empty(), Optional.of("user"), "user");
        // user 0 sends half of all requests
        log(
                "a.jsonl",
                1000,
                i -> "{\"id\":\"r%d\",\"input\":%d,\"timestamp\":\"2026-11-05\",\"user\":\"u%d\"}\n"
                        .formatted(i, i, i % 2 == 0 ? 0 : 1 + i % 99));
        label(1000, i -> "1");
        RefreshReport report = refresh(requests(150, 0, OptionalInt.of(5), 4));
        Map<String, Long> counts = new HashMap<>();
        Map<String, Double> weights = new HashMap<>();
        rows("next.jsonl").forEach(row -> {
            counts.merge(row.get("user").asText(), row.get("drawn").asLong(), Long::sum);
            weights.merge(
                    row.get("user").asText(),
                    row.get("drawn").asLong() * row.get("weight").asDouble(),
                    Double::sum);
        });
        assertThat(counts.values()).allMatch(count -> count <= 5);
        assertThat(counts).containsEntry("u0", 5L);
        double all = weights.values().stream().mapToDouble(w -> w).sum();
        // of about 285 requests looked at: standard deviation of the share 0.03; five of them
        assertThat(weights.get("u0") / all).isCloseTo(0.5, within(0.15));
        assertThat(Json.compact(report.toJson().at("/sample/requests/group")))
                .isEqualTo("{\"field\":\"user\",\"most\":5}");
        assertThat(report.layout().toString()).contains("weight: weight");
    }

    @Test
    void shouldEstimateHowManyDifferentHashesThereWere() {
        DistinctHashes hashes = new DistinctHashes();
        Random random = new Random(3);
        long[] some = random.longs(DistinctHashes.KEPT - 1).toArray();
        for (int round = 0; round < 3; round++) {
            for (long hash : some) {
                hashes.add(hash);
            }
        }
        assertThat(hashes.count()).isEqualTo(some.length);
        assertThat(hashes.isEstimated()).isFalse();
        long[] many = random.longs(500_000).toArray();
        DistinctHashes turned = new DistinctHashes();
        for (int i = 0; i < many.length; i++) {
            hashes.add(many[i]);
            turned.add(many[many.length - 1 - i]);
            turned.add(many[i / 2]);
        }
        for (long hash : some) {
            turned.add(hash);
        }
        assertThat(turned.count()).isEqualTo(hashes.count());
        assertThat(hashes.isEstimated()).isTrue();
        // relative standard error 1 / 128; five of them
        assertThat((double) hashes.count()).isCloseTo(516_383, within(516_383 * 5 / 128.0));
    }
}
