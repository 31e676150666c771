package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which columns of a table moved. */
class DriftColumnsTest {
    @TempDir
    Path directory;

    private String table(String name, int rows, double older, double german) throws Exception {
        Random random = new Random(name.hashCode());
        StringJoiner text = new StringJoiner("\n", "id,age,country,rate\n", "\n");
        for (int i = 0; i < rows; i++) {
            text.add(i + "," + Math.round(40 + older + 10 * random.nextGaussian()) + ","
                    + (random.nextDouble() < german ? "DE" : random.nextBoolean() ? "FR" : "US") + ","
                    + 10 * random.nextInt(3));
        }
        return Files.writeString(directory.resolve(name), text.toString()).toString();
    }

    private static Cli.Result drift(String reference, String current, String... more) {
        String[] drift = {"drift", "--reference", reference, "--current", current, "--permutations", "199"};
        return Cli.run(Stream.concat(Stream.of(drift), Stream.of(more)).toArray(String[]::new));
    }

    private static JsonNode json(String reference, String current, String... more) throws Exception {
        return Json.parse(
                drift(
                                reference,
                                current,
                                Stream.concat(Stream.of(more), Stream.of("--format", "json"))
                                        .toArray(String[]::new))
                        .out(),
                "the report");
    }

    @ParameterizedTest
    @CsvSource({"120", "500"})
    void shouldNameTheColumnsThatMoved(int rows) throws Exception {
        String reference = table("reference.csv", rows, 0, 0.4);
        String older = table("older.csv", rows, 8, 0.4);
        JsonNode report = json(reference, older);
        assertThat(report.at("/verdict").asText()).isEqualTo("FAIL");
        assertThat(report.at("/reasons/1").asText()).isEqualTo("1 column moved: age");
        assertThat(report.at("/columns").findValuesAsText("name")).containsExactly("age", "rate", "country");
        assertThat(report.at("/columns/0/moved").asBoolean()).isTrue();
        assertThat(report.at("/columns/0/current/quantiles/q50").asDouble())
                .isGreaterThan(report.at("/columns/0/reference/quantiles/q50").asDouble() + 4);
        assertThat(report.at("/columns/1/moved").asBoolean()).isFalse();
        assertThat(report.at("/columns/2/moved").asBoolean()).isFalse();
        SchemaCheck.assertFits("drift-report", report);
        assertThat(drift(reference, older).out()).contains("Columns that moved", "age", "numbers");
        DriftReport bound = Json.bind(report, DriftReport.class, "the report");
        assertThat(Json.compact(bound.sections().get(4).chart().orElseThrow().drawn()))
                .startsWith("{\"title\":\"Columns that moved\"")
                .contains("\"columns\":[{\"name\":\"age\",\"reference\":[");
        assertThat(drift(reference, older, "--format", "markdown").out()).contains("**Columns that moved**");
    }

    /** Words take no part in the verdict, and it says so. */
    @Test
    void shouldWarnOfCategoriesThatMovedAlone() throws Exception {
        JsonNode report = json(table("reference.csv", 150, 0, 0.3), table("words.csv", 150, 0, 0.9));
        assertThat(report.at("/verdict").asText()).isEqualTo("PASS");
        assertThat(report.at("/reasons/1").asText()).isEqualTo("warning: 1 column moved: country");
        assertThat(report.at("/method").asText())
                .endsWith("the verdict is of the columns of numbers, not of the one of words");
        assertThat(report.at("/columns/2/kind").asText()).isEqualTo("categories");
        assertThat(report.at("/columns/2/current/shares/DE").asDouble()).isGreaterThan(0.8);
        assertThat(report.at("/d").asInt()).isEqualTo(2);
    }

    /** Rows are kept in single precision relative to the first ones; equal numbers of two files stay equal all the same. */
    @Test
    void shouldNotTakeRoundingForAShift() throws Exception {
        StringJoiner reference = new StringJoiner("\n", "far,rate\n", "\n");
        StringJoiner current = new StringJoiner("\n", "far,rate\n", "\n");
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            reference.add((1000 + random.nextInt(50)) + "," + (i == 0 ? 0.7 : random.nextInt(2) / 10.0 + 0.1));
            current.add((1000 + random.nextInt(50)) + "," + (i == 0 ? 0.3 : random.nextInt(2) / 10.0 + 0.1));
        }
        JsonNode report = json(
                Files.writeString(directory.resolve("a.csv"), reference.toString())
                        .toString(),
                Files.writeString(directory.resolve("b.csv"), current.toString())
                        .toString());
        assertThat(report.at("/columns/1/name").asText()).isEqualTo("rate");
        assertThat(report.at("/columns/1/moved").asBoolean()).isFalse();
        assertThat(report.at("/columns/1/statistic").asDouble()).isLessThan(0.2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "age,country;1,DE;2,7 | line 3 column 2 is a number where the first row has the word 'DE'",
                "age,country;1,DE;,FR | line 3 column 1 is not a finite number",
                "age,country;nan,DE;1,FR | line 2 column 1 is not a finite number",
                "age,country;1,DE;2 | row 2 has 1 numbers where the first has 2",
                "a,b;DE,FR;FR,DE | line 2 has no number; a shift is tested of columns of numbers",
                "age,land;1,DE;2,FR | the reference has the columns of words [country], the current data [land]",
                "years,country;1,DE;2,FR | number 1 of a row is in column 'age' of the reference and in column 'years'",
                "age,rate,country;1,2,DE;2,3,FR | number 2 of a row is missing in the reference and in column 'rate'",
            })
    void shouldRefuseTablesThatDoNotFit(String lines, String said) throws Exception {
        String reference = Files.writeString(directory.resolve("r.csv"), "age,country\n1,DE\n2,FR\n5,DE\n")
                .toString();
        String current = Files.writeString(directory.resolve("c.csv"), lines.replace(';', '\n') + "\n")
                .toString();
        Cli.Result result = drift(reference, current);
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains(said);
    }

    @Test
    void shouldLookAtNoColumnsWhereThereAreNoNames() throws Exception {
        String rows =
                Files.writeString(directory.resolve("n.csv"), "1,2\n2,3\n4,1\n").toString();
        assertThat(json(rows, rows).has("columns")).isFalse();
    }
}
