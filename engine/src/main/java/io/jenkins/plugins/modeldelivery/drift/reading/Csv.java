package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers separated by commas, semicolons or tabs, with an optional header line. With a header, the columns {@code id}, the
 * group's and the slice's are labels; all others are the vector.
 */
final class Csv {
    private final ByteLines lines;
    private final String source;
    private final ReadOptions options;
    private byte separator;
    private CsvHeader header;
    private double[] values = new double[1024];
    private int width;
    private String id;
    private String group;
    private String slice;

    Csv(InputStream in, String source, ReadOptions options) {
        this.lines = new ByteLines(in, source);
        this.source = source;
        this.options = options;
    }

    void read(RowSink sink) throws IOException, BadInputException {
        for (int length = lines.next(); length >= 0; length = lines.next()) {
            byte[] line = lines.bytes();
            if (isBlank(line, length)) {
                continue;
            }
            if (header == null) {
                begin(text(line, 0, length));
                if (header.isPresent()) {
                    continue;
                }
            }
            row(line, length);
            sink.row(values, width, id, group, slice);
        }
    }

    private static boolean isBlank(byte[] line, int length) {
        int at = 0;
        while (at < length && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r')) {
            at++;
        }
        return at == length;
    }

    private void begin(String first) throws BadInputException {
        String found = first.indexOf(';') >= 0 ? ";" : first.indexOf('\t') >= 0 ? "\t" : ",";
        separator = (byte) found.charAt(0);
        header = CsvHeader.of(first.split(found, -1), options, source, lines.number());
    }

    private void row(byte[] line, int length) throws BadInputException {
        Numbers numbers = new Numbers(line, 0);
        width = 0;
        id = null;
        group = null;
        slice = null;
        int at = -1;
        for (int column = 0; at < length; column++) {
            at++; // behind the separator
            if (header.isLabel(column)) {
                int end = endOfCell(line, at, length);
                label(column, CsvHeader.unquoted(text(line, at, end)));
                at = end;
                continue;
            }
            if (width == values.length) {
                values = Arrays.copyOf(values, 2 * width);
            }
            at = number(numbers, line, at, length, column);
        }
        if (header.group() >= 0 && group == null || header.slice() >= 0 && slice == null) {
            throw new BadInputException(source + " line " + lines.number() + " has fewer cells than the header");
        }
    }

    /** Parses the cell that begins at a position and returns where it ends. */
    private int number(Numbers numbers, byte[] line, int begin, int length, int column) throws BadInputException {
        numbers.moveTo(skipSpace(line, begin));
        double value = numbers.next();
        int end = skipSpace(line, numbers.position());
        if (!Double.isFinite(value) || end > length || end < length && line[end] != separator) {
            end = endOfCell(line, begin, length);
            value = parsed(text(line, begin, end), column);
        }
        values[width++] = value;
        return end;
    }

    // What JSON does not allow, such as +1 or .5
    private double parsed(String cell, int column) throws BadInputException {
        double value;
        try {
            value = Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!Double.isFinite(value)) {
            throw new BadInputException(source + " line " + lines.number() + " column " + (column + 1)
                    + " is not a finite number; remove or repair the row");
        }
        return value;
    }

    private int skipSpace(byte[] line, int begin) {
        int at = begin;
        while (line[at] == ' ' || line[at] == '\r' || line[at] == '\t' && separator != '\t') {
            at++;
        }
        return at;
    }

    private int endOfCell(byte[] line, int begin, int length) {
        int at = begin;
        while (at < length && line[at] != separator) {
            at++;
        }
        return at;
    }

    private void label(int column, String text) {
        if (column == header.id()) {
            id = text;
        }
        if (column == header.group()) {
            group = text;
        }
        if (column == header.slice()) {
            slice = text;
        }
    }

    private static String text(byte[] line, int begin, int end) {
        return new String(line, begin, end - begin, StandardCharsets.UTF_8);
    }
}
