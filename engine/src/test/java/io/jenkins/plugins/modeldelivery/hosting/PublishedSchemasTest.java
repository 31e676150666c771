package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every document that others may read has a published schema, and every schema its document. */
class PublishedSchemasTest {
    private static final Pattern DOCUMENT =
            Pattern.compile("(?:Json\\.document\\(\"|\"model-delivery/)([a-z-]+)(?:\"\\)|/v1\")");

    /** Kept or fetched by our own code alone, which may change it with any release. */
    private static final Set<String> INTERNAL =
            Set.of("eval-report-state", "eval-run", "job-models", "model-history", "rollback-choice", "rollback-state");

    @Test
    void shouldDescribeEveryDocument() throws Exception {
        Set<String> lacking = new TreeSet<>();
        for (Path sources : new Path[] {Repository.ROOT.resolve("engine/src/main/java"), Repository.JAVA}) {
            for (Path file : Repository.files(sources, ".java")) {
                Matcher document = DOCUMENT.matcher(Files.readString(file));
                while (document.find()) {
                    if (!INTERNAL.contains(document.group(1)) && !Files.exists(schema(document.group(1)))) {
                        lacking.add(document.group(1));
                    }
                }
            }
        }
        assertThat(lacking).isEmpty();
    }

    @Test
    void shouldNameTheDocument() throws Exception {
        for (Path file : Repository.files(Repository.ROOT.resolve("docs/schemas"), ".json")) {
            String name = file.getFileName().toString().replace("-v1.json", "");
            assertThat(Json.read(file).at("/properties/schema/const").asText())
                    .as(file.toString())
                    .isEqualTo("model-delivery/" + name + "/v1");
        }
    }

    private static Path schema(String name) {
        return Repository.ROOT.resolve("docs/schemas/" + name + "-v1.json");
    }
}
