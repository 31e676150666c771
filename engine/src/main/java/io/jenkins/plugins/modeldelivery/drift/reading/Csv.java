package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Numbers separated by commas, semicolons or tabs, with an optional header line. With a header, the columns {@code id}, the
 * group's and the slice's are labels; all others are the vector.
 */
final class Csv {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern NOT_A_NAME = Pattern.compile(
            "|[+-]?(nan|inf|infinity)|null|none|na|[+-]?\\d*(\\.\\d*(e[+-]?\\d+)?|\\de[+-]?\\d+)",
            Pattern.CASE_INSENSITIVE);

    private final BufferedReader in;
    private final String source;
    private final ReadOptions options;
    private String separator = ",";
    private int id = -1;
    private int group = -1;
    private int slice = -1;

    Csv(InputStream in, String source, ReadOptions options) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
        this.source = source;
        this.options = options;
    }

    void read(RowSink sink) throws IOException, BadInputException {
        double[] values = new double[0];
        int number = 0;
        boolean isFirst = true;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            if (isFirst) {
                separator = line.indexOf(';') >= 0 ? ";" : line.indexOf('\t') >= 0 ? "\t" : ",";
            }
            String[] cells = line.split(separator, -1);
            if (isFirst && isHeader(cells)) {
                header(cells);
            } else {
                values = values.length < cells.length ? new double[cells.length] : values;
                int width = numbers(cells, values, number);
                sink.row(values, width, label(cells, id), label(cells, group), label(cells, slice));
            }
            requireColumns();
            isFirst = false;
        }
    }

    // Whole numbers may be names ("0", "1", ...); a fraction, or a number that is missing, makes the line a row.
    private static boolean isHeader(String[] cells) {
        return Arrays.stream(cells)
                        .noneMatch(cell -> NOT_A_NAME.matcher(cell.strip()).matches())
                && !Arrays.stream(cells)
                        .allMatch(cell -> WHOLE.matcher(cell.strip()).matches());
    }

    private void header(String[] cells) {
        List<String> names = Arrays.stream(cells).map(Csv::unquoted).toList();
        id = names.indexOf("id");
        group = options.groupBy().map(names::indexOf).orElse(-1);
        slice = options.slice().map(names::indexOf).orElse(-1);
    }

    private void requireColumns() throws BadInputException {
        Optional<String> missing = group < 0 && options.groupBy().isPresent()
                ? options.groupBy()
                : slice < 0 ? options.slice() : Optional.empty();
        if (missing.isPresent()) {
            throw new BadInputException(source + " has no column '" + missing.get() + "' in its first line");
        }
    }

    private int numbers(String[] cells, double[] values, int line) throws BadInputException {
        int width = 0;
        for (int c = 0; c < cells.length; c++) {
            if (c != id && c != group && c != slice) {
                values[width++] = number(cells[c].strip(), line, c);
            }
        }
        return width;
    }

    private double number(String cell, int line, int column) throws BadInputException {
        double value;
        try {
            value = Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!Double.isFinite(value)) {
            throw new BadInputException(source + " line " + line + " column " + (column + 1)
                    + " is not a finite number; remove or repair the row");
        }
        return value;
    }

    private static String label(String[] cells, int column) {
        return column < 0 || column >= cells.length ? null : unquoted(cells[column]);
    }

    private static String unquoted(String cell) {
        String text = cell.strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
