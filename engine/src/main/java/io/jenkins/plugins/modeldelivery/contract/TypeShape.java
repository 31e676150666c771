package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * What a value must be, by its type.
 *
 * @param integers whether a number must be written as an integer; 1.0, an integer to JSON Schema, is not decided here
 */
record TypeShape(
        Shape object, Shape array, Shape string, Shape number, boolean integers, boolean booleans, boolean nulls)
        implements Shape {
    @Override
    public boolean accepts(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object.accepts(parser);
            case START_ARRAY -> array.accepts(parser);
            case VALUE_STRING -> string.accepts(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                (!integers || parser.currentToken() == JsonToken.VALUE_NUMBER_INT) && number.accepts(parser);
            case VALUE_TRUE, VALUE_FALSE -> booleans;
            case VALUE_NULL -> nulls;
            default -> false;
        };
    }
}
