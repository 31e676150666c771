package io.jenkins.plugins.modeldelivery.drift.reading;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.DataFile;
import io.jenkins.plugins.modeldelivery.io.FileState;
import io.jenkins.plugins.modeldelivery.io.ForeignFormat;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.io.Table;
import io.jenkins.plugins.modeldelivery.io.Tables;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.ZipException;

/**
 * A file of vectors: NumPy {@code .npy}, {@code .npz} and Parquet told by their first bytes, JSON lines by their first character, else CSV. It may also
 * turn out to hold one JSON document. Its rows are read once, so that a pipe will do (not for Parquet).
 */
public final class VectorFile implements AutoCloseable {
    private static final int PROGRESS_ROWS = 4096;
    private static final double LARGEST = 1e37; // squares are finite, also in single and half precision
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}; // of UTF-8

    private final Path file;
    private final MessageDigest digest = Sha256.digest();
    private FileState before;
    private InputStream raw;
    private InputStream content; // unpacked, from its first byte that is not white space
    private int first;
    private boolean isZip;
    private long linesBefore;
    private Table table; // where it is one, and the content then empty
    private String sha256 = "";
    private String member = "";
    private List<View> views = List.of();
    private int categories; // numbers of a row that stand for words
    private boolean isTable; // of which each column is looked at

    private VectorFile(Path file) {
        this.file = file;
    }

    /**
     * Opens a file; the caller closes it.
     *
     * @throws BadInputException when it is not there, cannot be read or is not packed properly
     */
    public static VectorFile open(Path file) throws BadInputException {
        VectorFile opened = new VectorFile(file);
        try {
            opened.reading(opened::begin);
        } catch (BadInputException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /**
     * Reads a file as a sample.
     *
     * @throws BadInputException naming file and line where something is not a finite number or rows differ in width
     * @throws InterruptedException when the calling thread is interrupted
     */
    public static Vectors read(Path file, ReadOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        try (VectorFile opened = open(file)) {
            return opened.read(options, progress, VectorSink.NONE);
        }
    }

    /**
     * The same for an open file.
     *
     * @param beside is given every row too
     */
    public Vectors read(ReadOptions options, Progress progress, VectorSink beside)
            throws BadInputException, InterruptedException {
        Collector collector = new Collector(options, file.toString());
        pass(options, progress, (values, width, id, group, slice) -> {
            if (isTable) {
                collector.keepWhole();
            }
            collector.row(values, width, id, group, slice);
            beside.row(values, width - categories, id, group, slice);
        });
        return collector.finish(sha256(), member, views);
    }

    /** Gives the rows one by one, in a table only numbers. */
    public void stream(ReadOptions options, Progress progress, VectorSink sink)
            throws BadInputException, InterruptedException {
        pass(
                options,
                progress,
                (values, width, id, group, slice) -> sink.row(values, width - categories, id, group, slice));
    }

    /** Gives the words of a table too, as numbers behind all others. */
    private void pass(ReadOptions options, Progress progress, VectorSink sink)
            throws BadInputException, InterruptedException {
        try {
            reading(() -> {
                rows(options, new Counting(sink, progress));
                if (content.read() >= 0) {
                    throw new BadInputException(file + " goes on after its last row");
                }
            });
        } catch (Interrupted e) {
            throw new InterruptedException("interrupted while reading " + file);
        }
        if (table != null) {
            table.warning().ifPresent(warning -> progress.note("warning: " + file + " " + warning));
        }
        before.requireUnchanged();
        sha256 = Sha256.hex(digest);
    }

    /** SHA-256 of the file's bytes as they lie on disk; empty until its rows have been read. */
    public String sha256() {
        return sha256;
    }

    /** What a row holds, words of a table aside; known behind the last one. */
    public List<View> vectorViews() {
        return views.stream().filter(view -> view.kind() != View.Kind.CATEGORY).toList();
    }

    private void rows(ReadOptions options, VectorSink sink) throws IOException, BadInputException {
        if (table != null) {
            TableVectors vectors = new TableVectors(table, file.toString(), options);
            vectors.read(sink);
            views = vectors.views();
            return;
        }
        if (first == '{' || first == '[') {
            JsonLines lines = new JsonLines(
                    new LineReader(content, file.toString(), LineReader.MAX_BYTES, linesBefore),
                    file.toString(),
                    options);
            lines.read(sink);
            views = lines.views();
            return;
        }
        requireOneView(options);
        String field = String.join(", ", options.views());
        int[] columns = new int[1];
        VectorSink measured = (values, width, id, group, slice) -> {
            columns[0] = width;
            sink.row(values, width, id, group, slice);
        };
        if (isZip) {
            requireNoFields(options);
            member = new Npz(content, file.toString(), field).read(measured);
        } else if (first == Npy.FIRST_BYTE) {
            requireNoFields(options);
            new Npy(content, file.toString()).read(measured);
        } else if (first >= 0) {
            Csv table = new Csv(content, file.toString(), linesBefore, options);
            table.read((values, width, id, group, slice) -> {
                categories = table.categories();
                isTable = table.isNamed() && width <= View.MOST_COLUMNS;
                sink.row(values, width, id, group, slice);
            });
            views = table.views(field);
            return;
        }
        views = List.of(View.numbers(field, columns[0]));
    }

    private void requireOneView(ReadOptions options) throws BadInputException {
        if (first >= 0 && (options.views().size() > 1 || options.text().isPresent())) {
            throw new BadInputException(file + (isZip || first == Npy.FIRST_BYTE ? " is a NumPy array" : " is CSV")
                    + ", whose numbers are one view; several views, or a text, are read from JSON lines ("
                    + String.join(", ", options.views()) + ")");
        }
    }

    /**
     * The JSON document that the file holds instead of rows, wherever in it its schema is named.
     *
     * @param schemas tells those of the documents that are meant
     * @return empty where the file does not begin with an object of such a schema; its rows can be read then
     * @throws BadInputException when it does, and is not valid JSON or too large
     */
    public Optional<JsonNode> document(Predicate<String> schemas) throws BadInputException {
        JsonNode[] found = new JsonNode[1];
        reading(() -> {
            if (first == '{' && schemas.test(schema())) {
                byte[] bytes = content.readNBytes((int) Json.MAX_DOCUMENT_BYTES + 1);
                if (bytes.length > Json.MAX_DOCUMENT_BYTES) {
                    throw new BadInputException(file + " is larger than " + (Json.MAX_DOCUMENT_BYTES >> 20)
                            + " MiB, too large for one document");
                }
                found[0] = Json.parse(bytes, file.toString());
            }
        });
        return Optional.ofNullable(found[0]);
    }

    /** What the first object says under {@code schema}; empty where it says nothing. */
    private String schema() throws IOException {
        Remembered looked = new Remembered(content);
        try (JsonParser parser = Json.mapper().createParser(looked)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            parser.nextToken();
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
                if (key.equals("schema")) {
                    return isText ? parser.getText() : "";
                }
                parser.skipChildren();
            }
            return "";
        } catch (JsonProcessingException e) {
            return ""; // who reads the rows can say better what is wrong with them
        } finally {
            content = looked.again();
        }
    }

    /** Bytes that are looked at, at most as many as a document or a line may have, and read again. */
    private static final class Remembered extends InputStream {
        private final InputStream in;
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

        Remembered(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int most = (int) Math.min(length, Json.MAX_DOCUMENT_BYTES - seen.size());
            int count = most == 0 ? -1 : in.read(into, offset, most);
            if (count > 0) {
                seen.write(into, offset, count);
            }
            return count;
        }

        InputStream again() throws IOException {
            PushbackInputStream again = new PushbackInputStream(in, Math.max(1, seen.size()));
            again.unread(seen.toByteArray());
            return again;
        }
    }

    private void requireNoFields(ReadOptions options) throws BadInputException {
        Optional<String> field = options.groupBy().or(options::slice);
        if (field.isPresent()) {
            throw new BadInputException(file + " is a NumPy array, which has no field '" + field.get()
                    + "'; give JSON lines or CSV with that field");
        }
    }

    /** Skips a byte order mark and white space and looks at the first byte behind them. */
    private void begin() throws IOException, BadInputException {
        before = FileState.of(file);
        raw = new DigestInputStream(DataFile.bytes(file), digest);
        PushbackInputStream in = new PushbackInputStream(DataFile.unpacked(raw), ForeignFormat.BYTES);
        content = in;
        byte[] start = in.readNBytes(ForeignFormat.BYTES);
        Optional<ForeignFormat> foreign = ForeignFormat.of(start);
        if (foreign.equals(Optional.of(ForeignFormat.PARQUET))) {
            in.close();
            content = InputStream.nullInputStream();
            first = -1;
            table = Tables.open(ForeignFormat.PARQUET, file, digest);
            return;
        }
        if (foreign.isPresent()) {
            throw new BadInputException(file + " is " + foreign.get().remedy());
        }
        isZip = ForeignFormat.isZip(start);
        boolean isMarked = start.length >= MARK.length && Arrays.equals(start, 0, MARK.length, MARK, 0, MARK.length);
        in.unread(start, isMarked ? MARK.length : 0, start.length - (isMarked ? MARK.length : 0));
        first = in.read();
        while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
            linesBefore += first == '\n' ? 1 : 0;
            first = in.read();
        }
        if (first >= 0) {
            in.unread(first);
        }
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException, BadInputException;
    }

    private void reading(Reading part) throws BadInputException {
        try {
            part.run();
        } catch (NoSuchFileException e) {
            throw new BadInputException(file + " does not exist", e);
        } catch (EOFException | ZipException e) {
            throw new BadInputException(file + " is cut off or not packed properly: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws BadInputException {
        reading(() -> {
            if (table != null) {
                table.close();
            } else if (content != null) {
                content.close();
            } else if (raw != null) {
                raw.close();
            }
        });
    }

    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final class Counting implements VectorSink {
        private final VectorSink sink;
        private final Progress progress;
        private long rows;

        Counting(VectorSink sink, Progress progress) {
            this.sink = sink;
            this.progress = progress;
        }

        private void requireComparable(double[] values, int width) throws BadInputException {
            for (int u = 0; u < width; u++) {
                if (Math.abs(values[u]) > LARGEST) {
                    throw new BadInputException(file + " row " + (rows + 1) + " has the number " + values[u]
                            + "; at most " + LARGEST + " were expected, whose squares can be told apart");
                }
            }
        }

        @Override
        public void row(double[] values, int width, String id, String group, String slice) throws BadInputException {
            requireComparable(values, width);
            sink.row(values, width, id, group, slice);
            if (++rows % PROGRESS_ROWS == 0) {
                progress.report(rows, -1, "rows");
            }
            if (Thread.interrupted()) {
                throw new Interrupted();
            }
        }
    }
}
