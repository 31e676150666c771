package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every document that others may read has a published schema, and every schema its document. */
class PublishedSchemasTest {
    private static final Pattern DOCUMENT = Pattern.compile("Json\\.document\\(\"([a-z-]+)\"\\)");
    private static final Pattern TYPED = Pattern.compile("\"model-delivery/([a-z-]+/v\\d+)\"");

    /** Kept or fetched by our own code alone, which may change it with any release. */
    private static final Set<String> INTERNAL =
            Set.of("eval-report-state", "eval-run", "job-models", "model-history", "rollback-choice", "rollback-state");

    @Test
    void shouldDescribeEveryDocument() throws Exception {
        Set<String> documents = new TreeSet<>();
        for (Path sources : new Path[] {Repository.ROOT.resolve("engine/src/main/java"), Repository.JAVA}) {
            for (Path file : Repository.files(sources, ".java")) {
                String source = Files.readString(file);
                DOCUMENT.matcher(source).results().forEach(found -> documents.add(found.group(1) + "/v1"));
                TYPED.matcher(source).results().forEach(found -> documents.add(found.group(1)));
            }
        }
        assertThat(documents)
                .contains("gate-report/v1", "fingerprint/v1", "fingerprint/v2")
                .filteredOn(name -> !INTERNAL.contains(name.replaceFirst("/v1$", "")))
                .allSatisfy(name -> assertThat(schema(name)).exists());
    }

    @Test
    void shouldNameTheDocument() throws Exception {
        for (Path file : Repository.files(Repository.ROOT.resolve("docs/schemas"), ".json")) {
            String name = file.getFileName().toString().replaceFirst("-(v\\d+)\\.json$", "/$1");
            assertThat(Json.read(file).at("/properties/schema/const").asText())
                    .as(file.toString())
                    .isEqualTo("model-delivery/" + name);
        }
    }

    private static Path schema(String name) {
        return Repository.ROOT.resolve("docs/schemas/" + name.replace('/', '-') + ".json");
    }
}
