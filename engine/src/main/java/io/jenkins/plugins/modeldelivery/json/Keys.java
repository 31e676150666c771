package io.jenkins.plugins.modeldelivery.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What readers that stream refuse as the tree does. For duplicate keys Jackson's own detection keeps a set for every object;
 * readers that know most of their keys count those by bits and need sets only for what they skip.
 */
public final class Keys {
    private Keys() {}

    /**
     * Like {@link JsonParser#skipChildren()}, but refuses duplicate keys.
     *
     * @throws NumberFormatException where an exponent is too large, see {@link Json#MAX_DIGITS}
     */
    public static void skip(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Set<String> names = new HashSet<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (!names.add(name)) {
                    throw duplicate(parser, name);
                }
                parser.nextToken();
                skip(parser);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                skip(parser);
            }
        } else if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT && hasExponent(parser)) {
            Json.decimal(parser);
        }
    }

    private static boolean hasExponent(JsonParser parser) throws IOException {
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        for (int i = from + parser.getTextLength() - 1; i > from; i--) {
            if (text[i] == 'e' || text[i] == 'E') {
                return true;
            }
        }
        return false;
    }

    public static IOException duplicate(JsonParser parser, String name) {
        return new JsonParseException(parser, "Duplicate field '" + name + "'");
    }
}
