package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordLinesTest {
    @TempDir
    Path directory;

    @Test
    void shouldGiveTheRowsOfCsvAsObjectsAtTheirLines() throws Exception {
        assertThat(lines("\uFEFFid,label,prediction,text,output,\r\n"
                        + "1,a,\"1\",\"two\nlines\",\"{\"\"k\"\": [1]}\",0\r\n"
                        + "\r\n"
                        + "x\"y,-0.5,,True,[not json],1\r\n"
                        + "2,007,NaN,\n"))
                .isEqualTo("\n"
                        + "{\"id\":\"1\",\"label\":\"a\",\"prediction\":\"1\",\"text\":\"two\\nlines\",\"output\":{\"k\": [1]}}\n"
                        + "\n\n"
                        + "{\"id\":\"x\\\"y\",\"label\":-0.5,\"text\":true,\"output\":\"[not json]\"}\n"
                        + "a row of 4 cells under a header of 6\n");
    }

    @Test
    void shouldTellSemicolonsAndTabs() throws Exception {
        assertThat(lines("id;label\n1;a,b\n")).isEqualTo("\n{\"id\":\"1\",\"label\":\"a,b\"}\n");
        assertThat(lines("label\tid\na\t1\n")).isEqualTo("\n{\"label\":\"a\",\"id\":\"1\"}\n");
    }

    /** Where it is no CSV with ids, whoever reads the lines says what is wrong with them. */
    @Test
    void shouldLeaveOtherLinesAsTheyAre() throws Exception {
        for (String text :
                new String[] {"", "{\"id\": \"1\"}\n", "not json\n", "label,prediction\na,a\n", "[1, 2]\n"}) {
            assertThat(lines(text)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5041523115041500 | is Parquet: put model-delivery-formats.jar
            5041524515041500 | an encrypted Parquet file
            80049500         | a Python pickle
            504b030414000000 | an Excel workbook
            934e554d5059     | a NumPy array
            5b7b2261223a317d | one JSON array; write JSON lines
            5b0a7b           | one JSON array; write JSON lines
            5b               | one JSON array; write JSON lines
            """)
    void shouldCallWhatHoldsNoRecordsByItsName(String bytes, String said) throws IOException {
        Path file = Files.write(directory.resolve("rows"), HexFormat.of().parseHex(bytes.strip()));
        assertThatThrownBy(() -> RecordLines.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(said);
    }

    @Test
    void shouldRefuseAHeaderThatNamesAColumnTwice() {
        assertThatThrownBy(() -> lines("id,a,a\n1,2,3\n")).hasMessageContaining("names the column 'a' twice");
    }

    private String lines(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("rows.csv"), text);
        try (InputStream in = RecordLines.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
