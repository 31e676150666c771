package io.jenkins.plugins.modeldelivery.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.io.Table;
import io.jenkins.plugins.modeldelivery.io.TableLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetTableTest {
    private static final String EMBEDDED =
            "required binary id (STRING); optional binary label (STRING); optional double score;"
                    + " optional group embedding (LIST) { repeated group list { optional float element; } }";

    @TempDir
    Path directory;

    /** Every codec, both versions of pages, with and without dictionary, over pages and row groups. */
    @ParameterizedTest
    @EnumSource(
            value = CompressionCodecName.class,
            names = {"UNCOMPRESSED", "GZIP", "SNAPPY", "ZSTD", "LZ4_RAW"})
    void shouldReadEveryCodec(CompressionCodecName codec) throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            expected.add("{\"id\":\"r" + i + "\""
                    + (i % 3 == 0 ? "" : ",\"label\":\"" + (i % 7) + "\"")
                    + ",\"score\":" + i / 8.0
                    + (i % 5 == 0
                            ? ""
                            : ",\"embedding\":[" + (double) (i / 10f) + "," + (i % 2 == 0 ? "null" : "0.5") + "]")
                    + (i % 3 == 0 ? ",\"label\":null" : "")
                    + (i % 5 == 0 ? ",\"embedding\":null" : "")
                    + "}");
        }
        for (WriterVersion version : WriterVersion.values()) {
            for (boolean dictionary : new boolean[] {true, false}) {
                Written written = Written.as(EMBEDDED)
                        .packed(codec)
                        .ofVersion(version)
                        .inPagesOf(70)
                        .inGroupsOf(300);
                Path file = (dictionary ? written : written.withoutDictionary())
                        .to(directory.resolve("rows"), 1000, ParquetTableTest::embedded);
                List<String> warnings = new ArrayList<>();
                assertThat(Written.lines(file, warnings))
                        .as(version + " " + dictionary)
                        .isEqualTo(expected);
                assertThat(warnings).isEmpty();
            }
        }
    }

    private static void embedded(Group row, int i) {
        row.add("id", "r" + i);
        if (i % 3 != 0) {
            row.add("label", Integer.toString(i % 7));
        }
        row.add("score", i / 8.0);
        if (i % 5 != 0) {
            Group list = row.addGroup("embedding");
            list.addGroup("list").add("element", i / 10f);
            Group second = list.addGroup("list");
            if (i % 2 != 0) {
                second.add("element", 0.5f);
            }
        }
    }

    @Test
    void shouldReadStructuresListsAndMaps() throws Exception {
        Path file = Written.as("optional group output { required int64 n; repeated binary tags (STRING);"
                        + " optional group inner { optional boolean yes; } }"
                        + " optional group old (LIST) { repeated int32 array; }"
                        + " optional group pairs (LIST) { repeated group pairs_tuple { required int32 a; } }"
                        + " optional group counts (MAP) { repeated group key_value {"
                        + " required binary key (STRING); optional int32 value; } }")
                .to(directory.resolve("rows"), 3, (row, i) -> {
                    if (i == 0) {
                        Group output = row.addGroup("output");
                        output.add("n", Long.MAX_VALUE);
                        output.add("tags", "a\"b");
                        output.add("tags", "c");
                        output.addGroup("inner").add("yes", true);
                        row.addGroup("old").append("array", 1).append("array", 2);
                        row.addGroup("pairs").addGroup("pairs_tuple").add("a", 5);
                        Group counts = row.addGroup("counts");
                        counts.addGroup("key_value").append("key", "k").append("value", 7);
                        counts.addGroup("key_value").append("key", "none");
                    } else if (i == 1) {
                        row.addGroup("output").append("n", -1L).addGroup("inner");
                        row.addGroup("old");
                        row.addGroup("pairs");
                        row.addGroup("counts");
                    }
                });
        assertThat(Written.lines(file))
                .containsExactly(
                        "{\"output\":{\"n\":9223372036854775807,\"tags\":[\"a\\\"b\",\"c\"],\"inner\":{\"yes\":true}},"
                                + "\"old\":[1,2],\"pairs\":[{\"a\":5}],\"counts\":{\"k\":7,\"none\":null}}",
                        "{\"output\":{\"n\":-1,\"inner\":{\"yes\":null},\"tags\":[]},\"old\":[],\"pairs\":[],\"counts\":{}}",
                        "{\"output\":null,\"old\":null,\"pairs\":null,\"counts\":null}");
    }

    @Test
    void shouldSayWhichColumnsHoldNumbers() throws Exception {
        Path file = Written.as("required int32 n; required binary price (DECIMAL(9,2)); repeated double bare;"
                        + " required int32 day (DATE); required boolean yes; required binary id (STRING);"
                        + " required group v (LIST) { repeated group list { required float element; } }"
                        + " required group texts (LIST) { repeated group list { required binary element (STRING); } }"
                        + " required group old (LIST) { repeated int32 array; }")
                .to(directory.resolve("rows"), 0, (row, i) -> {});
        try (Table table = new ParquetFormat().open(file, Sha256.digest())) {
            assertThat(table.columns())
                    .extracting(column -> column.name() + " " + column.kind())
                    .containsExactly(
                            "n NUMBER",
                            "price NUMBER",
                            "bare NUMBERS",
                            "day OTHER",
                            "yes OTHER",
                            "id OTHER",
                            "v NUMBERS",
                            "texts OTHER",
                            "old NUMBERS");
            assertThat(table.next(new Nobody())).isFalse();
        }
    }

    @Test
    void shouldReadNoOtherColumnsThanThoseChosen() throws Exception {
        Path file = Written.as("required int32 a; required binary span (BSON); required int32 b;")
                .to(
                        directory.resolve("rows"),
                        2,
                        (row, i) -> row.append("a", i)
                                .append("span", Binary.fromConstantByteArray(new byte[12]))
                                .append("b", -i));
        assertThatThrownBy(() -> Written.lines(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("column 'span' is BSON");
        Table table = new ParquetFormat().open(file, Sha256.digest());
        table.choose(Set.of("b"));
        try (InputStream in = new TableLines(table, warning -> {})) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("{\"b\":0}\n{\"b\":-1}\n");
        }
    }

    @Test
    void shouldNameFilesWithoutChecksums() throws Exception {
        List<String> warnings = new ArrayList<>();
        Path file = Written.as("required int32 n;")
                .withoutChecksums()
                .to(directory.resolve("rows"), 5, (row, i) -> row.add("n", i));
        assertThat(Written.lines(file, warnings)).hasSize(5);
        assertThat(warnings).singleElement().asString().contains("without checksums", "write_page_checksum");
    }

    @Test
    void shouldHashTheBytesThatItReads() throws Exception {
        Path file = Written.as("required binary text (STRING);")
                .withoutDictionary()
                .to(directory.resolve("rows"), 9000, (row, i) -> row.add("text", "some longer text " + i));
        assertThat(Files.size(file)).isGreaterThan(2 * HashedFile.BLOCK);
        MessageDigest digest = Sha256.digest();
        new ParquetFormat().open(file, digest).close();
        assertThat(Sha256.hex(digest)).isEqualTo(Sha256.of(file));
    }

    /** The same length and the same time: only the bytes tell. */
    @ParameterizedTest
    @ValueSource(strings = {"changed", "cut"})
    void shouldRefuseAFileThatChangesWhileItIsRead(String how) throws Exception {
        Path file = Written.as("required binary text (STRING);")
                .withoutDictionary()
                .withoutChecksums()
                .inPagesOf(100)
                .to(directory.resolve("rows"), 9000, (row, i) -> row.add("text", "some longer text " + i));
        try (Table table = new ParquetFormat().open(file, Sha256.digest())) {
            assertThat(table.next(new Nobody())).isTrue();
            byte[] bytes = Files.readAllBytes(file);
            bytes[(int) (1.5 * HashedFile.BLOCK)] ^= 1;
            if (how.equals("cut")) {
                bytes = Arrays.copyOf(bytes, HashedFile.BLOCK + 5);
            }
            Files.write(file, bytes);
            assertThatThrownBy(() -> {
                        while (table.next(new Nobody())) {
                            // until it is found
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("changed while it was read");
        }
    }
}
