package io.jenkins.plugins.modeldelivery.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that are recognised while they are read count like those that the schema library judges. */
class RecordsCheckTest {
    private static final String SIDES = "{'$defs':{'input':{'type':'string'},'output':{'type':'number','minimum':0}}}";

    @TempDir
    private Path folder;

    @Test
    void shouldJudgeEachLineAsItsTree() throws Exception {
        JsonNode report = check(
                SIDES,
                List.of(
                        "{'$meta': {}}",
                        "{'input': 'a', 'output': 0}",
                        "{'output': 1, 'other': {'x': [1, {'y': null}]}}",
                        "",
                        "{'output': 1, 'output': 1}",
                        "{'output': 1, 'other': {'x': 1, 'x': 1}}",
                        "{'output': 1, 'other': 1e99999999999}",
                        "{'output': 1e-99999999999}",
                        "{'output': -1}",
                        "{'output': 1} 2",
                        "{'output': 1",
                        "{'input': 'a'}",
                        "{'other': 1}",
                        "[{'output': 1}]"));
        assertThat(report.path("valid").asLong()).isEqualTo(2);
        assertThat(report.path("invalid").asLong()).isEqualTo(10);
    }

    @Test
    void shouldNotAskForOutputsWhereNoLineHasOne() throws Exception {
        JsonNode report = check(SIDES, List.of("{'input': 'a'}", "{'input': 'b'}", "{'input': 3}"));
        assertThat(report.path("valid").asLong()).isEqualTo(2);
        assertThat(report.path("invalid").asLong()).isEqualTo(1);
    }

    @Test
    void shouldJudgeWholeRecords() throws Exception {
        JsonNode report = check("{'type':'object','required':['a']}", List.of("{'a': 1}", "{'b': 1}", "{'a': 1}"));
        assertThat(report.path("valid").asLong()).isEqualTo(2);
        assertThat(report.path("invalid").asLong()).isEqualTo(1);
    }

    private JsonNode check(String contract, List<String> lines) throws Exception {
        Path file = folder.resolve("records.jsonl");
        Files.write(file, lines.stream().map(RecordsCheckTest::json).toList());
        Contract parsed = Contract.of(Json.parse(json(contract), "contract"), "contract");
        return RecordsCheck.check(parsed, file, 1, 2, Progress.NONE).toJson().path("records");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
