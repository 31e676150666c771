package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.modeldelivery.json.Keys;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * An object with known fields, each with its bit.
 *
 * @param other what unknown fields must be
 * @param required the bits of the required fields
 */
record ObjectShape(Map<String, Field> known, Shape other, long required) implements Shape {
    /** More known fields than this have no bit each. */
    static final int MAX_FIELDS = Long.SIZE;

    record Field(Shape shape, long bit) {}

    @Override
    public boolean accepts(JsonParser parser) throws IOException {
        boolean valid = true;
        long seen = 0;
        Set<String> unknown = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            Field field = known.get(name);
            if (field == null) {
                unknown = unknown == null ? new HashSet<>() : unknown;
                if (!unknown.add(name)) {
                    throw Keys.duplicate(parser, name);
                }
                valid &= other.accepts(parser);
            } else {
                if ((seen & field.bit) != 0) {
                    throw Keys.duplicate(parser, name);
                }
                seen |= field.bit;
                valid &= field.shape.accepts(parser);
            }
        }
        return valid && parser.currentToken() == JsonToken.END_OBJECT && (seen & required) == required;
    }
}
