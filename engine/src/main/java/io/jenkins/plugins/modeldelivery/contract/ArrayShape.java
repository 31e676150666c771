package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
}
