package io.jenkins.plugins.modeldelivery.rendering;

import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A part of a report: a table, or figures, which are rows of a name and a value.
 *
 * @param title empty for a listing, which is all there is
 * @param headings of the columns; none over figures
 * @param rows with as many cells as there are headings, or two
 * @param chart of the same numbers, where there is one
 */
public record Section(String title, List<String> headings, List<List<Cell>> rows, Optional<Chart> chart) {
    /** How many columns figures have. */
    private static final int FIGURE = 2;

    public Section {
        title = PlainText.shown(title);
        headings = headings.stream().map(PlainText::shown).toList();
        rows = List.copyOf(rows);
        int columns = headings.isEmpty() ? FIGURE : headings.size();
        for (List<Cell> row : rows) {
            if (row.size() != columns) {
                throw new IllegalArgumentException(row.size() + " cells in a table of " + columns + " columns");
            }
        }
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public boolean hasFigures() {
        return headings.isEmpty();
    }

    /** The same without columns that say nothing in any row. */
    public Section withoutEmptyColumns() {
        int[] kept = IntStream.range(0, headings.size())
                .filter(column ->
                        rows.stream().anyMatch(row -> !row.get(column).text().isEmpty()))
                .toArray();
        return kept.length == headings.size()
                ? this
                : new Section(
                        title,
                        IntStream.of(kept).mapToObj(headings::get).toList(),
                        rows.stream()
                                .map(row ->
                                        IntStream.of(kept).mapToObj(row::get).toList())
                                .toList(),
                        chart);
    }

    /** A table without rows yet. */
    public static Builder table(String title, String... headings) {
        return new Builder(title, List.of(headings));
    }

    /** No figures yet. */
    public static Builder figures(String title) {
        return new Builder(title, List.of());
    }

    /** Collects rows. */
    public static final class Builder {
        private final String title;
        private final List<String> headings;
        private final List<List<Cell>> rows = new ArrayList<>();
        private Optional<Chart> chart = Optional.empty();

        private Builder(String title, List<String> headings) {
            this.title = title;
            this.headings = headings;
        }

        /** @param cells texts, verdicts, numbers as they are to be read, or {@link Cell}s */
        public Builder row(Object... cells) {
            rows.add(Stream.of(cells).map(Cell::of).toList());
            return this;
        }

        /** A figure; nothing for a value that is empty. */
        public Builder figure(String name, Object value) {
            Cell cell = Cell.of(value);
            return cell.text().isEmpty() ? this : row(name, cell);
        }

        public Builder figure(String name, Optional<String> value) {
            return figure(name, value.orElse(""));
        }

        public Builder count(String name, OptionalLong value) {
            return figure(name, Numbers.count(value));
        }

        public Builder value(String name, OptionalDouble value) {
            return figure(name, Numbers.value(value));
        }

        public Builder chart(Optional<Chart> drawn) {
            chart = drawn;
            return this;
        }

        public Section end() {
            return new Section(title, headings, rows, chart);
        }
    }
}
