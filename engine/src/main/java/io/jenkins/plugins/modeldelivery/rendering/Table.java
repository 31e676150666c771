package io.jenkins.plugins.modeldelivery.rendering;

import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of short texts, drawn with aligned columns or as Markdown. */
public final class Table {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        this.header = List.of(header);
    }

    /** Adds a row; control characters, which could move a terminal's cursor, are replaced. */
    public Table row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + header.size() + " columns");
        }
        List<String> row = new ArrayList<>(cells.length);
        for (String cell : cells) {
            row.add(PlainText.shown(cell));
        }
        rows.add(row);
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Columns aligned with two spaces between; each line ends with a line break. */
    public String toText() {
        int[] widths = new int[header.size()];
        measure(widths, header);
        rows.forEach(row -> measure(widths, row));
        StringBuilder out = new StringBuilder();
        appendText(
                out,
                widths,
                header.stream().map(h -> h.toUpperCase(Locale.ROOT)).toList());
        rows.forEach(row -> appendText(out, widths, row));
        return out.toString();
    }

    /** A GitHub-flavoured Markdown table; pipes and angle brackets in cells are escaped. */
    public String toMarkdown() {
        StringBuilder out = new StringBuilder();
        appendMarkdown(out, header);
        out.append("| --- ".repeat(header.size())).append("|\n");
        rows.forEach(row -> appendMarkdown(out, row));
        return out.toString();
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static void appendText(StringBuilder out, int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static void appendMarkdown(StringBuilder out, List<String> row) {
        row.forEach(cell -> out.append("| ").append(escape(cell)).append(' '));
        out.append("|\n");
    }

    private static String escape(String cell) {
        return cell.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|");
    }
}
