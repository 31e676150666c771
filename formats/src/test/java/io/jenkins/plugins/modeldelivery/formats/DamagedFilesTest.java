package io.jenkins.plugins.modeldelivery.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.AesGcmV1;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is damaged or hostile is refused in one line, and never read as other values. */
class DamagedFilesTest {
    private static final String SCHEMA = "required binary id (STRING); optional double score;"
            + " optional group v (LIST) { repeated group list { optional float element; } }";

    private static final int FLIPPED =
            7; // bits of a byte, one after the other, and not always the same one of a header's

    @TempDir
    Path directory;

    private static void fill(Group row, int i) {
        row.add("id", "r" + i % 4);
        if (i % 3 != 0) {
            row.add("score", i / 8.0);
            row.addGroup("v").addGroup("list").add("element", i / 10f);
        }
    }

    /** A checksum vouches for a page's bytes; its header is held against the bytes. */
    @ParameterizedTest
    @EnumSource(
            value = CompressionCodecName.class,
            names = {"UNCOMPRESSED", "ZSTD"})
    void shouldNeverReadAFlippedBitOfAPageAsOtherValues(CompressionCodecName codec) throws Exception {
        for (WriterVersion version : WriterVersion.values()) {
            for (int dictionary : new int[] {0, 64, 1000}) { // none, one that is soon full, one
                Path file = Written.as(SCHEMA)
                        .packed(codec)
                        .ofVersion(version)
                        .withDictionaryOf(dictionary)
                        .inPagesOf(15)
                        .inGroupsOf(30)
                        .to(directory.resolve("whole"), 40, DamagedFilesTest::fill);
                flip(file, version + " " + dictionary);
            }
        }
    }

    private void flip(Path file, String about) throws IOException {
        List<String> whole = Written.lines(file);
        byte[] bytes = Files.readAllBytes(file);
        int footer = footer(bytes);
        int refused = 0;
        for (int at = Footer.MAGIC.length; at < footer; at++) {
            bytes[at] ^= (byte) (1 << at % FLIPPED);
            Path damaged = Files.write(directory.resolve("damaged"), bytes);
            try {
                assertThat(Written.lines(damaged)).as(about + " byte " + at).isEqualTo(whole);
            } catch (IOException e) {
                refused++;
            }
            bytes[at] ^= (byte) (1 << at % FLIPPED);
        }
        assertThat(refused).isGreaterThan((footer - Footer.MAGIC.length) / 2);
    }

    private static int footer(byte[] bytes) {
        int tail = bytes.length - Footer.MAGIC.length - Integer.BYTES;
        return tail - (bytes[tail] & 0xFF | (bytes[tail + 1] & 0xFF) << 8 | (bytes[tail + 2] & 0xFF) << 16);
    }

    @Test
    void shouldNameThePageThatWasFlipped() throws Exception {
        Path file = Written.as("required int32 n;")
                .withoutDictionary()
                .to(directory.resolve("rows"), 100, (row, i) -> row.add("n", i));
        byte[] bytes = Files.readAllBytes(file);
        bytes[footer(bytes) / 2] ^= 4;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Written.lines(file))
                .hasMessage("it is damaged in column 'n': page 1 does not have its checksum");
    }

    @Test
    void shouldRefuseAFileThatIsCutAnywhere() throws Exception {
        byte[] bytes = Files.readAllBytes(Written.as(SCHEMA).to(directory.resolve("rows"), 40, DamagedFilesTest::fill));
        for (int length = Footer.MAGIC.length; length < bytes.length; length++) {
            Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Written.lines(cut)).isInstanceOf(IOException.class);
        }
    }

    /** Nothing vouches for the footer, so that it may be read as something else; but never as a failure of ours. */
    @Test
    @Timeout(300)
    void shouldRefuseMutatedFilesInOneLine() throws Exception {
        Random random = new Random(19);
        byte[] bytes = Files.readAllBytes(Written.as(SCHEMA)
                .withoutChecksums()
                .packed(CompressionCodecName.SNAPPY)
                .inPagesOf(15)
                .to(directory.resolve("rows"), 40, DamagedFilesTest::fill));
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] mutated = bytes.clone();
            int footer = footer(bytes);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(3) == 0 ? random.nextInt(footer) : random.nextInt(footer, bytes.length - 8);
                mutated[at] = (byte) random.nextInt(256);
            }
            Path file = Files.write(directory.resolve("mutated"), mutated);
            long begin = System.nanoTime();
            try {
                Written.lines(file);
            } catch (IOException e) {
                refused++;
                assertThat(e.getMessage()).as("mutation " + i).isNotBlank().doesNotContain("\n", "Exception", "null");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("mutation " + i)
                    .isLessThan(Duration.ofSeconds(10));
        }
        assertThat(refused).isGreaterThan(300);
    }

    @Test
    void shouldReadWhatIsCraftedWithoutLies() throws Exception {
        assertThat(Written.lines(new Crafted().to(directory.resolve("rows"), crafted -> {})))
                .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("says that it has 2147483647 bytes", c -> c.page.setCompressed_page_size(Integer.MAX_VALUE)),
                lie("a page of 2147483647 bytes", c -> c.page.setUncompressed_page_size(Integer.MAX_VALUE)),
                lie("has a page of 134217729 bytes, more than 128 MiB", c -> {
                    c.meta.setCodec(CompressionCodec.SNAPPY);
                    c.page.setUncompressed_page_size(ColumnPages.MOST_PAGE + 1);
                }),
                lie("says that it has -1 bytes", c -> c.page.setCompressed_page_size(-1)),
                lie("12 bytes, -5 unpacked", c -> c.page.setUncompressed_page_size(-5)),
                lie("unpacked it has 12 bytes, and says 13", c -> c.page.setUncompressed_page_size(13)),
                lie("does not have its checksum", c -> c.page.setCrc(5)),
                lie(
                        "has 4 values where 3 are left",
                        c -> c.page.getData_page_header().setNum_values(4)),
                lie(
                        "does not hold its 2 values",
                        c -> c.page.getData_page_header().setNum_values(2)),
                lie("does not say what it holds", c -> c.page.unsetData_page_header()),
                lie("a dictionary of 2147483647 values in 12 bytes", c -> {
                    c.page.setType(PageType.DICTIONARY_PAGE);
                    c.page.setDictionary_page_header(new DictionaryPageHeader(Integer.MAX_VALUE, Encoding.PLAIN));
                }),
                lie("it has 4 values where there are 3 rows", c -> c.meta.setNum_values(4)),
                lie("3 rows, and the whole 2", c -> c.footer.setNum_rows(2)),
                lie("it has 3 values where there are 2 rows", c -> {
                    c.footer.setNum_rows(2);
                    c.footer.getRow_groups().get(0).setNum_rows(2);
                }),
                lie(
                        "a row group of -3 rows",
                        c -> c.footer.getRow_groups().get(0).setNum_rows(-3)),
                lie("lies outside of the file", c -> c.meta.setData_page_offset(-4)),
                lie("lies outside of the file", c -> c.meta.setData_page_offset(4000)),
                lie("lies outside of the file", c -> c.meta.setTotal_compressed_size(Long.MAX_VALUE)),
                lie("packed by BROTLI", c -> c.meta.setCodec(CompressionCodec.BROTLI)),
                lie("packed by LZ4, which is not read; write it with zstd", c -> c.meta.setCodec(CompressionCodec.LZ4)),
                lie("what is packed is malformed", c -> c.meta.setCodec(CompressionCodec.SNAPPY)),
                lie("other columns than its schema", c -> c.meta.setPath_in_schema(List.of("m"))),
                lie(
                        "in other files (elsewhere)",
                        c -> c.footer.getRow_groups().get(0).getColumns().get(0).setFile_path("elsewhere")),
                lie(
                        "it is encrypted",
                        c -> c.footer.setEncryption_algorithm(EncryptionAlgorithm.AES_GCM_V1(new AesGcmV1()))),
                lie(
                        "an encrypted column",
                        c -> c.footer.getRow_groups().get(0).getColumns().get(0).unsetMeta_data()),
                lie("fewer fields than its structures have", c -> c.root.setNum_children(2)),
                lie("more fields than its structures have", c -> c.footer.addToSchema(c.column)),
                lie("two columns 'n'", c -> {
                    c.root.setNum_children(2);
                    c.footer.addToSchema(c.column);
                }),
                lie("how often it is there", c -> c.column.unsetRepetition_type()),
                lie("values of 0 bytes", c -> c.column.setType(Type.FIXED_LEN_BYTE_ARRAY)),
                lie("nested more than 64 deep", c -> {
                    c.footer.getSchema().remove(c.column);
                    for (int i = 0; i < 10_000; i++) {
                        c.footer.addToSchema(new SchemaElement("s")
                                .setNum_children(1)
                                .setRepetition_type(FieldRepetitionType.REQUIRED));
                    }
                    c.footer.addToSchema(c.column);
                }),
                lie(
                        "DECIMAL(9, 1000000000)",
                        c -> c.column
                                .setConverted_type(ConvertedType.DECIMAL)
                                .setPrecision(9)
                                .setScale(1_000_000_000)),
                lie("the time of day -3", c -> {
                    c.column.setConverted_type(ConvertedType.TIME_MILLIS);
                    c.data.putInt(0, -3);
                }));
    }

    private static Arguments lie(String said, Consumer<Crafted> lie) {
        return Arguments.of(said, lie);
    }

    @ParameterizedTest
    @MethodSource("lies")
    void shouldRefuseWhatCannotBe(String said, Consumer<Crafted> lie) throws Exception {
        Path file = new Crafted().to(directory.resolve("rows"), lie);
        assertThatThrownBy(() -> Written.lines(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(said);
    }

    @Test
    void shouldRefuseGarbageBetweenMarks() throws Exception {
        for (String text :
                new String[] {"PAR1", "PAR1PAR1", "PAR1garbagePAR1", "PAR1\0\0\0\0PAR1", "PAR1xx\2\0\0\0PAR1"}) {
            Path file = Files.write(directory.resolve("garbage"), text.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> Written.lines(file)).as(text).isInstanceOf(IOException.class);
        }
    }
}
