package io.jenkins.plugins.modeldelivery.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Records with named fields, one JSON object a line. A CSV file whose header has the column {@code id} is given as such
 * lines too, each at the number that its row has in the file; the rows of a {@link Table} likewise.
 */
public final class RecordLines {
    private static final int HEADER_BYTES = 1 << 16;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}; // of UTF-8

    private RecordLines() {}

    /**
     * The lines of a file, unpacked; the caller closes them.
     *
     * @throws BadInputException that calls the file by its format where it holds no lines
     */
    public static InputStream open(Path file) throws BadInputException {
        return open(file, Sha256.digest(), Progress.NONE);
    }

    /**
     * The same.
     *
     * @param digest is told the file's own bytes, all of them once the lines are at their end
     * @param progress is told what vouches less than usual for the lines
     */
    static InputStream open(Path file, MessageDigest digest, Progress progress) throws BadInputException {
        BufferedInputStream in = new BufferedInputStream(DataFile.open(file, digest), HEADER_BYTES);
        try {
            in.mark(HEADER_BYTES);
            byte[] start = in.readNBytes(HEADER_BYTES);
            in.reset();
            if (ForeignFormat.of(start).equals(Optional.of(ForeignFormat.PARQUET))) {
                in.close();
                Table table = Tables.open(ForeignFormat.PARQUET, file, digest);
                return new TableLines(table, warning -> progress.note("warning: " + file + " " + warning));
            }
            requireRecords(file, start);
            int skipped = startsWithMark(start) ? MARK.length : 0;
            String header = new String(start, skipped, start.length - skipped, StandardCharsets.UTF_8);
            List<String> lines = header.lines().limit(1).toList();
            if (lines.isEmpty() || header.startsWith("{") || header.startsWith("[")) {
                return in;
            }
            char separator = separator(lines.get(0));
            if (Arrays.stream(lines.get(0).split(Pattern.quote(String.valueOf(separator))))
                    .noneMatch(name -> name.strip().equals("id") || name.strip().equals("\"id\""))) {
                return in;
            }
            in.skipNBytes(skipped);
            return new CsvAsLines(file, in, separator);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean startsWithMark(byte[] start) {
        return start.length >= MARK.length && Arrays.equals(start, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static void requireRecords(Path file, byte[] start) throws BadInputException {
        Optional<ForeignFormat> foreign = ForeignFormat.of(start);
        if (foreign.isPresent()) {
            throw new BadInputException(file + " is " + foreign.get().remedy());
        }
        if (ForeignFormat.isZip(start)) {
            throw new BadInputException(
                    file + " is a zip archive or an Excel workbook; save its table as CSV or JSON lines");
        }
        if (start.length > 0 && start[0] == (byte) 0x93) {
            throw new BadInputException(file + " is a NumPy array, which has no named fields; write JSON lines or CSV");
        }
        String text = new String(start, StandardCharsets.UTF_8).strip();
        if (text.startsWith("[")
                && (text.length() == 1
                        || "{[]".indexOf(text.substring(1).strip().charAt(0)) >= 0)) {
            throw new BadInputException(file + " is one JSON array; write JSON lines, a record a line"
                    + " (in pandas to_json(..., orient='records', lines=True), with jq -c '.[]')");
        }
    }

    private static char separator(String header) {
        return header.indexOf(';') >= 0 ? ';' : header.indexOf('\t') >= 0 && header.indexOf(',') < 0 ? '\t' : ',';
    }

    /** The rows of a CSV file as JSON lines: numbers, true and false without quotes are such, an empty cell is no field. */
    private static final class CsvAsLines extends ReadyBytes {
        private static final Pattern NUMBER =
                Pattern.compile("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");
        private static final JsonFactory JSON = new JsonFactory();

        private final Path file;
        private final InputStream in;
        private final Iterator<Row> rows;
        private final Row row = new Row();
        private long lines;

        CsvAsLines(Path file, InputStream in, char separator) {
            this.file = file;
            this.in = in;
            rows = CsvReader.builder()
                    .fieldSeparator(separator)
                    .trimWhitespacesAroundQuotes(true)
                    .allowUnclosedQuote(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .maxBufferSize(LineReader.MAX_BYTES)
                    .build(row, Utf8.reader(in))
                    .iterator();
        }

        @Override
        Optional<byte[]> next() throws IOException {
            try {
                if (!rows.hasNext()) {
                    return Optional.empty();
                }
                rows.next();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (CsvParseException e) {
                throw new IOException(
                        "line " + row.line
                                + " of the CSV has a quotation mark that is not closed, or something behind the"
                                + " closing one",
                        e);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (; lines + 1 < row.line; lines++) {
                out.write('\n');
            }
            if (row.names == null) {
                row.takeHeader(file);
            } else {
                out.write(row.json().getBytes(StandardCharsets.UTF_8));
            }
            out.write('\n');
            lines++;
            return Optional.of(out.toByteArray());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        /** One row after the other. */
        private static final class Row extends AbstractBaseCsvCallbackHandler<Row> {
            private final ArrayList<String> cells = new ArrayList<>();
            private final ArrayList<Boolean> quoted = new ArrayList<>();
            private List<String> names;
            private long line;

            @Override
            protected void handleBegin(long startingLineNumber) {
                line = startingLineNumber;
                cells.clear();
                quoted.clear();
            }

            @Override
            protected void handleField(int index, char[] text, int from, int length, boolean isQuoted) {
                cells.add(new String(text, from, length));
                quoted.add(isQuoted);
            }

            @Override
            protected Row buildRecord() {
                return this;
            }

            private void takeHeader(Path file) throws IOException {
                names = cells.stream().map(String::strip).toList();
                Set<String> seen = new HashSet<>();
                for (String name : names) {
                    if (!name.isEmpty() && !seen.add(name)) {
                        throw new IOException(
                                "the header of " + file.getFileName() + " names the column '" + name + "' twice");
                    }
                }
            }

            /** The row as an object; in words, which is no JSON, where it has another number of cells than the header. */
            private String json() {
                if (cells.size() != names.size()) {
                    return "a row of " + cells.size() + " cells under a header of " + names.size();
                }
                StringBuilder json = new StringBuilder("{");
                for (int i = 0; i < cells.size(); i++) {
                    String cell = cells.get(i);
                    if (names.get(i).isEmpty() || cell.isBlank() && !quoted.get(i)) {
                        continue; // a column without a name is an index
                    }
                    json.append(json.length() > 1 ? "," : "")
                            .append(quote(names.get(i)))
                            .append(':');
                    boolean asText = names.get(i).equals("id") || quoted.get(i) && !isDocument(cell);
                    json.append(asText ? quote(cell.strip()) : value(cell.strip()));
                }
                return json.append('}').toString();
            }

            private static String value(String cell) {
                if (NUMBER.matcher(cell).matches()) {
                    return cell;
                }
                if (cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false")) {
                    return cell.toLowerCase(Locale.ROOT);
                }
                return isDocument(cell) ? cell.replace('\n', ' ').replace('\r', ' ') : quote(cell);
            }

            /** Whether a cell holds a JSON object or array, as outputs of models do. */
            private static boolean isDocument(String cell) {
                if (!cell.startsWith("{") && !cell.startsWith("[")) {
                    return false;
                }
                try (JsonParser parser = JSON.createParser(cell)) {
                    parser.nextToken();
                    parser.skipChildren();
                    return parser.nextToken() == null;
                } catch (IOException e) {
                    return false; // text that begins with a bracket
                }
            }

            private static String quote(String text) {
                return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
            }
        }
    }
}
