package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers separated by commas, semicolons or tabs, with an optional header line. With a header, the columns {@code id}, the
 * group's and the slice's are labels; all others are the vector. A cell may stand in quotes, with quotes in it doubled, but
 * holds no line break.
 */
final class Csv {
    private final ByteLines lines;
    private final String source;
    private final ReadOptions options;
    private byte separator;
    private CsvHeader header;
    private long headerLine;
    private double[] doubtful = {};
    private double[] values = new double[1024];
    private int width;
    private String id;
    private String group;
    private String slice;

    Csv(ByteLines lines, String source, ReadOptions options) {
        this.lines = lines;
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
            if (lines.number() == headerLine && header.mayBeHeader()) {
                doubtful = Arrays.copyOf(values, width);
                continue;
            }
            if (doubtful.length > 0 && isWhole(line, length)) {
                sink.row(doubtful, doubtful.length, null, null, null);
            }
            doubtful = new double[0];
            sink.row(values, width, id, group, slice);
        }
        if (doubtful.length > 0) {
            sink.row(doubtful, doubtful.length, null, null, null);
        }
    }

    /** Whether a row has only whole numbers, so that a first line 0,1,2,... before it is a row too, not a header. */
    private static boolean isWhole(byte[] line, int length) {
        for (int at = 0; at < length; at++) {
            if (line[at] == '.' || line[at] == 'e' || line[at] == 'E') {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte[] line, int length) {
        int at = 0;
        while (at < length && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r')) {
            at++;
        }
        return at == length;
    }

    private void begin(String first) throws BadInputException {
        if (first.indexOf('\0') >= 0) {
            throw new BadInputException(source + " is neither JSON lines, CSV nor a NumPy array: it holds binary data");
        }
        String found = first.indexOf(';') >= 0 ? ";" : first.indexOf('\t') >= 0 ? "\t" : ",";
        separator = (byte) found.charAt(0);
        headerLine = lines.number();
        header = CsvHeader.of(cells(first), options, source, lines.number());
    }

    private String[] cells(String text) {
        byte[] line = (text + '\0').getBytes(StandardCharsets.UTF_8);
        List<String> cells = new ArrayList<>();
        for (int at = 0; at < line.length; at++) {
            int end = endOfCell(line, at, line.length - 1);
            cells.add(text(line, at, end));
            at = end;
        }
        return cells.toArray(String[]::new);
    }

    private void row(byte[] line, int length) throws BadInputException {
        Decimals numbers = new Decimals(line, 0);
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
    private int number(Decimals numbers, byte[] line, int begin, int length, int column) throws BadInputException {
        numbers.moveTo(skipSpace(line, begin));
        double value = numbers.next();
        int end = skipSpace(line, numbers.position());
        if (!Double.isFinite(value) || end > length || end < length && line[end] != separator) {
            end = endOfCell(line, begin, length);
            value = parsed(CsvHeader.unquoted(text(line, begin, end)), column);
        }
        values[width++] = value;
        return end;
    }

    // What JSON does not allow, such as +1 or .5
    private double parsed(String cell, int column) throws BadInputException {
        return Decimals.finite(cell)
                .orElseThrow(() -> new BadInputException(source + " line " + lines.number() + " column " + (column + 1)
                        + " is not a finite number; remove or repair the row"));
    }

    private int skipSpace(byte[] line, int begin) {
        int at = begin;
        while (line[at] == ' ' || line[at] == '\r' || line[at] == '\t' && separator != '\t') {
            at++;
        }
        return at;
    }

    private int endOfCell(byte[] line, int begin, int length) {
        int at = skipSpace(line, begin);
        boolean quoted = at < length && line[at] == '"';
        for (at = quoted ? at + 1 : begin; quoted && at < length; at++) {
            boolean doubled = line[at] == '"' && line[at + 1] == '"';
            quoted = line[at] != '"' || doubled;
            at += doubled ? 1 : 0;
        }
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
