package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.json.Keys;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one line into fields, without building a tree. Not thread-safe; the fields are valid until the next line. */
final class RowParser {
    private final List<String> sliceFields;
    private final RecordSchema output;
    private final Set<String> others = new HashSet<>();
    private int seen;

    final IdHash id = new IdHash();
    final String[] slices;
    boolean hasId;
    boolean metadata;
    String label;
    String prediction;
    double latency;
    boolean failed;
    boolean hasOutput;
    boolean certainlyValid;
    boolean wrongType;

    /** @param output the contract's output, or null where none is checked */
    RowParser(List<String> sliceFields, RecordSchema output) {
        this.sliceFields = sliceFields;
        this.output = output;
        slices = new String[sliceFields.size()];
    }

    /** @throws IOException when the line is not one JSON object */
    void parse(byte[] bytes, int from, int to) throws IOException {
        reset();
        try (JsonParser parser = Json.parser(bytes, from, to)) {
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
        }
    }

    private void reset() {
        seen = 0;
        if (!others.isEmpty()) {
            others.clear();
        }
        hasId = false;
        metadata = false;
        label = null;
        prediction = null;
        latency = Double.NaN;
        failed = false;
        hasOutput = false;
        certainlyValid = false;
        wrongType = false;
        Arrays.fill(slices, null);
    }

    private void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "id" -> {
                once(1, name, parser);
                id(parser);
            }
            case "label" -> {
                once(2, name, parser);
                label = scalar(parser);
            }
            case "prediction" -> {
                once(4, name, parser);
                prediction = scalar(parser);
            }
            case "latency_ms" -> {
                once(8, name, parser);
                latency(parser);
            }
            case "error" -> {
                once(16, name, parser);
                error(parser);
            }
            case "output" -> {
                once(32, name, parser);
                hasOutput = true;
                if (output == null) {
                    Keys.skip(parser);
                } else {
                    certainlyValid = output.certainlyValid(parser);
                }
                return;
            }
            default -> {
                metadata |= name.equals("$meta");
                if (!others.add(name)) {
                    throw Keys.duplicate(parser, name);
                }
            }
        }
        int slice = sliceFields.isEmpty() ? -1 : sliceFields.indexOf(name);
        if (slice >= 0) {
            String value = scalar(parser);
            slices[slice] = value == null ? null : value.substring(1);
        }
        Keys.skip(parser);
    }

    private void once(int bit, String name, JsonParser parser) throws IOException {
        if ((seen & bit) != 0) {
            throw Keys.duplicate(parser, name);
        }
        seen |= bit;
    }

    private void id(JsonParser parser) throws IOException {
        boolean isText = parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() > 0;
        if (isText || parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            id.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            hasId = true;
        } else {
            wrongType = true;
        }
    }

    private void latency(JsonParser parser) throws IOException {
        if (parser.currentToken().isNumeric()) {
            double value = parser.getDoubleValue();
            if (Double.isFinite(value)) {
                latency = value;
                return;
            }
        }
        wrongType |= parser.currentToken() != JsonToken.VALUE_NULL;
    }

    private void error(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            failed = true;
        } else {
            wrongType |= parser.currentToken() != JsonToken.VALUE_NULL;
        }
    }

    /** The value behind a letter for its type, so that "1" and 1 stay different; 1 and 1.0 are the same. */
    private String scalar(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> "s" + parser.getText();
            case VALUE_TRUE -> "btrue";
            case VALUE_FALSE -> "bfalse";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                "n" + Json.decimal(parser).stripTrailingZeros();
            case VALUE_NULL -> null;
            default -> {
                wrongType = true;
                yield null;
            }
        };
    }
}
