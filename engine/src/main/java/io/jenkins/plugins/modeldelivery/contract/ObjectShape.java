package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;

/**
 * An object with known fields. Counting the required ones is enough, since the parser refuses duplicate keys.
 *
 * @param other what unknown fields must be
 * @param required how many required fields there are
 */
record ObjectShape(Map<String, Field> known, Shape other, int required) implements Shape {
    record Field(Shape shape, boolean required) {}

    @Override
    public boolean accepts(JsonParser parser) throws IOException {
        boolean valid = true;
        int seen = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            Field field = known.get(name);
            if (field == null) {
                valid &= other.accepts(parser);
            } else {
                valid &= field.shape.accepts(parser);
                seen += field.required ? 1 : 0;
            }
        }
        return valid && parser.currentToken() == JsonToken.END_OBJECT && seen == required;
    }
}
