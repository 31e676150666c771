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
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void shouldReadAWholeOne() throws Exception {
        assertThat(FingerprintDocument.read(whole(), "a.json").rows()).isEqualTo(3);
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
                "/parts/0/spread     | \"NaN\"",
                "/parts/0/mean/0     | \"NaN\"",
                "/parts/0/features/9 | 1e999",
                "/seed               | \"0\"",
                "/seed               | 0.5",
                "/bandwidth          | 0",
                "/bandwidth          | 1e999",
                "/width              | 3",
                "/width              | 4294967298",
                "/sample             | \"AAAA\"",
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
        assertThatThrownBy(() -> FingerprintDocument.read(document, "a.json"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("a.json is a damaged fingerprint: ");
    }
}
