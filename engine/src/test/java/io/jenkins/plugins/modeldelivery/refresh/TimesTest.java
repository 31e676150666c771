package io.jenkins.plugins.modeldelivery.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"2026-11-05T10:00:00Z\"",
                "\"2026-11-05T10:00Z\"",
                "\"2026-11-05T11:00:00+01:00\"",
                "\"2026-11-05T05:00:00-05:00\"",
                "\"2026-11-05T10:00:00.000\"",
                "\"2026-11-05 10:00:00\"",
                "1793872800",
                "1793872800.0",
                "1793872800000",
                "1793872800000000",
                "1793872800000000000"
            })
    void shouldReadTimesInTheFormsOfLogs(String json) throws Exception {
        assertThat(Times.millis(Json.parse(json, "time")))
                .hasValue(Instant.parse("2026-11-05T10:00:00Z").toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"\"yesterday\"", "\"2026-13-01\"", "true", "null", "-5", "{}", "\"\""})
    void shouldTakeAnythingElseAsUndated(String json) throws Exception {
        assertThat(Times.millis(Json.parse(json, "time"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "requests-2026-11-05.jsonl, 2026-11-05",
        "2026/11/05/part-0.jsonl.gz, 2026-11-05",
        "year=2026/month=11/day=05/x.jsonl, 2026-11-05",
        "dt=20261105/x.log, 2026-11-05",
        "2026-11-01/requests-2026-11-05.jsonl, 2026-11-05",
        "v2026-13-45.jsonl, ''",
        "part-00012.jsonl, ''",
        "120261105.jsonl, ''"
    })
    void shouldFindTheDateOfAFileInItsPath(String path, String date) {
        assertThat(Times.ofPath(path)
                        .map(instant -> instant.toString().substring(0, 10))
                        .orElse(""))
                .isEqualTo(date);
    }
}
