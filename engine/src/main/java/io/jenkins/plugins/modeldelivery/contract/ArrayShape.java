package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.modeldelivery.json.ByteCursor;
import java.io.IOException;

/** A list of some length. */
record ArrayShape(Shape item, long min, long max) implements Shape {
    @Override
    public boolean accepts(JsonParser parser) throws IOException {
        boolean valid = true;
        long count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            valid &= item.accepts(parser);
            count++;
        }
        return valid && count >= min && count <= max;
    }

    @Override
    public boolean accepts(ByteCursor cursor) {
        if (!cursor.take('[')) {
            return false;
        }
        if (cursor.close(']')) {
            return min <= 0 && max >= 0;
        }
        long count = 0;
        do {
            if (!item.accepts(cursor)) {
                return false;
            }
            count++;
        } while (cursor.comma());
        return cursor.close(']') && count >= min && count <= max;
    }
}
