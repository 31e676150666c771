package io.jenkins.plugins.modeldelivery.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was interrupted in the version before goes on: its finished rows are kept as they are, and not asked again. */
class RunOfTheVersionBeforeTest {
    private static final Path BEFORE = Path.of("src/test/resources/before/eval");

    @TempDir
    Path directory;

    @Test
    void shouldGoOnFromThePartialFile() throws Exception {
        Runs runs = new Runs(directory);
        Path evalSet = Files.copy(BEFORE.resolve("eval.jsonl"), directory.resolve("eval.jsonl"));
        String partial = Files.readString(BEFORE.resolve("predictions.jsonl.partial"));
        runs.warmUp = 0;
        runs.concurrency = 2;
        runs.owner = Optional.of("deploy#12");
        runs.resume = true;
        try (ScriptedServer server = new ScriptedServer(Runs::right)) {
            Files.writeString(runs.partial(), partial.replace("{url}", server.url("/")));
            JsonNode results = runs.http(evalSet, server.url("/")).toJson();
            assertThat(server.requests.stream().map(request -> request.body().asInt()))
                    .as("rows that were asked")
                    .containsExactlyInAnyOrder(25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39);
            assertThat(results.at("/load/resumed").asInt()).isEqualTo(1);
            assertThat(results.path("rows").asInt()).isEqualTo(40);
            assertThat(results.path("accuracy").asDouble()).as("row 7 failed").isEqualTo(39 / 40.0);
        }
        List<JsonNode> lines = runs.lines();
        assertThat(lines)
                .extracting(line -> line.path("id").asText())
                .startsWith("r0", "r1")
                .endsWith("r39")
                .hasSize(40);
        for (String line : partial.lines().skip(2).toList()) {
            String[] parts = line.split("\t", 4);
            assertThat(lines.get(Integer.parseInt(parts[0]))).isEqualTo(Json.parse(parts[3], "the partial file"));
        }
        assertThat(runs.partial()).doesNotExist();
    }
}
