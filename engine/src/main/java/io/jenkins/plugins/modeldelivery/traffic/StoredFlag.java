package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/** True or false; earlier releases stored 1 or nothing. */
final class StoredFlag extends StdDeserializer<Boolean> {
    private static final long serialVersionUID = 1;

    StoredFlag() {
        super(Boolean.class);
    }

    @Override
    public Boolean getNullValue(DeserializationContext context) {
        return false;
    }

    @Override
    public Boolean deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        boolean one =
                parser.hasToken(JsonToken.VALUE_NUMBER_INT) && parser.getText().matches("[01]");
        if (one || parser.currentToken().isBoolean()) {
            return one ? parser.getText().equals("1") : parser.getBooleanValue();
        }
        return (Boolean) context.handleUnexpectedToken(Boolean.class, parser);
    }
}
