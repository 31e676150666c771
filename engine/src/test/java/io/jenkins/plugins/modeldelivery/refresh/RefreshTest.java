package io.jenkins.plugins.modeldelivery.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is written, from which lines, and what is refused. */
class RefreshTest extends RefreshFixture {
    @Test
    void shouldWriteLabelledRowsTheRestAsAQueueAndWhatTheyAreInTheMetadata() throws Exception {
        log("a.jsonl", 300, RefreshFixture::number);
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
        log("a.jsonl", 10, RefreshFixture::number);
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
        log("a.jsonl", 10, RefreshFixture::number);
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
        SchemaCheck.assertFits("fingerprint", 2, Json.read(dir.resolve("next.jsonl.fp.json")));
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
