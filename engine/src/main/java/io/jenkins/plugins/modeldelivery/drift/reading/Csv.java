package io.jenkins.plugins.modeldelivery.drift.reading;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.io.Utf8;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Numbers separated by commas, semicolons or tabs, with an optional header line. With a header, the columns {@code id}, the
 * group's and the slice's are labels; columns that begin with a word are categories, given as numbers behind all others, which
 * are the vector. A cell may stand in quotes, with quotes in it doubled.
 */
final class Csv {
    private static final double[] NONE = {};
    private static final String TOO_LONG = "The maximum buffer size"; // so begins the library's word for a single cell

    private final BufferedReader in;
    private final String source;
    private final long before;
    private final ReadOptions options;
    private final Row row = new Row();
    private char separator;
    private CsvHeader header;
    private double[] doubtful = NONE;
    private int numbers; // of a row
    private final Categories categories = new Categories();

    /** @param before lines of the file that have been read already */
    Csv(InputStream in, String source, long before, ReadOptions options) {
        this.in = new BufferedReader(Utf8.reader(in));
        this.source = source;
        this.before = before;
        this.options = options;
    }

    /** How many columns of words there are; known with the first row. */
    int categories() {
        return categories.count();
    }

    /** Whether columns have names; known with the first row. */
    boolean isNamed() {
        return header.isPresent();
    }

    /** The numbers, which are one view, and the columns of words behind them. */
    List<View> views(String field) {
        return header == null ? List.of(View.numbers(field, 0)) : categories.views(field, header.columns(), numbers);
    }

    void read(VectorSink to) throws IOException, BadInputException {
        CountingColumns counting = new CountingColumns();
        VectorSink sink = (values, width, id, group, slice) -> {
            numbers = width - categories.count();
            to.row(values, width, id, group, slice);
            counting.row(values, numbers);
        };
        separator = separator();
        Iterator<Row> rows = CsvReader.builder()
                .fieldSeparator(separator)
                .trimWhitespacesAroundQuotes(true)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // the width is asked of all formats alike
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(LineReader.MAX_BYTES)
                .build(row, in)
                .iterator();
        while (advance(rows)) {
            boolean isFirst = header == null;
            if (isFirst) {
                header = CsvHeader.of(row.cells, options, source, row.line);
                if (header.isPresent()) {
                    continue;
                }
                row.takeCells();
            }
            if (row.problem != null) {
                throw new BadInputException(source + " line " + row.line + row.problem);
            }
            if (isFirst && header.mayBeHeader()) {
                doubtful = Arrays.copyOf(row.values, row.width);
                continue;
            }
            if (doubtful.length > 0 && row.isWhole) {
                sink.row(doubtful, doubtful.length, null, null, null);
            }
            doubtful = NONE;
            sink.row(row.values, row.width, row.id, row.group, row.slice);
        }
        if (doubtful.length > 0) {
            sink.row(doubtful, doubtful.length, null, null, null);
        }
        Optional<Integer> counted = counting.first();
        if (counted.isPresent()) {
            throw new BadInputException(source + " " + header.name(categories.column(counted.get()))
                    + " counts the rows and is no feature; leave it out (pandas: index=False), or call it id");
        }
    }

    /** Looks at the first line, which is then read again. */
    private char separator() throws IOException, BadInputException {
        in.mark(LineReader.MAX_BYTES);
        char found = ',';
        int length = 0;
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (++length == LineReader.MAX_BYTES) {
                throw LineReader.tooLong(source, "line " + before, LineReader.MAX_BYTES);
            }
            if (c == ';' || c == '\t' && found == ',') {
                found = (char) c;
            }
        }
        in.reset();
        return found;
    }

    private boolean advance(Iterator<Row> rows) throws IOException, BadInputException {
        try {
            return rows.hasNext() && rows.next() == row;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            if (e.getMessage().startsWith(TOO_LONG)) {
                throw LineReader.tooLong(source, "line " + (row.line - 1), LineReader.MAX_BYTES);
            }
            throw new BadInputException(
                    source + " line " + row.line + " column " + (row.column + 1)
                            + " has a quotation mark that is not closed, or something behind the closing one; repair the row",
                    e);
        }
    }

    /** Takes the cells of one row after the other. */
    private final class Row extends AbstractBaseCsvCallbackHandler<Row> {
        private final Decimals decimals = new Decimals();
        private final List<String> cells = new ArrayList<>(); // of the first line, which may be a header
        private double[] values = new double[1024];
        private int width;
        private String id;
        private String group;
        private String slice;
        private long line;
        private int column;
        private long size;
        private boolean isBlank;
        private boolean isWhole;
        private String problem;

        @Override
        protected void handleBegin(long startingLineNumber) {
            line = before + startingLineNumber;
            begin();
            column = 0;
            size = 0;
            isBlank = true;
            categories.beginRow();
        }

        private void begin() {
            width = 0;
            id = null;
            group = null;
            slice = null;
            isWhole = true;
            problem = null;
        }

        @Override
        protected void handleField(int index, char[] text, int from, int length, boolean quoted) {
            column = index + 1;
            size += length + 1L;
            if (size > LineReader.MAX_BYTES) {
                throw new CsvParseException(TOO_LONG);
            }
            isBlank = isBlank && !quoted && isBlank(text, from, length);
            if (header == null) {
                cells.add(new String(text, from, length).strip());
            } else {
                cell(index, text, from, length);
            }
        }

        /** White space alone is no row; nor are tabs that separate nothing. */
        @Override
        protected Row buildRecord() {
            if (isBlank && (column <= 1 || separator == '\t')) {
                cells.clear();
                return null;
            }
            if (header != null) {
                requireLabels();
                endRow();
            }
            return this;
        }

        /** Takes the first line as a row. */
        void takeCells() {
            begin();
            for (int i = 0; i < cells.size(); i++) {
                cell(i, cells.get(i).toCharArray(), 0, cells.get(i).length());
            }
            requireLabels();
        }

        private void endRow() {
            if (problem == null && width == 0) {
                problem = categories.found() > 0
                        ? " has no number; a shift is tested of columns of numbers, and columns of words explain it"
                        : null;
            }
            if (width + categories.found() >= values.length) {
                values = Arrays.copyOf(values, 2 * (width + categories.found()));
            }
            width = categories.endRow(values, width);
        }

        private void cell(int index, char[] text, int from, int length) {
            if (header.isLabel(index)) {
                label(index, new String(text, from, length).strip());
                return;
            }
            if (width == values.length) {
                values = Arrays.copyOf(values, 2 * width);
            }
            double value = decimals.finite(text, from, length);
            String cell = Double.isNaN(value) ? new String(text, from, length).strip() : "";
            int place = width + categories.found();
            if (Double.isNaN(value) && place < header.columns().size() && categories.takes(place, cell)) {
                return;
            }
            Optional<String> word = categories.refuses(place);
            if (word.isPresent() && problem == null) {
                problem = " column " + (index + 1) + " is a number where the first row has the word '"
                        + CsvHeader.shown(word.get())
                        + "'; a column holds numbers or words, so repair one of the two or write the numbers as words too";
            } else if (Double.isNaN(value) && problem == null) {
                problem = " column " + (index + 1)
                        + (cell.startsWith("[") || cell.startsWith("(")
                                ? " holds a list; write JSON lines (to_json(..., orient='records', lines=True)), or a column a number"
                                : " is not a finite number; remove or repair the row");
            }
            values[width++] = value;
            isWhole = isWhole && (doubtful.length == 0 || isWhole(text, from, length));
        }

        private void label(int index, String text) {
            if (index == header.id()) {
                id = text;
            }
            if (index == header.group()) {
                group = text;
            }
            if (index == header.slice()) {
                slice = text;
            }
        }

        private void requireLabels() {
            if (problem == null && (header.group() >= 0 && group == null || header.slice() >= 0 && slice == null)) {
                problem = " has fewer cells than the header";
            }
        }

        private static boolean isBlank(char[] text, int from, int length) {
            int at = from;
            while (at < from + length && (text[at] == ' ' || text[at] == '\t')) {
                at++;
            }
            return at == from + length;
        }

        /** Whether a cell is a whole number: a first line 0,1,2,... before a row of them is a row too, not a header. */
        private static boolean isWhole(char[] text, int from, int length) {
            for (int at = from; at < from + length; at++) {
                if (text[at] == '.' || text[at] == 'e' || text[at] == 'E') {
                    return false;
                }
            }
            return true;
        }
    }
}
