package io.jenkins.plugins.modeldelivery.report;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A table of a card, ready to be shown: a caption, column headings and rows of texts, some of which are verdicts. */
public final class CardTable {
    private final String caption;
    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    CardTable(String caption, String... headings) {
        this.caption = caption;
        this.headings = List.of(headings);
    }

    /** Adds a row of texts and {@link Verdict}s, as many as there are headings. */
    CardTable row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + headings.size() + " headings");
        }
        List<Cell> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(new Cell(cell));
        }
        rows.add(row);
        return this;
    }

    /** The same without columns that have nothing to say in any row. */
    CardTable withoutAbsentColumns() {
        int[] kept = IntStream.range(0, headings.size())
                .filter(column -> rows.stream().anyMatch(row -> row.get(column).isPresent()))
                .toArray();
        CardTable table = new CardTable(
                caption, IntStream.of(kept).mapToObj(headings::get).toArray(String[]::new));
        rows.forEach(row -> table.rows.add(IntStream.of(kept).mapToObj(row::get).toList()));
        return table;
    }

    @NonNull
    public String getCaption() {
        return caption;
    }

    @NonNull
    public List<String> getHeadings() {
        return headings;
    }

    @NonNull
    public List<List<Cell>> getRows() {
        return List.copyOf(rows);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** A text, or a verdict, which is shown as a badge. */
    public static final class Cell {
        private final String text;
        private final String tone;

        private Cell(Object value) {
            text = String.valueOf(value);
            tone = value instanceof Verdict ? text.toLowerCase(Locale.ROOT) : "";
        }

        public String getText() {
            return text;
        }

        private boolean isPresent() {
            return !text.isEmpty() && !text.equals(Figures.ABSENT);
        }

        /** {@code pass}, {@code fail} or {@code inconclusive} for a verdict, else empty. */
        public String getTone() {
            return tone;
        }
    }
}
