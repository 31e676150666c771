package io.jenkins.plugins.modeldelivery.drift.reading;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * JSON lines with an array of numbers in one field (its name, or a JSON pointer to it), or lines that are such an array themselves. A line of metadata
 * ({@code {"$meta": ...}}) and empty lines are skipped. A row of an eval set that was {@code drawn} several times is as many rows:
 * what it is compared with holds each request, too.
 */
final class JsonLines {
    private final LineReader lines;
    private final String source;
    private final ReadOptions options;

    JsonLines(LineReader lines, String source, ReadOptions options) {
        this.lines = lines;
        this.source = source;
        this.options = options;
    }

    void read(VectorSink sink) throws BadInputException {
        JsonLine parser = new JsonLine(options);
        for (Optional<byte[]> line = lines.nextWithZero(); line.isPresent(); line = lines.nextWithZero()) {
            try {
                if (parser.parse(line.get(), line.get().length - 1)) {
                    parser.requireComplete();
                    String id = parser.id();
                    int drawn = parser.drawn();
                    for (int draw = 0; draw < drawn; draw++) {
                        String each = draw == 0 || id == null ? id : id + "#" + draw;
                        sink.row(parser.values(), parser.width(), each, parser.group(), parser.slice());
                    }
                }
            } catch (JsonLine.Malformed e) {
                throw new BadInputException(source + " line " + lines.number() + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * One JSON line. The array of numbers, which is nearly all of it, is parsed by hand; the rest of the line, with the array
     * taken out, goes through the strict parser.
     */
    static final class JsonLine {
        static final class Malformed extends Exception {
            private static final long serialVersionUID = 1;

            Malformed(String message) {
                super(message);
            }
        }

        private static final int MOST_DRAWN = 10_000_000;

        private final ReadOptions options;
        private final byte[] key;
        private final JsonPointer pointer; // null where the field is called by its name
        private double[] values = new double[1024];
        private int width = -1;
        private JsonNode rest;

        JsonLine(ReadOptions options) {
            this.options = options;
            this.pointer = options.field().startsWith("/") ? JsonPointer.compile(options.field()) : null;
            this.key = ('"' + options.field() + '"').getBytes(StandardCharsets.UTF_8);
        }

        double[] values() {
            return values;
        }

        int width() {
            return width;
        }

        /** Parses a line that ends with a zero byte; false when it holds no row (empty or metadata). */
        boolean parse(byte[] line, int length) throws Malformed {
            width = -1;
            rest = null;
            int at = skipSpace(line, 0);
            if (at >= length) {
                return false;
            }
            if (line[at] == '[') {
                byte inner = line[skipSpace(line, at + 1)];
                if (inner == '[' || inner == '{' || inner == 0) {
                    throw new Malformed("one JSON array of rows; write JSON lines, a record a line"
                            + " (to_json(..., orient='records', lines=True), or jq -c '.[]')");
                }
                at = skipSpace(line, array(line, at));
                if (at < length) {
                    throw new Malformed("something follows the array");
                }
                rest = Json.object();
                return true;
            }
            int array = pointer == null ? findArray(line, length, at) : -1;
            if (pointer != null) {
                strict(line, length, length, length);
                take(rest.at(pointer));
            } else if (array >= 0) {
                int end = array(line, array);
                strict(line, length, array, end);
            } else {
                strict(line, length, length, length);
            }
            return !rest.has("$meta");
        }

        /** The array to which a pointer leads. */
        private void take(JsonNode array) throws Malformed {
            if (!array.isArray()) {
                return;
            }
            width = 0;
            values = values.length < array.size() ? new double[array.size()] : values;
            for (JsonNode number : array) {
                double value = number.isNumber() ? number.doubleValue() : Double.NaN;
                if (!Double.isFinite(value)) {
                    throw new Malformed(
                            "number " + (width + 1) + " of '" + options.field() + "' is not a finite number");
                }
                values[width++] = value;
            }
        }

        private void strict(byte[] line, int length, int from, int to) throws Malformed {
            byte[] without = Arrays.copyOf(line, from + (from < length ? 1 : 0) + length - to);
            if (from < length) {
                without[from] = '0';
                System.arraycopy(line, to, without, from + 1, length - to);
            }
            try {
                rest = Json.parse(without, "the line");
            } catch (BadInputException e) {
                throw new Malformed("not valid JSON");
            }
            if (!rest.isObject()) {
                throw new Malformed("neither an object nor an array of numbers");
            }
        }

        void requireComplete() throws Malformed {
            if (width < 0) {
                throw new Malformed("no array of numbers in field '" + options.field() + "'; name it with --field");
            }
        }

        String id() {
            return text("id");
        }

        int drawn() throws Malformed {
            JsonNode drawn = rest.get("drawn");
            if (drawn == null || drawn.isNull()) {
                return 1;
            }
            if (!drawn.canConvertToInt()
                    || !drawn.isIntegralNumber()
                    || drawn.intValue() < 1
                    || drawn.intValue() > MOST_DRAWN) {
                throw new Malformed("'drawn' is no whole number from 1 to " + MOST_DRAWN);
            }
            return drawn.intValue();
        }

        String group() throws Malformed {
            return options.groupBy().isEmpty()
                    ? null
                    : required(options.groupBy().get());
        }

        String slice() throws Malformed {
            return options.slice().isEmpty() ? null : required(options.slice().get());
        }

        private String required(String field) throws Malformed {
            String value = text(field);
            if (value == null) {
                throw new Malformed("no field '" + field + "'");
            }
            return value;
        }

        private String text(String field) {
            JsonNode value = rest.get(field);
            return value == null || !value.isValueNode() || value.isNull() ? null : value.asText();
        }

        /** Where the array of the field begins, at the outermost level of the object; -1 where there is none. */
        private int findArray(byte[] line, int length, int begin) {
            int depth = 0;
            for (int at = begin; at < length; at++) {
                byte b = line[at];
                if (b == '"') {
                    int end = endOfString(line, length, at);
                    if (depth == 1 && Arrays.equals(line, at, Math.min(length, end), key, 0, key.length)) {
                        int colon = skipSpace(line, end);
                        int value = line[colon] == ':' ? skipSpace(line, colon + 1) : length;
                        if (value < length && line[value] == '[') {
                            return value;
                        }
                    }
                    at = end - 1;
                } else if (b == '{' || b == '[') {
                    depth++;
                } else if (b == '}' || b == ']') {
                    depth--;
                }
            }
            return -1;
        }

        private static int endOfString(byte[] line, int length, int begin) {
            int at = begin + 1;
            while (at < length && line[at] != '"') {
                at += line[at] == '\\' ? 2 : 1;
            }
            return Math.min(length, at + 1);
        }

        /** Parses an array of finite numbers and returns the position behind it. */
        private int array(byte[] line, int begin) throws Malformed {
            width = 0;
            int at = skipSpace(line, begin + 1);
            if (line[at] == ']') {
                return at + 1;
            }
            Decimals numbers = new Decimals(line, at);
            while (true) {
                double value = numbers.next();
                if (!Double.isFinite(value)) {
                    throw new Malformed(
                            "number " + (width + 1) + " of '" + options.field() + "' is not a finite number");
                }
                if (width == values.length) {
                    values = Arrays.copyOf(values, 2 * width);
                }
                values[width++] = value;
                at = skipSpace(line, numbers.position());
                if (line[at] == ']') {
                    return at + 1;
                }
                if (line[at] != ',') {
                    throw new Malformed("'" + options.field() + "' is not an array of numbers");
                }
                numbers.moveTo(skipSpace(line, at + 1));
            }
        }

        private static int skipSpace(byte[] line, int begin) {
            int at = begin;
            while (line[at] == ' ' || line[at] == '\t' || line[at] == '\r') {
                at++;
            }
            return at;
        }
    }
}
