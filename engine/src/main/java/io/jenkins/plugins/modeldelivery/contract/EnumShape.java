package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Set;

/** One of some strings. */
record EnumShape(Set<String> values) implements Shape {
    EnumShape {
        values = Set.copyOf(values);
    }

    @Override
    public boolean accepts(JsonParser parser) throws IOException {
        return values.contains(parser.getText());
    }
}
