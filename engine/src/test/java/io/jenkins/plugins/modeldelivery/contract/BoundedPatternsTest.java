package io.jenkins.plugins.modeldelivery.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPatternsTest {
    /** With 40 columns the JDK needs longer than the universe has had. */
    private static final String COLUMNS =
            "1" + IntStream.rangeClosed(2, 40).mapToObj(i -> "," + i).collect(Collectors.joining());

    @TempDir
    Path dir;

    private static Contract contract(String pattern) throws BadInputException {
        return Contract.of(
                Json.parse(
                        "{\"$defs\": {\"output\": {\"properties\": {\"row\": {\"type\": \"string\", \"pattern\": "
                                + Json.compact(pattern) + "}}}}}",
                        "c.json"),
                "c.json");
    }

    private SchemaReport report(String pattern, double least, String... rows) throws Exception {
        Path records = dir.resolve("r.jsonl");
        Files.write(
                records,
                List.of(rows).stream()
                        .map(row -> "{\"id\": \"a\", \"output\": {\"row\": " + Json.compact(row) + "}}")
                        .toList());
        return Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> RecordsCheck.check(contract(pattern), records, least, 1, Progress.NONE));
    }

    @Test
    void shouldDecideAnEverydayPatternThatBacktracksWithoutEnd() throws Exception {
        assertThat(report("^(.*?,){20}P", 1, COLUMNS).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report("^(.*?,){20}2", 1, COLUMNS).verdict()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(?=.)(.*?,){20}P", "^(.)(.*?,){20}P\\1", "^(?!x)((((1|1,)+)+)+)+P"})
    void shouldSayByNameWhatItCannotDecideInTime(String pattern) throws Exception {
        String long20 = COLUMNS + ",1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1";
        SchemaReport report =
                report(pattern, 1, "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1," + long20);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons().get(0)).contains("line 1: matching the pattern " + pattern + " takes too long");
        assertThat(report.records().orElseThrow().undecided()).contains(1L);
        assertThat(SchemaReport.recompute(report.toJson()).toJson()).isEqualTo(report.toJson());
    }

    @Test
    void shouldCountAnUndecidedRecordAsInvalidForPassAndAsValidForFail() throws Exception {
        String pattern = "^(?=[1a])(.*?,){20}P|^a$";
        assertThat(report(pattern, 0.5, "a", COLUMNS + COLUMNS).verdict()).isEqualTo(Verdict.PASS);
        assertThat(report(pattern, 0.6, "a", COLUMNS + COLUMNS).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report(pattern, 0.6, "b", "a", "b", COLUMNS + COLUMNS).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void shouldEndWhereTheTextIsLongAndThePatternNests() throws Exception {
        assertThat(report("^(?!x)(a|b)*c$", 1, "ab".repeat(100_000)).verdict())
                .as("the JDK recurses for every character")
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report("^(([a-z]{1,20}){20}){20}$", 1, "ab".repeat(100_000)).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report("^(a|b)*$", 1, "ab".repeat(100_000)).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldRefuseAPatternThatCannotBeParsed() {
        assertThatThrownBy(() -> contract("(".repeat(20_000) + ")".repeat(20_000)))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> contract("(a")).isInstanceOf(BadInputException.class);
    }

    /** JSON Schema's dialect is ECMA-262's. */
    @ParameterizedTest
    @CsvSource({
        "^a$, a, true",
        "b, abc, true",
        "^b, abc, false",
        "'\\d{4}-\\d\\d', on 2026-11, true",
        "^\\p{Letter}+$, äß, true",
        "^\\p{Lu}$, Ä, true",
        "\\u0041, A, true",
        "^(?!no)., yes, true",
        "^(?!no)., no, false",
        "^\\/a\\-b$, /a-b, true",
        "^(a{10}){10}$, a, false"
    })
    void shouldMatchAsBefore(String pattern, String text, boolean valid) throws Exception {
        assertThat(report(pattern, 1, text).verdict()).isEqualTo(valid ? Verdict.PASS : Verdict.FAIL);
    }

    @Test
    void shouldEndALineOnlyAtTheEnd() throws Exception {
        assertThat(report("^a$", 1, "a\n").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report("^(?=a)a$", 1, "a\n").verdict()).isEqualTo(Verdict.FAIL);
    }
}
