package io.jenkins.plugins.modeldelivery.rendering;

import java.util.List;
import java.util.Locale;

/** Reports for a terminal or a build log; every line ends with a line break. */
public final class TextPrinter {
    private static final String GAP = "  ";

    private TextPrinter() {}

    public static String print(Layout layout) {
        StringBuilder out = new StringBuilder(layout.headline()).append('\n');
        layout.otherReasons().forEach(reason -> out.append(GAP).append(reason).append('\n'));
        for (Section section : layout.sections()) {
            out.append('\n').append(section.title()).append('\n').append(print(section));
        }
        if (!layout.notes().isEmpty()) {
            out.append('\n');
        }
        layout.notes().forEach(note -> out.append("note: ").append(note).append('\n'));
        return out.toString();
    }

    /** Columns aligned with two spaces between. */
    public static String print(Section section) {
        int[] widths = new int[section.hasFigures() ? 2 : section.headings().size()];
        List<String> header = section.headings().stream()
                .map(heading -> heading.toUpperCase(Locale.ROOT))
                .toList();
        measure(widths, header);
        section.rows().forEach(row -> measure(widths, texts(row)));
        StringBuilder out = new StringBuilder();
        if (!header.isEmpty()) {
            append(out, widths, header);
        }
        section.rows().forEach(row -> append(out, widths, texts(row)));
        return out.toString();
    }

    private static List<String> texts(List<Cell> row) {
        return row.stream().map(Cell::text).toList();
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < row.size(); i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static void append(StringBuilder out, int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + GAP.length()));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
