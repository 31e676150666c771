package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.json.ByteCursor;
import java.util.Arrays;
import java.util.function.Function;

/** Gives the same string again for the same characters, so that a small vocabulary is decoded once. Not thread-safe. */
final class Interner {
    private static final int SLOTS = 1 << 12;
    private static final int PROBES = 4;

    private final byte[][] keys = new byte[SLOTS][];
    private final String[] values = new String[SLOTS];
    private final Function<String, String> meaning;

    /** @param meaning from the characters to the value */
    Interner(Function<String, String> meaning) {
        this.meaning = meaning;
    }

    /** The value of the cursor's text, which is ASCII. */
    String value(ByteCursor cursor) {
        byte[] bytes = cursor.bytes();
        int hash = 0;
        for (int i = cursor.textFrom(); i < cursor.textTo(); i++) {
            hash = 31 * hash + bytes[i];
        }
        hash *= 0x9E3779B9;
        for (int i = 0; i < PROBES; i++) {
            int slot = (hash >>> 20) + i & SLOTS - 1;
            if (keys[slot] == null) {
                keys[slot] = Arrays.copyOfRange(bytes, cursor.textFrom(), cursor.textTo());
                values[slot] = decode(cursor);
            }
            if (cursor.is(keys[slot])) {
                return values[slot];
            }
        }
        return decode(cursor);
    }

    private String decode(ByteCursor cursor) {
        int length = cursor.textTo() - cursor.textFrom();
        return meaning.apply(
                new String(cursor.bytes(), cursor.textFrom(), length, java.nio.charset.StandardCharsets.US_ASCII));
    }
}
