package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TableLinesTest {
    private static String line(Consumer<ValueSink> value) throws IOException {
        FakeTable table = new FakeTable(Map.of("a\"b", Table.Kind.OTHER), List.of(Map.of("a\"b", value)));
        try (TableLines lines = new TableLines(table, warning -> {})) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String value(Consumer<ValueSink> value) throws IOException {
        String line = line(value);
        assertThat(line).startsWith("{\"a\\\"b\":").endsWith("}\n");
        return line.substring("{\"a\\\"b\":".length(), line.length() - 2);
    }

    @Test
    void shouldWriteValuesAsJsonHasThem() throws Exception {
        assertThat(value(row -> row.text("\n\"\\ü\uD83D\uDE00"))).isEqualTo("\"\\n\\\"\\\\ü\uD83D\uDE00\"");
        assertThat(value(row -> row.number(0.1f))).isEqualTo("0.10000000149011612");
        assertThat(value(row -> row.number(Double.NaN))).isEqualTo("NaN");
        assertThat(value(row -> row.integer(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(value(row -> row.decimal(new BigDecimal("1E+3")))).isEqualTo("1000");
        assertThat(value(row -> row.truth(true))).isEqualTo("true");
        assertThat(value(ValueSink::nothing)).isEqualTo("null");
        assertThat(value(FakeTable.list(1.0, null, 2.0))).isEqualTo("[1.0,null,2.0]");
        assertThat(value(FakeTable.list())).isEqualTo("[]");
    }

    @Test
    void shouldKeepDocumentsOnOneLineAndTakeOthersForText() throws Exception {
        assertThat(value(row -> row.document("{\"k\":\r\n [1]}"))).isEqualTo("{\"k\":   [1]}");
        assertThat(value(row -> row.document("5"))).isEqualTo("5");
        for (String text : new String[] {"{\"k\": 1", "", "{} {}", "a"}) {
            assertThat(value(row -> row.document(text))).startsWith("\"");
        }
    }

    @Test
    void shouldNestAndSeparate() throws Exception {
        assertThat(value(row -> {
                    row.beginObject();
                    row.field("x");
                    row.beginObject();
                    row.endObject();
                    row.field("y");
                    FakeTable.list(1.0).accept(row);
                    row.endObject();
                }))
                .isEqualTo("{\"x\":{},\"y\":[1.0]}");
    }

    @Test
    void shouldSayAtTheEndWhatVouchesLessAndCloseTheTable() throws Exception {
        List<String> warnings = new ArrayList<>();
        FakeTable table = new FakeTable(Map.of("a", Table.Kind.NUMBER), List.of(Map.of(), Map.of()));
        try (TableLines lines = new TableLines(table, warnings::add)) {
            assertThat(lines.readNBytes(5)).hasSize(5);
            assertThat(warnings).isEmpty();
            assertThat(lines.readAllBytes()).hasSize("{\"a\":null}\n".length() * 2 - 5);
        }
        assertThat(warnings).containsExactly("is a fake");
        assertThat(table.isClosed()).isTrue();
    }

    /** A few bytes may stand for a list without end. */
    @Test
    void shouldRefuseARowLargerThanAnyLine() {
        assertThatThrownBy(() -> line(row -> {
                    row.beginList();
                    for (int i = 0; i < LineReader.MAX_BYTES; i++) {
                        row.integer(0);
                    }
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("a row is larger than 64 MiB");
    }
}
