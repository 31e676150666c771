package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import io.jenkins.plugins.modeldelivery.json.ByteCursor;
import io.jenkins.plugins.modeldelivery.json.ByteSkip;
import io.jenkins.plugins.modeldelivery.json.Keys;
import java.io.IOException;

/** Recognises, while reading, values that are certainly valid. */
interface Shape {
    /** Leaves every decision to the schema library. */
    Shape UNDECIDED = new Shape() {
        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            Keys.skip(parser);
            return false;
        }

        @Override
        public boolean accepts(ByteCursor cursor) {
            return false;
        }
    };

    Shape ANYTHING = new Shape() {
        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            Keys.skip(parser);
            return true;
        }

        @Override
        public boolean accepts(ByteCursor cursor) {
            return ByteSkip.value(cursor);
        }
    };

    /**
     * The parser stands at the first token of the value and, afterwards, at its last: the value is read to its end
     * whatever the answer.
     */
    boolean accepts(JsonParser parser) throws IOException;

    /** The same, much cheaper, for everyday texts; on false the cursor stands anywhere. */
    boolean accepts(ByteCursor cursor);
}
