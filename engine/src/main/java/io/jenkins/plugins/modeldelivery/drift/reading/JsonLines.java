package io.jenkins.plugins.modeldelivery.drift.reading;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * JSON lines with one or several views, each in a field (its name, or a JSON pointer to it): most often one array of numbers. Lines may also be such an
 * array themselves. A line of metadata ({@code {"$meta": ...}}) and empty lines are skipped. A row of an eval set that was {@code drawn} several times is
 * as many rows: what it is compared with holds each request, too.
 */
final class JsonLines {
    private final LineReader lines;
    private final String source;
    private final JsonLine parser;

    JsonLines(LineReader lines, String source, ReadOptions options) {
        this.lines = lines;
        this.source = source;
        this.parser = new JsonLine(options);
    }

    /** What the lines held. */
    List<View> views() {
        return parser.views();
    }

    void read(VectorSink sink) throws BadInputException {
        for (Optional<byte[]> line = lines.nextWithZero(); line.isPresent(); line = lines.nextWithZero()) {
            try {
                if (parser.parse(line.get(), line.get().length - 1)) {
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
     * taken out, goes through the strict parser, and what other views it has are taken from there.
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
        private final List<ViewReader> views = new ArrayList<>();
        private double[] values = new double[1024];
        private int width;
        private JsonNode rest;

        JsonLine(ReadOptions options) {
            this.options = options;
            boolean isOnly = options.views().size() == 1;
            options.fields().forEach(field -> views.add(new ViewReader(field, false, isOnly)));
            options.text().ifPresent(field -> views.add(new ViewReader(field, true, isOnly)));
            String first = options.fields().stream()
                    .findFirst()
                    .filter(field -> !field.startsWith("/"))
                    .orElse("");
            this.key = ('"' + first + '"').getBytes(StandardCharsets.UTF_8);
        }

        List<View> views() {
            return views.stream().map(ViewReader::view).toList();
        }

        double[] values() {
            return values;
        }

        int width() {
            return width;
        }

        /** Parses a line that ends with a zero byte; false when it holds no row (empty or metadata). */
        boolean parse(byte[] line, int length) throws Malformed {
            width = 0;
            rest = null;
            int at = skipSpace(line, 0);
            if (at >= length) {
                return false;
            }
            if (line[at] == '[') {
                whole(line, length, at);
                return true;
            }
            int array = key.length > 2 ? findArray(line, length, at) : -1;
            int end = array >= 0 ? array(line, array) : length;
            strict(line, length, array >= 0 ? array : length, end);
            if (rest.has("$meta")) {
                return false;
            }
            if (array >= 0) {
                views.get(0).isArray(width);
            }
            for (ViewReader view : views.subList(array >= 0 ? 1 : 0, views.size())) {
                take(view);
            }
            return true;
        }

        /** A line that is an array: the only view. */
        private void whole(byte[] line, int length, int begin) throws Malformed {
            byte inner = line[skipSpace(line, begin + 1)];
            if (inner == '[' || inner == '{' || inner == 0) {
                throw new Malformed("one JSON array of rows; write JSON lines, a record a line"
                        + " (to_json(..., orient='records', lines=True), or jq -c '.[]')");
            }
            if (views.size() > 1 || options.text().isPresent()) {
                throw new Malformed("an array, which has no field '"
                        + views.get(views.size() - 1).field() + "'; write objects with all views");
            }
            if (skipSpace(line, array(line, begin)) < length) {
                throw new Malformed("something follows the array");
            }
            views.get(0).isArray(width);
            rest = Json.object();
        }

        private void take(ViewReader view) throws Malformed {
            JsonNode node = view.in(rest);
            if (node.isMissingNode() || node.isNull()) {
                throw new Malformed(
                        views.size() == 1 && options.text().isEmpty()
                                ? "no array of numbers in field '" + view.field() + "'; name it with --field"
                                : "no field '" + view.field() + "'; every row needs all that is compared: "
                                        + String.join(", ", options.views()));
            }
            int numbers = view.width(node);
            if (width + numbers > values.length) {
                values = Arrays.copyOf(values, 2 * (width + numbers));
            }
            view.write(node, values, width);
            width += numbers;
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
                            "number " + (width + 1) + " of '" + options.fields().get(0) + "' is not a finite number");
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
                    throw new Malformed("'" + options.fields().get(0) + "' is not an array of numbers");
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
