package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.util.List;

/** Reads one line into fields, without building a tree. Not thread-safe; the fields are valid until the next line. */
final class RowParser {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final List<String> sliceFields;
    private final RecordSchema output;

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
        }
    }

    private void reset() {
        hasId = false;
        metadata = false;
        label = null;
        prediction = null;
        latency = Double.NaN;
        failed = false;
        hasOutput = false;
        certainlyValid = false;
        wrongType = false;
        java.util.Arrays.fill(slices, null);
    }

    private void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "id" -> id(parser);
            case "label" -> label = scalar(parser);
            case "prediction" -> prediction = scalar(parser);
            case "latency_ms" -> latency(parser);
            case "error" -> error(parser);
            case "output" -> {
                hasOutput = true;
                if (output == null) {
                    parser.skipChildren();
                } else {
                    certainlyValid = output.certainlyValid(parser);
                }
                return;
            }
            case "$meta" -> metadata = true;
            default -> {}
        }
        int slice = sliceFields.isEmpty() ? -1 : sliceFields.indexOf(name);
        if (slice >= 0) {
            String value = scalar(parser);
            slices[slice] = value == null ? null : value.substring(1);
        }
        parser.skipChildren();
    }

    private void id(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() > 0) {
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
                "n" + parser.getDecimalValue().stripTrailingZeros();
            case VALUE_NULL -> null;
            default -> {
                wrongType = true;
                yield null;
            }
        };
    }
}
