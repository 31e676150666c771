package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import io.jenkins.plugins.modeldelivery.json.Keys;
import java.io.IOException;

/** Recognises, while reading, values that are certainly valid. Always reads its value to the end. */
@FunctionalInterface
interface Shape {
    /** Leaves every decision to the schema library. */
    Shape UNDECIDED = parser -> {
        Keys.skip(parser);
        return false;
    };

    Shape ANYTHING = parser -> {
        Keys.skip(parser);
        return true;
    };

    /** The parser stands at the first token of the value and, afterwards, at its last. */
    boolean accepts(JsonParser parser) throws IOException;
}
