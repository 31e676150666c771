package io.jenkins.plugins.modeldelivery.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** The rows of a table as JSON lines, the first row in line 1. */
public final class TableLines extends ReadyBytes {
    private final Table table;
    private final Consumer<String> warnings;
    private final JsonText row = new JsonText();

    /** @param warnings is told at the end what vouches less than usual for the rows */
    public TableLines(Table table, Consumer<String> warnings) {
        this.table = table;
        this.warnings = warnings;
    }

    @Override
    Optional<byte[]> next() throws IOException {
        row.begin();
        if (!table.next(row)) {
            table.warning().ifPresent(warnings);
            return Optional.empty();
        }
        return Optional.of(row.line());
    }

    @Override
    public void close() throws IOException {
        table.close();
    }

    /** Writes one row; numbers as they are, a float as the double of the same value. */
    static final class JsonText implements ValueSink {
        private static final JsonFactory JSON = new JsonFactory();

        private final StringBuilder out = new StringBuilder();
        private boolean follows;

        void begin() {
            out.setLength(0);
            follows = false;
        }

        byte[] line() {
            return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        }

        private StringBuilder next() {
            if (out.length() > LineReader.MAX_BYTES) {
                throw new UncheckedIOException(
                        new IOException("a row is larger than " + (LineReader.MAX_BYTES >> 20) + " MiB"));
            }
            if (follows) {
                out.append(',');
            }
            follows = true;
            return out;
        }

        @Override
        public void beginObject() {
            next().append('{');
            follows = false;
        }

        @Override
        public void field(String name) {
            text(name);
            out.append(':');
            follows = false;
        }

        @Override
        public void endObject() {
            out.append('}');
            follows = true;
        }

        @Override
        public void beginList() {
            next().append('[');
            follows = false;
        }

        @Override
        public void endList() {
            out.append(']');
            follows = true;
        }

        @Override
        public void text(String value) {
            next().append('"');
            JsonStringEncoder.getInstance().quoteAsString(value, out);
            out.append('"');
        }

        @Override
        public void document(String json) {
            if (isJson(json)) {
                next().append(json.replace('\n', ' ').replace('\r', ' '));
            } else {
                text(json);
            }
        }

        private static boolean isJson(String text) {
            try (JsonParser parser = JSON.createParser(text)) {
                boolean begins = parser.nextToken() != null;
                parser.skipChildren();
                return begins && parser.nextToken() == null;
            } catch (IOException e) {
                return false; // then it is text, whatever its column is called
            }
        }

        @Override
        public void number(double value) {
            next().append(value);
        }

        @Override
        public void integer(long value) {
            next().append(value);
        }

        @Override
        public void decimal(BigDecimal value) {
            next().append(value.toPlainString());
        }

        @Override
        public void truth(boolean value) {
            next().append(value);
        }

        @Override
        public void nothing() {
            next().append("null");
        }
    }
}
