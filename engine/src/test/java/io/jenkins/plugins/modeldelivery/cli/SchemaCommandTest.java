package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCommandTest {
    @TempDir
    Path dir;

    private Path contract;

    @BeforeEach
    void writeContract() throws IOException {
        contract = Files.writeString(dir.resolve("contract.json"), """
                {"$defs": {
                  "input": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
                  "output": {"type": "object", "required": ["intent", "confidence"],
                    "properties": {"intent": {"enum": ["a", "b"]},
                                   "confidence": {"type": "number", "minimum": 0, "maximum": 1},
                                   "at": {"type": "string", "format": "date-time"}}}}}
                """);
    }

    @Test
    void shouldCountViolationsAndNameTheOffendersAlsoInGzip() throws Exception {
        String lines = """
                {"output": {"intent": "a", "confidence": 1.0}}
                {"output": {"intent": "c", "confidence": 2}}

                not json
                {"input": {"text": 3}, "output": {"intent": "a", "confidence": 0.1, "at": "yesterday"}}
                {"output": {"intent": "a"}}
                {"output": {"intent": "a", "intent": "a", "confidence": 0}}
                """;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(lines.getBytes(StandardCharsets.UTF_8));
        }
        Path records = Files.write(dir.resolve("records"), bytes.toByteArray());

        Cli.Result result = Cli.run(
                "schema", "--contract", contract.toString(), "--records", records.toString(), "--format", "json");

        assertThat(result.exitCode()).isEqualTo(ExitCode.FAIL);
        JsonNode json = Json.parse(result.out(), "report");
        assertValid(json);
        assertThat(json.at("/records/valid").asInt()).isEqualTo(1);
        assertThat(json.at("/records/invalid").asInt()).isEqualTo(5);
        assertThat(json.at("/records/offenders").findValuesAsText("line")).containsExactly("2", "4", "5", "6", "7");
        assertThat(json.at("/records/violations").toString())
                .contains("{\"keyword\":\"unparsable\",\"pointer\":\"\",\"count\":2}")
                .contains("{\"keyword\":\"required\",\"pointer\":\"/output/confidence\",\"count\":1}")
                .contains("{\"keyword\":\"format\",\"pointer\":\"/output/at\",\"count\":1}")
                .contains("{\"keyword\":\"maximum\",\"pointer\":\"/output/confidence\",\"count\":1}")
                .contains("{\"keyword\":\"type\",\"pointer\":\"/input/text\",\"count\":1}");
    }

    @Test
    void shouldMissTheOutputsThatOtherLinesHave() throws Exception {
        String asked = "{\"input\": {\"text\": \"hello\"}}\n";
        String answered = "{\"input\": {\"text\": \"hi\"}, \"output\": {\"intent\": \"a\", \"confidence\": 1}}\n";
        Path records = Files.writeString(dir.resolve("asked.jsonl"), asked.repeat(3));
        String[] check = {
            "schema", "--contract", contract.toString(), "--records", records.toString(), "--format", "json"
        };
        assertThat(Cli.run(check).exitCode()).as("an eval set").isZero();
        Files.writeString(records, asked + answered.repeat(2) + asked);
        Cli.Result result = Cli.run(check);
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAIL);
        JsonNode json = Json.parse(result.out(), "report");
        assertThat(json.at("/records/valid").asInt()).isEqualTo(2);
        assertThat(json.at("/records/offenders").findValuesAsText("line")).containsExactly("1", "4");
        assertThat(json.at("/records/offenders/0/message").asText()).isEqualTo("the line has no 'output'");
    }

    @Test
    void shouldNotPassAnEmptyFile() throws IOException {
        Path records = Files.writeString(dir.resolve("empty.jsonl"), "\n");
        Cli.Result result = Cli.run("schema", "--contract", contract.toString(), "--records", records.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(result.out()).startsWith("INCONCLUSIVE: ");
    }

    @Test
    void shouldNameEachFieldThatAnMlflowSignatureChanges() throws Exception {
        Path model = Files.writeString(dir.resolve("MLmodel"), """
                flavors: {sklearn: {sklearn_version: 1.5.0}}
                signature:
                  inputs: '[{"type": "string", "name": "text", "required": true}, {"type": "long", "name": "age"}]'
                  outputs: '[{"type": "string", "name": "confidence"}, {"type": "string", "name": "intent"}]'
                  params: null
                """);
        Cli.Result result = Cli.run(
                "schema", "--contract", contract.toString(), "--signature", model.toString(), "--format", "json");
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAIL);
        JsonNode json = Json.parse(result.out(), "report");
        assertValid(json);
        assertThat(json.at("/signature/added").findValuesAsText("field")).containsExactly("age");
        assertThat(json.at("/signature/removed").findValuesAsText("field")).containsExactly("at");
        assertThat(json.at("/signature/retyped").findValuesAsText("field")).containsExactly("confidence");
    }

    @Test
    void shouldPassASignatureLikeTheContract() {
        Cli.Result result = Cli.run("schema", "--contract", contract.toString(), "--signature", contract.toString());
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void shouldRefuseAContractThatIsNoSchema() throws IOException {
        Path broken = Files.writeString(dir.resolve("c.json"), "{\"$defs\":{\"output\":{\"type\":\"strnig\"}}}");
        Cli.Result result = Cli.run("schema", "--contract", broken.toString(), "--records", broken.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains("/$defs/output/type");
    }

    @Test
    void shouldNeverFetchAReference() throws IOException {
        Path remote = Files.writeString(
                dir.resolve("c.json"), "{\"$defs\":{\"output\":{\"$ref\":\"https://example.com/schema.json\"}}}");
        Path records = Files.writeString(dir.resolve("r.jsonl"), "{\"output\": 1}\n");
        Cli.Result result = Cli.run("schema", "--contract", remote.toString(), "--records", records.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1);
    }

    private static void assertValid(JsonNode report) throws Exception {
        JsonNode schema = Json.read(Path.of("../docs/schemas/schema-report-v1.json"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(report))
                .isEmpty();
    }
}
