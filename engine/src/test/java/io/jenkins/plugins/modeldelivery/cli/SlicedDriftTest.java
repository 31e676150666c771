package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One slice of many that shifted is found, is never hidden by how many they are, and what is wrong with it is named. */
class SlicedDriftTest {
    private static final int WIDTH = 4;

    @TempDir
    Path directory;

    /** Rows of so many slices, of which the first is moved in all columns. */
    private String rows(String name, int slices, int each, double moved, long stream) throws Exception {
        List<String> lines = new ArrayList<>();
        SplitMix random = new SplitMix(5, stream);
        for (int slice = 0; slice < slices; slice++) {
            for (int i = 0; i < each; i++) {
                StringBuilder row = new StringBuilder("{\"lang\":\"l%03d\",\"embedding\":[".formatted(slice));
                for (int u = 0; u < WIDTH; u++) {
                    row.append(u == 0 ? "" : ",").append(random.nextDouble() + (slice == 0 ? moved : 0));
                }
                lines.add(row.append("]}").toString());
            }
        }
        return Files.write(directory.resolve(name), lines).toString();
    }

    private static Cli.Result drift(String reference, String current, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "drift", "--reference", reference, "--current", current, "--slice", "lang", "--format", "json"));
        command.addAll(List.of(more));
        return Cli.run(command.toArray(String[]::new));
    }

    private static JsonNode first(Cli.Result result) throws Exception {
        return Json.parse(result.out(), "report").at("/slices/0");
    }

    @Test
    void shouldFindTheOneThatShiftedAmongTwenty() throws Exception {
        Cli.Result result = drift(rows("a.jsonl", 20, 40, 0, 1), rows("b.jsonl", 20, 40, 0.8, 2));
        assertThat(result.exitCode()).as(result.out()).isEqualTo(ExitCode.FAIL);
        assertThat(first(result).path("verdict").asText()).isEqualTo("FAIL");
        assertThat(first(result).path("p_adjusted").asDouble()).isBetween(0.0, 0.01);
        assertThat(first(result).path("reason").asText()).contains("corrected for 20 slices");
        assertThat(result.err()).startsWith("model-delivery: FAIL: ").hasLineCount(1);
    }

    @Test
    void shouldNotPassWhatNoPermutationCouldHaveFound() throws Exception {
        Cli.Result result = drift(rows("a.jsonl", 12, 20, 0, 1), rows("b.jsonl", 12, 20, 0, 2), "--alpha", "0.001");
        assertThat(result.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(first(result).path("reason").asText())
                .startsWith("alpha 0.001000 cannot be reached by one of 12 slices with 9999 permutations")
                .contains("use at least 11999");
    }

    @Test
    void shouldNotPassSlicesOfTooFewRowsForTheirNumber() throws Exception {
        Cli.Result result = drift(rows("a.jsonl", 20, 6, 0, 1), rows("b.jsonl", 20, 6, 0, 2));
        assertThat(result.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(first(result).path("reason").asText())
                .contains("too few rows (6 and 6)", "alpha 0.01000 (corrected for 20 slices)");
    }

    @Test
    void shouldNameWhatIsWrongWithASliceWhateverItsLevel() throws Exception {
        String reference = rows("a.jsonl", 3, 60, 0, 1);
        String current = rows("b.jsonl", 3, 60, 0, 2);
        for (String file : List.of(reference, current)) {
            String text = Files.readString(Path.of(file));
            Files.writeString(Path.of(file), text.replaceAll("(\"l000\",\"embedding\":\\[)[^,]*,", "$17,"));
        }
        JsonNode slice = first(drift(reference, current));
        assertThat(slice.path("verdict").asText()).isEqualTo("INCONCLUSIVE");
        assertThat(slice.path("reason").asText()).contains("degenerate data: column 1 is constant");
    }

    @Test
    void shouldSayOfASliceThatTooLittleWasSeenForTheTolerance() throws Exception {
        JsonNode slice =
                first(drift(rows("a.jsonl", 3, 30, 0, 1), rows("b.jsonl", 3, 30, 0, 2), "--tolerance", "0.001"));
        assertThat(slice.path("verdict").asText()).isEqualTo("INCONCLUSIVE");
        assertThat(slice.path("reason").asText()).startsWith("too little data");
    }
}
