package io.jenkins.plugins.modeldelivery.drift.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFileTest {
    private static final ReadOptions EXACT =
            new ReadOptions("embedding", Optional.empty(), Optional.empty(), true, 20_000, 0);

    @TempDir
    Path directory;

    private Vectors read(String name, String text, ReadOptions options) throws Exception {
        Path file = Files.writeString(directory.resolve(name), text);
        return VectorFile.read(file, options, Progress.NONE);
    }

    private static double[] row(Vectors vectors, int row) {
        double[] values = new double[vectors.width()];
        vectors.copy(row, values);
        return values;
    }

    @Test
    void shouldReadJsonLines() throws Exception {
        String text = """
                {"$meta": {"asOf": "2026-11-01T00:00:00Z"}}
                {"id": "a", "input": {"embedding": [9]}, "embedding": [1, -2.5e-3], "user": 7, "lang": "de"}

                {"lang": "en", "user": 8, "embedding" : [ 0.1 , 12345678901234567890 ], "note": "a \\"[\\" b"}""";
        ReadOptions options = new ReadOptions("embedding", Optional.of("user"), Optional.of("lang"), true, 100, 0);
        Vectors vectors = read("a.jsonl", text, options);
        assertThat(row(vectors, 0)).containsExactly(1, -2.5e-3);
        assertThat(row(vectors, 1)).containsExactly(0.1, 12345678901234567890d);
        assertThat(vectors.groups().orElseThrow()).containsExactly("7", "8");
        assertThat(vectors.slices().orElseThrow()).containsExactly("de", "en");
        assertThat(vectors.source().sha256()).hasSize(64);
    }

    /** What a set of drawn requests is compared with holds each request, too. */
    @Test
    void shouldTakeARowAsOftenAsItWasDrawn() throws Exception {
        Vectors vectors = read(
                "a.jsonl", "{\"id\":\"a\",\"embedding\":[1],\"drawn\":3}\n{\"embedding\":[2],\"drawn\":null}\n", EXACT);
        assertThat(vectors.rows()).isEqualTo(4);
        assertThat(row(vectors, 2)).containsExactly(1);
        assertThat(row(vectors, 3)).containsExactly(2);
        for (String wrong : new String[] {"0", "-1", "1.5", "\"2\"", "10000001", "1e3", "true"}) {
            assertThatThrownBy(() -> read("b.jsonl", "{\"embedding\":[1],\"drawn\":" + wrong + "}\n", EXACT))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("b.jsonl line 1: 'drawn' is no whole number from 1 to 10000000");
        }
    }

    /** In single precision rows are kept relative to one point, which must not be a row far from all others. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldLoseNothingOfTheOthersBesideARowFarFromAll(int far) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            text.append(i == far ? "1e12" : 5000.125 + i / 8.0).append(",1\n");
        }
        Vectors vectors = read("far.csv", text.toString(), ReadOptions.defaults());
        for (int i = 0; i < 4; i++) {
            if (i != far) {
                assertThat(row(vectors, i)).containsExactly(5000.125 + i / 8.0, 1);
            }
        }
    }

    @Test
    void shouldReadCsvWithAndWithoutHeader() throws Exception {
        assertThat(row(read("a.csv", "1,2\n3,4\n", EXACT), 1)).containsExactly(3, 4);
        assertThat(row(read("b.csv", "id,x,y\nr1,1,2\n", EXACT), 0)).containsExactly(1, 2);
    }

    @Test
    void shouldReadCsvWithCountedColumnsAndLabels() throws Exception {
        ReadOptions options = new ReadOptions("embedding", Optional.of("user"), Optional.empty(), true, 100, 0);
        Vectors vectors = read("a.csv", "id;0;1;2;user\r\nr1; +1 ;.5;-2e-3 ;\"u 1\"\r\n\r\nr2;4;5;6;u2\r\n", options);
        assertThat(row(vectors, 0)).containsExactly(1, 0.5, -0.002);
        assertThat(row(vectors, 1)).containsExactly(4, 5, 6);
        assertThat(vectors.groups().orElseThrow()).containsExactly("u 1", "u2");
        assertThat(vectors.id(1)).contains("r2");
        assertThat(row(read("tabs.csv", "1\t2\n3\t 4 \n", EXACT), 1)).containsExactly(3, 4);
        assertThatThrownBy(() -> read("short.csv", "x,user\n1\n", options))
                .hasMessageContaining("line 2 has fewer cells");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x,2,3     | line 1 column 1 is 'x'",
                "1,2,#REF! | line 1 column 3 is '#REF!'",
                "1,,3      | line 1 column 2 is ''",
                "id,2,3    | line 1 column 1 is 'id'",
                "x,0,1     | line 1 column 1 is 'x'",
                "a,nan     | line 1 column 1 is 'a'",
                "nan,1     | line 1 column 1 is not a finite number"
            })
    void shouldNotTakeADamagedFirstRowForAHeader(String first, String message) {
        assertThatThrownBy(() -> read("bad.csv", first + "\n1,2,3\n4,5,6\n", EXACT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldReadNumpyArrays() throws Exception {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n";
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + 48).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 6; i++) {
            bytes.putDouble(i / 3.0);
        }
        Path file = Files.write(directory.resolve("a.npy"), bytes.array());
        assertThat(row(VectorFile.read(file, EXACT, Progress.NONE), 1)).containsExactly(1, 4 / 3.0, 5 / 3.0);

        Path cut = Files.write(directory.resolve("cut.npy"), java.util.Arrays.copyOf(bytes.array(), 100));
        assertThatThrownBy(() -> VectorFile.read(cut, EXACT, Progress.NONE)).hasMessageContaining("ends in row");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"embedding\": [1, NaN]}",
                "{\"embedding\": [1, 1e999]}",
                "{\"embedding\": [1, \"2\"]}",
                "{\"embedding\": [1, 2}",
                "{\"embedding\": [1, 02]}",
                "{\"embedding\": [1,]}",
                "{\"embedding\": [1, 2]} x",
                "{\"embedding\": null}",
                "{\"other\": [1]}",
                "{\"embedding\": [1, 2], \"a\": }",
                "{\"embedding\": [1",
                "[1, 2] 3",
                "1,2\n3,x",
                "1,2\n3",
                "1,nan",
                "1.5,x"
            })
    void shouldRefuseWithOneLineThatNamesTheFile(String text) {
        assertThatThrownBy(() -> read("bad.data", text, EXACT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("bad.data")
                .message()
                .hasLineCount(1);
    }

    /** Numbers of rows: in their order, joined, with some left out, shuffled; in any column and from any number on. */
    @ParameterizedTest
    @ValueSource(strings = {"i", "joined", "gaps", "shuffled", "from 1000000"})
    void shouldRefuseAColumnThatCountsTheRows(String how) {
        StringBuilder text = new StringBuilder("x,row\n");
        for (int i = 0; i < 97; i++) {
            int number =
                    switch (how) {
                        case "joined" -> i % 50;
                        case "gaps" -> i + i / 12;
                        case "shuffled" -> i * 5 % 97;
                        case "from 1000000" -> 1_000_000 + i;
                        default -> i;
                    };
            text.append(Math.sin(i)).append(',').append(number).append('\n');
        }
        assertThatThrownBy(() -> read("counted.csv", text.toString(), EXACT))
                .hasMessageContaining("counted.csv column 'row' counts the rows")
                .hasMessageContaining("index=False");
        assertThatThrownBy(() -> read("counted.csv", text.substring(6), EXACT)).hasMessageContaining("column 2 counts");
    }

    @Test
    void shouldReadWholeNumbersThatDoNotCountTheRows() throws Exception {
        StringBuilder text = new StringBuilder("age,visits,hour\n");
        for (int i = 0; i < 100; i++) {
            text.append(18 + i * 37 % 60)
                    .append(',')
                    .append(i % 3)
                    .append(',')
                    .append(i % 24)
                    .append('\n');
        }
        assertThat(read("ages.csv", text.toString(), EXACT).rows()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {",x,y\n0,1,2\n", "Unnamed: 0,x\n7,1\n", ",0,1\n0,3,4\n"})
    void shouldRefuseTheIndexOfPandasByItsName(String text) {
        assertThatThrownBy(() -> read("index.csv", text, EXACT))
                .hasMessageContaining("index of a pandas table")
                .hasMessageContaining("index=False");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            <f2 ; 003c00c2 ; 1 ; -3
            >f2 ; 3c00c200 ; 1 ; -3
            <f2 ; 01000080 ; 5.960464477539063e-8 ; -0.0
            <f4 ; 0000803f000040c0 ; 1 ; -3
            >f8 ; 3ff0000000000000c008000000000000 ; 1 ; -3
            |i1 ; 01fd ; 1 ; -3
            |u1 ; 01fd ; 1 ; 253
            <i2 ; 0100fdff ; 1 ; -3
            >u2 ; 0001fffd ; 1 ; 65533
            <i4 ; 01000000fdffffff ; 1 ; -3
            <u4 ; 01000000fdffffff ; 1 ; 4294967293
            <i8 ; 0100000000000000fdffffffffffffff ; 1 ; -3
            <u8 ; 0100000000000000ffffffffffffffff ; 1 ; 18446744073709551616
            """)
    void shouldReadTheNumbersOfNumPy(String type, String bytes, double one, double other) throws Exception {
        for (boolean columnsFirst : new boolean[] {false, true}) {
            String shape = columnsFirst ? "(2, 1)" : "(1, 2)";
            Vectors vectors =
                    VectorFile.read(npy("a.npy", "'" + type + "'", columnsFirst, shape, bytes), EXACT, Progress.NONE);
            assertThat(row(vectors, 0)[0]).isEqualTo(one);
            assertThat(columnsFirst ? row(vectors, 1)[0] : row(vectors, 0)[1]).isEqualTo(other);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            '|O'                         ; (1, 2)    ; Python objects
            [('a', '<f4'), ('b', '<f4')] ; (1,)      ; structured_to_unstructured
            '<c8'                        ; (1, 2)    ; holds <c8
            '<f4'                        ; (2,)      ; a.reshape(-1, 1)
            '<f4'                        ; ()        ; 0 dimensions
            '<f4'                        ; (1, 2, 3) ; a.reshape(len(a), -1)
            '<f4'                        ; (1, 0)    ; rows of 0 numbers
            """)
    void shouldCallAnotherArrayOfNumPyByItsName(String type, String shape, String said) throws Exception {
        Path file = npy("a.npy", type, false, shape, "0000803f0000803f");
        assertThatThrownBy(() -> VectorFile.read(file, EXACT, Progress.NONE)).hasMessageContaining(said);
    }

    @Test
    void shouldReadTheArrayOfAnArchive() throws Exception {
        byte[] array = Files.readAllBytes(npy("a.npy", "'<f4'", false, "(1, 2)", "0000803f000040c0"));
        Vectors only = VectorFile.read(zip("one.npz", "arr_0.npy", array), EXACT, Progress.NONE);
        assertThat(row(only, 0)).containsExactly(1, -3);
        assertThat(only.source().member()).isEqualTo("arr_0.npy");
        Path two = zip("two.npz", "ids.npy", new byte[] {1}, "embedding.npy", array);
        assertThat(row(VectorFile.read(two, EXACT, Progress.NONE), 0)).containsExactly(1, -3);
        Path unclear = zip("two.npz", "x.npy", array, "y.npy", array);
        assertThatThrownBy(() -> VectorFile.read(unclear, EXACT, Progress.NONE))
                .hasMessageContaining(".npz archive of x.npy, y.npy; name its array with --field");
        byte[] objects = Files.readAllBytes(npy("o.npy", "'|O'", false, "(1, 2)", "00"));
        Path pickled = zip("o.npz", "arr_0.npy", objects);
        assertThatThrownBy(() -> VectorFile.read(pickled, EXACT, Progress.NONE))
                .hasMessageContaining("o.npz (arr_0.npy) holds Python objects");
        byte[] bytes = Files.readAllBytes(zip("one.npz", "arr_0.npy", array));
        bytes[30 + "arr_0.npy".length() + array.length / 2] ^= 1; // the archive stores it as it is
        Path damaged = Files.write(directory.resolve("damaged.npz"), bytes);
        assertThatThrownBy(() -> VectorFile.read(damaged, EXACT, Progress.NONE)).isInstanceOf(BadInputException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5041523115041500         | is Parquet: put model-delivery-formats.jar
            5041524515041500         | an encrypted Parquet file
            80049500                 | a Python pickle
            894844460d0a1a0a         | an HDF5 file
            28b52ffd00               | packed by Zstandard
            d0cf11e0a1b11ae1         | an old Excel workbook
            5b7b22613a               | one JSON array of rows
            0a5b0a5b312c325d0a5d     | one JSON array of rows
            69640a5b312c20325d       | not a finite number
            """)
    void shouldCallWhatIsSomethingElseByItsName(String bytes, String said) throws Exception {
        Path file = Files.write(directory.resolve("data"), HexFormat.of().parseHex(bytes.strip()));
        assertThatThrownBy(() -> VectorFile.read(file, EXACT, Progress.NONE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(said);
    }

    @Test
    void shouldSayThatACellHoldsAList() {
        assertThatThrownBy(() -> read("cell.csv", "id,embedding\n0,\"[1, 2]\"\n", EXACT))
                .hasMessageContaining("line 2 column 2 holds a list; write JSON lines");
    }

    @Test
    void shouldFollowAPointerToTheArray() throws Exception {
        ReadOptions options = new ReadOptions("/data/0/embedding", Optional.empty(), Optional.empty(), true, 100, 0);
        assertThat(row(read("a.jsonl", "{\"data\": [{\"embedding\": [1, 2.5]}]}\n", options), 0))
                .containsExactly(1, 2.5);
        assertThatThrownBy(() -> read("b.jsonl", "{\"data\": [{\"embedding\": [1, \"2\"]}]}\n", options))
                .hasMessageContaining("number 2 of '/data/0/embedding' is not a finite number");
        assertThatThrownBy(() -> read("c.jsonl", "{\"data\": []}\n", options))
                .hasMessageContaining("no array of numbers");
    }

    private Path npy(String name, String type, boolean columnsFirst, String shape, String bytes) throws IOException {
        String header = "{'descr': " + type + ", 'fortran_order': " + (columnsFirst ? "True" : "False") + ", 'shape': "
                + shape + ", }\n";
        byte[] content = HexFormat.of().parseHex(bytes);
        ByteBuffer file =
                ByteBuffer.allocate(10 + header.length() + content.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        file.putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(content);
        return Files.write(directory.resolve(name), file.array());
    }

    /** @param members names, each with its bytes, stored as numpy.savez does */
    private Path zip(String name, Object... members) throws IOException {
        Path file = directory.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setMethod(ZipOutputStream.STORED);
            for (int i = 0; i < members.length; i += 2) {
                byte[] content = (byte[]) members[i + 1];
                ZipEntry entry = new ZipEntry((String) members[i]);
                CRC32 checksum = new CRC32();
                checksum.update(content);
                entry.setSize(content.length);
                entry.setCrc(checksum.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
            }
        }
        return file;
    }

    @Test
    void shouldSampleLargeFilesTheSameWayEachTime() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append(2 * i).append('\n');
        }
        ReadOptions few = new ReadOptions("embedding", Optional.empty(), Optional.empty(), false, 50, 3);
        Vectors sample = read("many.csv", text.toString(), few);
        Vectors again = read("again.csv", text.toString(), few);
        assertThat(sample.rows()).isEqualTo(50);
        assertThat(sample.source().rows()).isEqualTo(500);
        assertThat(sample.isSampled()).isTrue();
        double sum = 0;
        for (int i = 0; i < 50; i++) {
            assertThat(row(sample, i)).isEqualTo(row(again, i));
            sum += row(sample, i)[0];
        }
        assertThat(sum / 50).isBetween(350.0, 650.0); // mean 499, standard error 40
    }
}
