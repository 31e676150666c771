package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several views of one shift: a file's rows hold an embedding, scores of two classes, a class and a text. */
class DriftViewsTest {
    private static final String[] ALL = {"--field", "embedding", "--field", "scores"};

    @TempDir
    Path directory;

    private String rows(String name, int rows, double shift, double cats) throws Exception {
        Random random = new Random(name.hashCode());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            boolean isCat = random.nextDouble() < cats;
            double score = (isCat ? 0.6 : 0.2) + 0.2 * random.nextDouble();
            String[] scores = {"\"cat\":" + score, "\"dog\":" + (1 - score)};
            lines.add(
                    "{\"id\":\"%s%d\",\"embedding\":[%s,%s],\"scores\":{%s,%s},\"prediction\":\"%s\",\"input\":\"%s %d\",\"half\":\"%s\"}"
                            .formatted(
                                    name,
                                    i,
                                    random.nextGaussian() + shift,
                                    random.nextGaussian(),
                                    scores[i % 2],
                                    scores[1 - i % 2],
                                    isCat ? "cat" : "dog",
                                    isCat ? "a purring animal" : "it barks loudly",
                                    random.nextInt(1000),
                                    i % 2 == 0 ? "even" : "odd"));
        }
        return Files.write(directory.resolve(name), lines).toString();
    }

    private static Cli.Result drift(String reference, String current, String... more) {
        return Cli.run(Stream.concat(
                        Stream.of("drift", "--reference", reference, "--current", current, "--permutations", "199"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static JsonNode json(String reference, String current, String... more) throws Exception {
        Cli.Result result = drift(
                reference,
                current,
                Stream.concat(Stream.of(more), Stream.of("--format", "json")).toArray(String[]::new));
        JsonNode report = Json.parse(result.out(), "the report");
        SchemaCheck.assertFits("drift-report", report);
        assertThat(Json.compact(
                        Json.parse(Json.compact(DriftReport.recompute(report).toJson()), "the report once more")))
                .isEqualTo(Json.compact(report));
        return report;
    }

    @Test
    void shouldTellWhichViewMoved() throws Exception {
        String reference = rows("reference", 80, 0, 0.5);
        JsonNode mix = json(reference, rows("mix", 80, 0, 0.1), ALL);
        assertThat(mix.at("/verdict").asText()).isEqualTo("FAIL");
        assertThat(mix.at("/reasons/0").asText()).startsWith("'scores': the distribution shifted");
        assertThat(mix.at("/views/0/moved").asBoolean()).isFalse();
        assertThat(mix.at("/views/1/moved").asBoolean()).isTrue();
        assertThat(mix.at("/views/1/mmd2")).isEqualTo(mix.at("/mmd2"));
        JsonNode moved = json(reference, rows("moved", 80, 1.5, 0.5), ALL);
        assertThat(moved.at("/reasons/0").asText()).startsWith("'embedding': the distribution shifted");
        assertThat(moved.at("/views/0/moved").asBoolean()).isTrue();
        assertThat(moved.at("/views/1/moved").asBoolean()).isFalse();
        assertThat(moved.at("/d").asInt()).isEqualTo(2);
        assertThat(json(reference, rows("same", 80, 0, 0.5), ALL).at("/verdict").asText())
                .isEqualTo("PASS");
    }

    /** What a view says of itself does not depend on the others, and no view is clearer than all together. */
    @Test
    void shouldTestEachViewAsIfItWereAlone() throws Exception {
        String reference = rows("reference", 60, 0, 0.5);
        String current = rows("current", 50, 0.3, 0.35);
        JsonNode both = json(reference, current, ALL);
        double least = 1;
        for (JsonNode view : both.get("views")) {
            JsonNode alone =
                    json(reference, current, "--field", view.get("field").asText());
            assertThat(alone.has("views")).isFalse();
            assertThat(view.get("p_value")).isEqualTo(alone.get("p_value"));
            assertThat(view.get("mmd2")).isEqualTo(alone.get("mmd2"));
            assertThat(view.get("bandwidth")).isEqualTo(alone.get("bandwidth"));
            assertThat(view.get("p_adjusted").asDouble())
                    .isGreaterThanOrEqualTo(view.get("p_value").asDouble());
            least = Math.min(least, view.get("p_adjusted").asDouble());
        }
        assertThat(both.get("p_value").asDouble()).isEqualTo(least);
    }

    @ParameterizedTest
    @CsvSource({"--field,prediction", "--field,scores", "--text,input"})
    void shouldSeeAnotherMixInClassScoresAndText(String option, String field) throws Exception {
        String reference = rows("reference", 80, 0, 0.5);
        String same = rows("same", 80, 0, 0.5);
        String mix = rows("mix", 80, 0, 0.1);
        assertThat(json(reference, mix, option, field).at("/verdict").asText()).isEqualTo("FAIL");
        assertThat(json(reference, same, option, field).at("/verdict").asText()).isEqualTo("PASS");
    }

    @Test
    void shouldTestSlicesInAllViews() throws Exception {
        JsonNode report = json(
                rows("reference", 160, 0, 0.5),
                rows("mix", 160, 0, 0.1),
                "--field",
                "embedding",
                "--field",
                "scores",
                "--slice",
                "half");
        assertThat(report.at("/slices/0/reason").asText())
                .startsWith("'scores': the distribution shifted")
                .contains("2 slices of 2 views");
    }

    /** Rows of all views are the same rows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'embedding':[1,2]} | line 2: no field 'scores'; every row needs all that is compared: embedding, scores",
                "{'embedding':[1,2],'scores':null} | line 2: no field 'scores'",
                "{'scores':{'cat':1,'dog':0}} | line 2: no field 'embedding'",
                "{'embedding':[1,2],'scores':{'cat':1}} | line 2: 'scores' has no number for class 'dog'",
                "{'embedding':[1,2],'scores':{'cat':1,'dog':0,'eel':0}} | 'scores' has the class 'eel', which the first row does not have",
                "{'embedding':[1,2],'scores':{'cat':1,'dog':'x'}} | class 'dog' of 'scores' is not a finite number",
                "{'embedding':[1,2],'scores':'cat'} | 'scores' holds a word where the first row has scores of classes",
                "{'embedding':[1,2,3],'scores':{'cat':1,'dog':0}} | 'embedding' has 3 numbers where the first row has 2",
                "{'embedding':[1,null],'scores':{'cat':1,'dog':0}} | number 2 of 'embedding' is not a finite number",
                "[1,2] | line 2: an array, which has no field 'scores'",
            })
    void shouldNeverDropARowThatLacksAView(String row, String said) throws Exception {
        String reference = rows("reference", 20, 0, 0.5);
        String current = Files.writeString(
                        directory.resolve("lacking"),
                        "{\"embedding\":[0,1],\"scores\":{\"dog\":0.5,\"cat\":0.5}}\n" + row.replace('\'', '"') + "\n")
                .toString();
        Cli.Result result = drift(reference, current, ALL);
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains("lacking", said);
    }

    /** A class is looked for under its name, in whatever order a file names them. */
    @Test
    void shouldNameAClassThatOneSideDoesNotKnow() throws Exception {
        List<String> lines = Files.readAllLines(Path.of(rows("reference", 60, 0, 0.5)));
        String other = Files.write(
                        directory.resolve("other"),
                        lines.stream()
                                .map(line -> line.replace("\"dog\"", "\"eel\""))
                                .toList())
                .toString();
        JsonNode scores = json(directory.resolve("reference").toString(), other, "--field", "scores");
        assertThat(scores.at("/verdict").asText()).isNotEqualTo("PASS");
        assertThat(scores.at("/reasons").toString())
                .contains(
                        "other classes: 'scores': the reference has no class eel, and the current data has no class dog");
        JsonNode label = json(directory.resolve("reference").toString(), other, "--field", "prediction");
        assertThat(label.at("/method").asText()).contains("'prediction' as 0 and 1", "the reference has no class eel");
    }

    @Test
    void shouldNotPassWhereNearlyEachRowIsAClassOfItsOwn() throws Exception {
        JsonNode report = json(rows("reference", 40, 0, 0.5), rows("current", 40, 0, 0.5), "--field", "id");
        assertThat(report.at("/verdict").asText()).isEqualTo("INCONCLUSIVE");
        assertThat(report.at("/reasons/0").asText()).contains("rows have a class of their own", "--text");
    }

    @Test
    void shouldCompareFingerprintsOfTheSameViewsOnly() throws Exception {
        String reference = rows("reference", 80, 0, 0.5);
        String mix = rows("mix", 80, 0, 0.1);
        String both = fingerprint(reference, "both.json", ALL);
        String one = fingerprint(reference, "one.json");
        SchemaCheck.assertFits("fingerprint", 2, Json.read(Path.of(both)));
        JsonNode report = json(both, mix, "--field", "embedding", "--field", "scores", "--embedding-model", "e5");
        assertThat(report.at("/verdict").asText()).isEqualTo("FAIL");
        assertThat(report.at("/views/1/moved").asBoolean()).isTrue();
        assertThat(json(both, fingerprint(mix, "mix.json", ALL), ALL).at("/p_value"))
                .isEqualTo(report.at("/p_value"));
        assertRefused(
                drift(one, mix, ALL),
                "the reference is a fingerprint of one field, so embedding, scores cannot be compared");
        assertRefused(drift(both, mix), "a fingerprint of embedding, scores, so embedding cannot be compared");
        Cli.Result label = Cli.run("fingerprint", "create", mix, "--embedding-model", "e5", "--field", "prediction");
        assertRefused(label, "which no fingerprint keeps");
    }

    private String fingerprint(String rows, String name, String... more) {
        String written = directory.resolve(name).toString();
        String[] create = {"fingerprint", "create", rows, "--embedding-model", "e5", "--output", written};
        Cli.Result made =
                Cli.run(Stream.concat(Stream.of(create), Stream.of(more)).toArray(String[]::new));
        assertThat(made.exitCode()).as(made.err()).isZero();
        return written;
    }

    private static void assertRefused(Cli.Result result, String said) {
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains(said);
    }

    @Test
    void shouldRefuseWhatSaysNothingOfSeveralViews() throws Exception {
        String rows = rows("rows", 30, 0, 0.5);
        assertRefused(drift(rows, rows, "--field", "scores", "--field", "scores"), "'scores' is named twice");
        assertRefused(
                drift(rows, rows, "--field", "embedding", "--field", "scores", "--bandwidth", "1"),
                "a bandwidth is one view's");
        assertRefused(
                drift(rows, rows, "--field", "embedding", "--field", "scores", "--alpha", "0.006"),
                "199 permutations of 2 views; use at least 333");
        String table =
                Files.writeString(directory.resolve("t.csv"), "a,b\n1,2\n3,4\n").toString();
        assertRefused(drift(rows, table, ALL), "t.csv is CSV, whose numbers are one view");
        assertRefused(drift(rows, rows, "--text", "embedding"), "'embedding' is no text");
        assertRefused(
                drift(rows, table, "--field", "prediction"), "'prediction' is a class in the reference and numbers");
    }
}
