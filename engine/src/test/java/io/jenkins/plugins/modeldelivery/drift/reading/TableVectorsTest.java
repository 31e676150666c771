package io.jenkins.plugins.modeldelivery.drift.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.FakeTable;
import io.jenkins.plugins.modeldelivery.io.Table;
import io.jenkins.plugins.modeldelivery.io.Table.Kind;
import io.jenkins.plugins.modeldelivery.io.ValueSink;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableVectorsTest {
    private static ReadOptions options(String field, String group, String slice) {
        return new ReadOptions(field, Optional.ofNullable(group), Optional.ofNullable(slice), false, 100, 0);
    }

    private static final ReadOptions USUAL = ReadOptions.defaults();

    private static List<String> read(Table table, ReadOptions options) throws Exception {
        List<String> rows = new ArrayList<>();
        new TableVectors(table, "x.parquet", options)
                .read((values, width, id, group, slice) ->
                        rows.add(id + " " + group + " " + slice + " " + Arrays.toString(Arrays.copyOf(values, width))));
        return rows;
    }

    private static Map<String, Kind> columns(Object... namesAndKinds) {
        Map<String, Kind> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndKinds.length; i += 2) {
            columns.put((String) namesAndKinds[i], (Kind) namesAndKinds[i + 1]);
        }
        return columns;
    }

    private static Consumer<ValueSink> number(double value) {
        return row -> row.number(value);
    }

    private static Consumer<ValueSink> text(String value) {
        return row -> row.text(value);
    }

    private static List<String> list(ReadOptions options, List<Map<String, Consumer<ValueSink>>> rows)
            throws Exception {
        return read(
                new FakeTable(
                        columns("id", Kind.OTHER, "embedding", Kind.NUMBERS, "user", Kind.OTHER, "n", Kind.NUMBER),
                        rows),
                options);
    }

    @Test
    void shouldTakeAColumnOfLists() throws Exception {
        assertThat(list(
                        options("embedding", "user", "n"),
                        List.of(
                                Map.of(
                                        "id",
                                        text("a"),
                                        "embedding",
                                        FakeTable.list(1.0, 2.0),
                                        "user",
                                        text("u"),
                                        "n",
                                        row -> row.integer(3)),
                                Map.of(
                                        "embedding",
                                        FakeTable.list(-1.0),
                                        "user",
                                        row -> row.truth(true),
                                        "n",
                                        number(0.5)))))
                .containsExactly("a u 3 [1.0, 2.0]", "null true 0.5 [-1.0]");
    }

    @Test
    void shouldFollowAPointerIntoTheRows() throws Exception {
        assertThat(list(
                        options("/embedding", null, null),
                        List.of(Map.of("id", text("a"), "embedding", FakeTable.list(1.0, 2.0)))))
                .containsExactly("a null null [1.0, 2.0]");
    }

    /** As of JSON lines: a column of words is a class, one of numbers a vector of one. */
    @Test
    void shouldTakeAColumnOfWordsAsAClassAndOneOfNumbersAsItIs() throws Exception {
        List<Map<String, Consumer<ValueSink>>> rows =
                List.of(Map.of("user", text("b"), "n", number(3)), Map.of("user", text("a"), "n", number(4)));
        assertThat(list(options("user", null, null), rows))
                .containsExactly("null null null [0.0]", "null null null [1.0]");
        assertThat(list(options("n", null, null), rows))
                .containsExactly("null null null [3.0]", "null null null [4.0]");
    }

    @Test
    void shouldTakeColumnsOfNumbersThatAreNoLabels() throws Exception {
        FakeTable table = new FakeTable(
                columns("x", Kind.NUMBER, "id", Kind.NUMBER, "y", Kind.NUMBER, "user", Kind.OTHER),
                List.of(
                        Map.of(
                                "x",
                                number(1),
                                "id",
                                row -> row.integer(7),
                                "y",
                                row -> row.decimal(new BigDecimal("2.50")),
                                "user",
                                text("u")),
                        Map.of("x", row -> row.integer(-1), "y", number(4), "user", text("v"))));
        assertThat(read(table, options("embedding", "user", null)))
                .containsExactly("7 u null [1.0, 2.5]", "null v null [-1.0, 4.0]");
    }

    /** A structure may have fields that are called as columns are; a list is no label. */
    @Test
    void shouldTakeNothingFromWithinALabel() throws Exception {
        Consumer<ValueSink> structure = row -> {
            row.beginObject();
            row.field("embedding");
            row.number(9);
            row.field("id");
            row.text("inner");
            row.endObject();
        };
        assertThat(list(USUAL, List.of(Map.of("id", structure, "embedding", FakeTable.list(1.0)))))
                .containsExactly("null null null [1.0]");
        assertThatThrownBy(() -> list(
                        options("embedding", "user", null),
                        List.of(Map.of("embedding", FakeTable.list(1.0), "user", FakeTable.list(5.0)))))
                .hasMessage("x.parquet row 1: nothing in column 'user'");
    }

    @Test
    void shouldNameRowAndColumnOfWhatIsNoNumber() {
        Map<String, Consumer<ValueSink>> whole = Map.of("embedding", FakeTable.list(1.0));
        assertThatThrownBy(() -> list(USUAL, List.of(whole, Map.of())))
                .isInstanceOf(BadInputException.class)
                .hasMessage("x.parquet row 2: nothing in column 'embedding'; remove or repair the row");
        assertThatThrownBy(() -> list(USUAL, List.of(whole, Map.of("embedding", FakeTable.list(1.0, null)))))
                .hasMessageContaining("row 2: nothing in column 'embedding'");
        assertThatThrownBy(() -> list(USUAL, List.of(Map.of("embedding", FakeTable.list(Double.NaN)))))
                .hasMessageContaining("row 1: not a finite number in column 'embedding'");
        assertThatThrownBy(() -> list(options("embedding", null, "user"), List.of(whole)))
                .hasMessageContaining("row 1: nothing in column 'user'");
    }

    @Test
    void shouldSayWhichColumnsThereAre() {
        assertThatThrownBy(() -> list(options("vector", null, null), List.of()))
                .hasMessage("x.parquet has no column 'vector'; name one with --field: 'embedding'");
        assertThatThrownBy(() -> list(options("embedding", "who", null), List.of()))
                .hasMessage("x.parquet has no column 'who'");
        assertThatThrownBy(() -> read(new FakeTable(columns("x", Kind.NUMBER, "t", Kind.OTHER), List.of()), USUAL))
                .hasMessageContaining("has the column 't', which holds no numbers; leave it out");
        assertThatThrownBy(() -> read(new FakeTable(columns("x", Kind.NUMBER), List.of()), options("y", null, null)))
                .hasMessage("x.parquet has no column 'y'");
        assertThatThrownBy(() -> read(new FakeTable(columns("id", Kind.OTHER), List.of()), USUAL))
                .hasMessage("x.parquet has no column of numbers");
    }

    @Test
    void shouldRefuseColumnsThatCountRows() {
        List<Map<String, Consumer<ValueSink>>> rows = IntStream.range(0, 30)
                .mapToObj(i -> Map.of("x", number(Math.sin(i)), "row", number(i)))
                .toList();
        assertThatThrownBy(() -> read(new FakeTable(columns("x", Kind.NUMBER, "row", Kind.NUMBER), rows), USUAL))
                .hasMessageContaining("column 'row' counts the rows and is no feature");
        assertThatThrownBy(() -> read(
                        new FakeTable(columns("x", Kind.NUMBER, "__index_level_0__", Kind.NUMBER), List.of()), USUAL))
                .hasMessageContaining("'__index_level_0__', which is the index of a pandas table");
    }
}
