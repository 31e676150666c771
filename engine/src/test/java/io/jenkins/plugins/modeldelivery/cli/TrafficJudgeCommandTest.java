package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficJudgeCommandTest {
    @TempDir
    Path directory;

    private static String counts(int errors) {
        String own = String.join(",", Collections.nCopies(1500, "0.05"));
        return "{\"schema\":\"model-delivery/traffic-counts/v1\",\"windowSeconds\":300,\"expectedShare\":0.05,"
                + "\"candidate\":{\"requests\":1500,\"errors\":" + errors + ",\"latencySeconds\":{\"samples\":[" + own
                + "]}},\"production\":{\"requests\":28500,\"errors\":9,\"latencySeconds\":{\"buckets\":["
                + "{\"le\":0.049,\"count\":10},{\"le\":\"0.051\",\"count\":28500},{\"le\":\"+Inf\",\"count\":28500}]}}}";
    }

    private Path file(String... lines) throws Exception {
        return Files.write(directory.resolve("counts.json"), List.of(lines));
    }

    @Test
    void shouldPassAndFailWithTheirExitCodes() throws Exception {
        Cli.Result pass =
                Cli.run("traffic", "judge", "--counts", file(counts(1)).toString(), "--format", "json");
        assertThat(pass.exitCode()).isZero();
        assertThat(Json.parse(pass.out(), "out").path("verdict").asText()).isEqualTo("PASS");
        Cli.Result fail =
                Cli.run("traffic", "judge", "--counts", file(counts(15)).toString());
        assertThat(fail.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(fail.out()).startsWith("FAIL live traffic: ");
    }

    @Test
    void shouldAnswerManyDocumentsInOrderWithTheWorstExitCode() throws Exception {
        Cli.Result result = Cli.run(
                "traffic",
                "judge",
                "--counts",
                file(counts(1), "", counts(15), counts(1)).toString(),
                "--format",
                "json");
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAIL);
        assertThat(result.out().lines().map(line -> verdict(line))).containsExactly("PASS", "FAIL", "PASS");
    }

    @Test
    void shouldReadAFileWithAByteOrderMark() throws Exception {
        assertThat(Cli.run(
                                "traffic",
                                "judge",
                                "--counts",
                                file("\uFEFF" + counts(1)).toString())
                        .exitCode())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Inf", "+inf", "Infinity", "+Infinity"})
    void shouldKnowTheLastBucketByItsOtherNames(String infinite) throws Exception {
        String named = counts(1).replace("+Inf", infinite);
        assertThat(Cli.run("traffic", "judge", "--counts", file(named).toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void shouldIgnoreSumAndCountBesideLatenciesButNotTwoKindsOfThem() throws Exception {
        String more = counts(1).replace("{\"samples\"", "{\"sum\":75.0,\"count\":1500,\"samples\"");
        assertThat(Cli.run("traffic", "judge", "--counts", file(more).toString())
                        .exitCode())
                .isZero();
        String both = counts(1).replace("{\"samples\"", "{\"buckets\":3,\"samples\"");
        Cli.Result refused = Cli.run("traffic", "judge", "--counts", file(both).toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(refused.err()).contains("either 'samples' or 'buckets'");
    }

    private static String verdict(String line) {
        try {
            JsonNode report = Json.parse(line, "line");
            return report.path("verdict").asText();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReadADocumentOfSeveralLines() throws Exception {
        String pretty = Json.pretty(Json.parse(counts(1), "x"));
        Cli.Result result = Cli.run("traffic", "judge", "--counts", file(pretty).toString(), "--format", "markdown");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("| p95 |");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"candidate\":{\"requests\":1,\"errors\":2},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":-1,\"errors\":0},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":\"NaN\",\"errors\":0},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":NaN,\"errors\":0},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":1.5,\"errors\":0},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":1,\"errors\":0,\"latencySeconds\":{\"samples\":[null]}},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":1,\"errors\":0,\"latencySeconds\":{\"samples\":[1e999]}},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":1,\"errors\":0,\"latencySeconds\":{\"samples\":[-1]}},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":1,\"errors\":0,\"latencySeconds\":{\"buckets\":[{\"le\":1,\"count\":1}]}},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":1,\"errors\":0,\"latencySeconds\":{\"buckets\":[{\"le\":1,\"count\":2},{\"le\":\"+Inf\",\"count\":1}]}},\"production\":{\"requests\":1,\"errors\":0}}",
                "{\"candidate\":{\"requests\":1,\"errors\":0},\"production\":{\"requests\":1,\"errors\":0},\"limits\":{\"p95\":0.15}}",
                "{\"candidate\":{\"requests\":1,\"errors\":0},\"production\":{\"requests\":1,\"errors\":0},\"limits\":{\"errorRate\":1}}",
                "{\"candidate\":{\"requests\":1,\"errors\":0},\"production\":{\"requests\":1,\"errors\":0},\"expectedShare\":0}"
            })
    void shouldRefuseNonsenseWithOneLine(String text) throws Exception {
        Cli.Result result = Cli.run("traffic", "judge", "--counts", file(text).toString(), "--format", "json");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1);
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"candidate\":{\"requests\":0,\"errors\":0},\"production\":{\"requests\":0,\"errors\":0}}",
                "{\"candidate\":{\"requests\":5000,\"errors\":0},\"production\":{\"requests\":95000,\"errors\":0}}",
                "{\"candidate\":{\"requests\":5000,\"errors\":0,\"latencySeconds\":{\"samples\":[]}},\"production\":{\"requests\":95000,\"errors\":0,\"latencySeconds\":{\"buckets\":[]}}}",
                "{\"candidate\":{\"requests\":5000,\"errors\":0,\"latencySeconds\":{\"buckets\":[{\"le\":\"+Inf\",\"count\":5000}]}},\"production\":{\"requests\":95000,\"errors\":0,\"latencySeconds\":{\"buckets\":[{\"le\":\"+Inf\",\"count\":95000}]}}}"
            })
    void shouldFindEmptyDataInconclusive(String text) throws Exception {
        Cli.Result result = Cli.run("traffic", "judge", "--counts", file(text).toString(), "--format", "json");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.INCONCLUSIVE);
        JsonNode report = Json.parse(result.out(), "out");
        assertThat(report.path("needed").path("requests").asLong()).isPositive();
        assertThat(report.path("reasons")).isNotEmpty();
    }

    @Test
    void shouldSayThatAFileIsMissing() {
        Cli.Result result = Cli.run("traffic", "judge", "--counts", "no-such.json");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).isEqualTo("model-delivery: no-such.json does not exist\n");
    }
}
