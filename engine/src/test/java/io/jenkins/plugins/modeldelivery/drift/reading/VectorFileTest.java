package io.jenkins.plugins.modeldelivery.drift.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
                "{\"embedding\": \"none\"}",
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

    @Test
    void shouldSampleLargeFilesTheSameWayEachTime() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append(i).append('\n');
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
        assertThat(sum / 50).isBetween(175.0, 325.0); // mean 249.5, standard error 20
    }
}
