package io.jenkins.plugins.modeldelivery.json;

/** Steps a {@link ByteCursor} over values nobody asks for. */
public final class ByteSkip {
    private static final int MAX_DEPTH = 16;

    private ByteSkip() {}

    /** Reads any value, refusing duplicate keys like {@link Keys#skip}; false means "ask the full parser". */
    public static boolean value(ByteCursor cursor) {
        return value(cursor, 0);
    }

    private static boolean value(ByteCursor cursor, int depth) {
        return switch (cursor.peek()) {
            case '"' -> cursor.string();
            case 't' -> cursor.literal("true");
            case 'f' -> cursor.literal("false");
            case 'n' -> cursor.literal("null");
            case '{' -> depth < MAX_DEPTH && object(cursor, depth);
            case '[' -> depth < MAX_DEPTH && array(cursor, depth);
            default -> cursor.number();
        };
    }

    private static boolean object(ByteCursor cursor, int depth) {
        cursor.take('{');
        if (cursor.close('}')) {
            return true;
        }
        int scope = cursor.scope();
        do {
            if (!cursor.name() || !cursor.unseen(scope) || !value(cursor, depth + 1)) {
                return false;
            }
        } while (cursor.comma());
        cursor.leave(scope);
        return cursor.close('}');
    }

    private static boolean array(ByteCursor cursor, int depth) {
        cursor.take('[');
        if (cursor.close(']')) {
            return true;
        }
        do {
            if (!value(cursor, depth + 1)) {
                return false;
            }
        } while (cursor.comma());
        return cursor.close(']');
    }
}
