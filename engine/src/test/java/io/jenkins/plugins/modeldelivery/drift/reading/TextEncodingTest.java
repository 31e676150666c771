package io.jenkins.plugins.modeldelivery.drift.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as other programs write them: byte order marks, quotes, empty lines at the beginning. */
class TextEncodingTest {
    private static final ReadOptions OPTIONS =
            new ReadOptions("embedding", Optional.empty(), Optional.empty(), true, 20_000, 0);

    @TempDir
    Path directory;

    private Vectors read(String text, ReadOptions options) throws Exception {
        return VectorFile.read(Files.writeString(directory.resolve("vectors"), text), options, Progress.NONE);
    }

    private static double[] row(Vectors vectors, int row) {
        double[] values = new double[vectors.width()];
        vectors.copy(row, values);
        return values;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFF{\"embedding\": [1, 2]}\n",
                "\uFEFF[1, 2]\n",
                "\uFEFF1,2\n",
                "\uFEFFid,x,y\nr,1,2\n",
                "\"1\",\"2\"\n",
                "\"x\",\"y\"\r\n\"1\", \"2.0\" \r\n",
                "\"id\";\"x\";\"y\"\n\"r;1\";1;2\n",
                "id,x,y\n\"a \"\"b\"\", c\",1,2\n"
            })
    void shouldReadWhatOtherProgramsWrite(String text) throws Exception {
        assertThat(row(read(text, OPTIONS), 0)).containsExactly(1, 2);
    }

    @Test
    void shouldKeepWhatStandsInQuotes() throws Exception {
        ReadOptions options = new ReadOptions("embedding", Optional.of("user"), Optional.empty(), true, 100, 0);
        Vectors vectors = read("user,id,x\n\"Doe, \"\"J\"\"\",r1,1\nRoe,\"r,2\",2\n", options);
        assertThat(vectors.groups().orElseThrow()).containsExactly("Doe, \"J\"", "Roe");
        assertThat(vectors.id(1)).contains("r,2");
    }

    @Test
    void shouldNotTakeQuotedWordsForNumbers() {
        assertThatThrownBy(() -> read("\"1\",\"2\"\n\"1\",\"two\"\n", OPTIONS))
                .hasMessageContaining("line 2 column 2 is not a finite number");
        assertThatThrownBy(() -> read("1,2\n\"1,2\n", OPTIONS)).hasMessageContaining("line 2 column 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id,x,y\nr1,1,2\n\"r2,3,4\nr3,5,6\n", "id,x,y\nr1,1,2\n\"r2\"3,3,4\nr4,5,6\n"})
    void shouldRefuseQuotesThatDoNotHoldAWholeCell(String text) {
        assertThatThrownBy(() -> read(text, OPTIONS))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("line 3 column 1 has a quotation mark that is not closed, or something behind");
    }

    @Test
    void shouldSkipLinesOfWhiteSpaceAndCountThem() throws Exception {
        assertThat(read("1,2\n \t\n\n3,4\n", OPTIONS).rows()).isEqualTo(2);
        assertThat(read("1\t2\n\t\n3\t4\n", OPTIONS).rows()).isEqualTo(2);
        assertThatThrownBy(() -> read("1,2\n \n\n3,x\n", OPTIONS)).hasMessageContaining("line 4 column 2");
        assertThatThrownBy(() -> read("1,2\n,\n", OPTIONS)).hasMessageContaining("line 2 column 1");
        assertThatThrownBy(() -> read("1,2\n3,4,\n", OPTIONS)).hasMessageContaining("line 2 column 3");
    }

    @Test
    void shouldLetALabelHoldALineBreak() throws Exception {
        Vectors vectors = read("id,x,y\n\"a\nb\",1,2\n", OPTIONS);
        assertThat(vectors.id(0)).contains("a\nb");
        assertThatThrownBy(() -> read("id,x,y\n\"a\nb\",1,2\nc,3,x\n", OPTIONS))
                .hasMessageContaining("line 4 column 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,1,2,3\n0.5,1,2,3\n", "0,1,2,3\n5e-1,1,2,3\n", "\"0\",\"1\",\"2\",\"3\"\n0.5,1,2,3\n"})
    void shouldTakeCountedColumnsForAHeaderBeforeFractions(String text) throws Exception {
        Vectors vectors = read(text, OPTIONS);
        assertThat(vectors.rows()).isOne();
        assertThat(row(vectors, 0)).containsExactly(0.5, 1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,1,2,3\n1,0,0,0\n", "1,2,3,4\n0.5,1,2,3\n", "0,1,2\n0.5,1.5,2\n"})
    void shouldTakeThemForARowOtherwise(String text) throws Exception {
        assertThat(read(text, OPTIONS).rows()).isEqualTo(2);
        assertThat(read("0,1,2,3\n", OPTIONS).rows()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"'PAR1\0\1\2', is Parquet:", "'PK\3\4\0\0', is a zip archive", "'x\0\1\2', binary data"})
    void shouldNotTakeBinaryDataForAHeader(String text, String name) {
        assertThatThrownBy(() -> read(text, OPTIONS)).hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,2\n1e200,3\n", "[1, 2]\n[-1e300, 3]\n"})
    void shouldRefuseNumbersWhoseSquaresAreNone(String text) {
        assertThatThrownBy(() -> read(text, OPTIONS))
                .hasMessageContaining("row 2")
                .hasMessageContaining("1.0E37");
    }

    @Test
    void shouldCountEmptyLinesAtTheBeginning() {
        assertThatThrownBy(() -> read("\n\n{\"embedding\": [1]}\n{\"embedding\": [null]}\n", OPTIONS))
                .hasMessageContaining("line 4");
        assertThatThrownBy(() -> read("\r\n \n1,2\nx,2\n", OPTIONS)).hasMessageContaining("line 4");
    }
}
