package io.jenkins.plugins.modeldelivery.rendering;

import java.util.List;

/** Reports for a merge request or a chat, in GitHub's Markdown; nothing in them is taken for markup. */
public final class MarkdownPrinter {
    private MarkdownPrinter() {}

    public static String print(Layout layout) {
        StringBuilder out =
                new StringBuilder("**").append(escape(layout.headline())).append("**\n");
        list(out, layout.otherReasons());
        for (Section section : layout.sections()) {
            out.append("\n**").append(escape(section.title())).append("**\n\n").append(print(section));
        }
        list(out, layout.notes().stream().map(note -> "note: " + note).toList());
        return out.toString();
    }

    /** A table, or a list of figures. */
    public static String print(Section section) {
        StringBuilder out = new StringBuilder();
        if (section.hasFigures()) {
            section.rows()
                    .forEach(row -> out.append("- ")
                            .append(escape(row.get(0).text()))
                            .append(": ")
                            .append(escape(row.get(1).text()))
                            .append('\n'));
            return out.toString();
        }
        append(out, section.headings());
        out.append("| --- ".repeat(section.headings().size())).append("|\n");
        section.rows().forEach(row -> append(out, row.stream().map(Cell::text).toList()));
        return out.toString();
    }

    private static void list(StringBuilder out, List<String> lines) {
        if (!lines.isEmpty()) {
            out.append('\n');
        }
        lines.forEach(line -> out.append("- ").append(escape(line)).append('\n'));
    }

    private static void append(StringBuilder out, List<String> row) {
        row.forEach(cell ->
                out.append("| ").append(escape(cell).replace("|", "\\|")).append(' '));
        out.append("|\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
