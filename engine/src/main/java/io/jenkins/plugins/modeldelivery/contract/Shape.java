package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
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
    };

    Shape ANYTHING = new Shape() {
        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            Keys.skip(parser);
            return true;
        }
    };

    /**
     * The parser stands at the first token of the value and, afterwards, at its last: the value is read to its end
     * whatever the answer.
     */
    boolean accepts(JsonParser parser) throws IOException;
}
