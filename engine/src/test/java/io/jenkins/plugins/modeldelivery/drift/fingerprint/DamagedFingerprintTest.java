package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fingerprint that lacks anything is refused, not taken for one of fewer rows. */
class DamagedFingerprintTest {
    @TempDir
    Path directory;

    private ObjectNode whole() throws Exception {
        Path file = Files.writeString(directory.resolve("rows.jsonl"), "[1, 2]\n[3, 5]\n[2, 2]\n");
        return Fingerprinting.create(file, ReadOptions.defaults(), "e5", OptionalDouble.empty(), Progress.NONE)
                .toJson();
    }

    @Test
    void shouldReadAWholeOneWhateverItsNextVersionAdds() throws Exception {
        ObjectNode document = whole();
        document.put("added", 1);
        ((ObjectNode) document.at("/parts/0")).put("added", 1);
        assertThat(Fingerprint.read(document, "a.json").toJson()).isEqualTo(whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"median", "given-sigma", "merged"})
    void shouldRefuseADamagedOneOfTheVersionBefore(String name) throws Exception {
        for (String key : List.of("embeddingModel", "seed", "bandwidth", "width", "parts", "sampleSize", "sample")) {
            ObjectNode document = (ObjectNode) Json.read(VersionBeforeTest.file(name + ".fp.json"));
            document.remove(key);
            assertThatThrownBy(() -> Fingerprint.read(document, "a.json"))
                    .as(key)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith("a.json is a damaged fingerprint: ")
                    .hasMessageContaining(key);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/parts              | null",
                "/parts              | []",
                "/parts/0/rows       | 0",
                "/parts/0/rows       | \"3\"",
                "/parts/0/sha256     | 7",
                "/parts/0            | null",
                "/parts/0/rows       | 1.5",
                "/embeddingModel     | 5",
                "/embeddingModel     | null",
                "/pinned             | null",
                "/pinned             | \"true\"",
                "/seed               | \"0\"",
                "/seed               | 0.5",
                "/bandwidth          | 0",
                "/bandwidth          | \"1\"",
                "/bandwidth          | 1e999",
                "/width              | 3",
                "/width              | 4294967298",
                "/sampleSize         | 4",
                "/sample             | \"AAAA\"",
                "/sample             | \"\"",
                "/sample             | \"?\""
            })
    void shouldRefuseADamagedOne(String pointer, String value) throws Exception {
        JsonNode document = Json.parse(Json.compact(whole()), "the fingerprint");
        String key = pointer.substring(pointer.lastIndexOf('/') + 1);
        JsonNode parent = document.at(pointer.substring(0, pointer.lastIndexOf('/')));
        JsonNode other = Json.parse(value, "the value");
        if (parent instanceof ObjectNode object) {
            object.set(key, other);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(key), other);
        }
        assertThatThrownBy(() -> Fingerprint.read(document, "a.json"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("a.json is a damaged fingerprint: ");
    }
}
