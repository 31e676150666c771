package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/**
 * A string of some length.
 *
 * @param min in code points
 * @param max in code points
 */
record StringShape(int min, int max) implements Shape {
    @Override
    public boolean accepts(JsonParser parser) throws IOException {
        int length = parser.getTextLength();
        if (length <= max && length / 2 >= min) {
            return true; // whatever the mix of code points
        }
        int points = Character.codePointCount(parser.getTextCharacters(), parser.getTextOffset(), length);
        return points >= min && points <= max;
    }
}
