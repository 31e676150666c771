package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.modeldelivery.evaluation.IdHash;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads what decides about a log line without building its tree. Not thread-safe; valid until the next line. */
final class LogLine {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** Reads a value in the middle of a line. */
    private static final ObjectReader TREES =
            Json.mapper().readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int ID = 0;
    private static final int INPUT = 1;
    private static final int TIME = 2;
    private static final int STRATUM = 3;
    private static final int STATUS = 4;

    private final List<Optional<JsonPointer>> wanted;
    private final IdHash hash = new IdHash();

    private String id = "";
    private boolean hasInput;
    private long high;
    private long low;
    private OptionalLong time = OptionalLong.empty();
    private String stratum = "";
    private String status = "";

    LogLine(LogFields fields) {
        wanted = List.of(
                Optional.of(fields.id()),
                Optional.of(fields.input()),
                Optional.of(fields.time()),
                fields.stratum(),
                fields.status().map(LogFields.Status::field));
    }

    /** @throws IOException when the line is not one JSON object */
    void parse(byte[] bytes, int from, int to) throws IOException {
        id = "";
        hasInput = false;
        time = OptionalLong.empty();
        stratum = "";
        status = "";
        try (JsonParser parser = FACTORY.createParser(bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the line is not a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                field(name, parser);
            }
            if (parser.nextToken() != null) {
                throw new IOException("the line has content after its JSON object");
            }
        } catch (NumberFormatException e) {
            throw new IOException("a number's exponent is too large", e);
        }
    }

    private void field(String name, JsonParser parser) throws IOException {
        int used = -1;
        boolean treeNeeded = false;
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).isPresent() && wanted.get(i).get().matchesProperty(name)) {
                treeNeeded |= used >= 0 || !wanted.get(i).get().tail().matches();
                used = i;
            }
        }
        if (used < 0) {
            parser.skipChildren();
        } else if (used == INPUT && !treeNeeded && parser.currentToken() == JsonToken.VALUE_STRING) {
            hash.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            hashed(hash.high(), hash.low());
        } else {
            JsonNode tree = parser.currentToken() == JsonToken.VALUE_STRING
                    ? TextNode.valueOf(parser.getText())
                    : TREES.readValue(parser);
            for (int i = 0; i < wanted.size(); i++) {
                if (wanted.get(i).isPresent() && wanted.get(i).get().matchesProperty(name)) {
                    take(i, tree.at(wanted.get(i).get().tail()));
                }
            }
        }
    }

    private void take(int what, JsonNode node) {
        switch (what) {
            case ID -> id = node.isTextual() || node.isIntegralNumber() ? node.asText() : "";
            case INPUT -> input(node);
            case TIME -> time = Times.millis(node);
            case STRATUM -> stratum = scalar(node);
            case STATUS -> status = scalar(node);
            default -> throw new IllegalArgumentException("nothing is number " + what);
        }
    }

    private static String scalar(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asText() : "";
    }

    private void input(JsonNode node) {
        if (InputHash.isInput(node)) {
            InputHash of = InputHash.of(node);
            hashed(of.high(), of.low());
        }
    }

    private void hashed(long newHigh, long newLow) {
        high = newHigh;
        low = newLow;
        hasInput = true;
    }

    /** Empty where the line has none. */
    String id() {
        return id;
    }

    boolean hasInput() {
        return hasInput;
    }

    /** With {@link #low} the hash of the input: equal inputs have equal hashes, whatever the order of their keys. */
    long high() {
        return high;
    }

    long low() {
        return low;
    }

    InputHash input() {
        return new InputHash(high, low);
    }

    /** Milliseconds since 1970, where the line says it. */
    OptionalLong time() {
        return time;
    }

    /** Empty where the line has none. */
    String stratum() {
        return stratum;
    }

    /** What the field says that tells failed attempts; empty where the line has none. */
    String status() {
        return status;
    }

    /**
     * The line as one text for all its spellings.
     *
     * @throws IOException where a part that {@link #parse} skips is malformed
     */
    static String canonical(byte[] bytes, int from, int to) throws IOException {
        try {
            return Canonical.text(Json.parse(Arrays.copyOfRange(bytes, from, to), "the line"));
        } catch (BadInputException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** One text for all spellings of a JSON value: keys in order, numbers by value. */
    static final class Canonical {
        private Canonical() {}

        static String text(JsonNode node) {
            StringBuilder text = new StringBuilder();
            append(node, text);
            return text.toString();
        }

        private static void append(JsonNode node, StringBuilder text) {
            if (node.isObject()) {
                TreeMap<String, JsonNode> fields = new TreeMap<>();
                node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
                text.append('{');
                fields.forEach((name, value) -> {
                    text.append(TextNode.valueOf(name)).append(':');
                    append(value, text);
                    text.append(',');
                });
                text.append('}');
            } else if (node.isArray()) {
                text.append('[');
                for (JsonNode element : node) {
                    append(element, text);
                    text.append(',');
                }
                text.append(']');
            } else if (node.isNumber()) {
                text.append(node.decimalValue().stripTrailingZeros());
            } else {
                text.append(node);
            }
        }
    }
}
