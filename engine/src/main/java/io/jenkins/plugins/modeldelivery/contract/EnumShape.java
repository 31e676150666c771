package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import io.jenkins.plugins.modeldelivery.json.ByteCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** One of some strings. */
final class EnumShape implements Shape {
    /** More values than this are looked up by hash. */
    private static final int COMPARED = 16;

    private final Set<String> values;
    private final byte[][] encoded;

    EnumShape(Set<String> values) {
        this.values = Set.copyOf(values);
        encoded = values.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    @Override
    public boolean accepts(JsonParser parser) throws IOException {
        return values.contains(parser.getText());
    }

    @Override
    public boolean accepts(ByteCursor cursor) {
        if (!cursor.string()) {
            return false;
        }
        if (encoded.length > COMPARED) {
            return values.contains(new String(
                    cursor.bytes(), cursor.textFrom(), cursor.textTo() - cursor.textFrom(), StandardCharsets.US_ASCII));
        }
        for (byte[] value : encoded) {
            if (cursor.is(value)) {
                return true;
            }
        }
        return false;
    }
}
