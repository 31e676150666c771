package io.jenkins.plugins.modeldelivery.contract;

import io.jenkins.plugins.modeldelivery.json.ByteCursor;
import io.jenkins.plugins.modeldelivery.json.ByteSkip;
import java.nio.charset.StandardCharsets;

/** Recognises whole lines that are certainly valid records. Not thread-safe. */
final class QuickRecord {
    private static final byte[] INPUT = "input".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OUTPUT = "output".getBytes(StandardCharsets.US_ASCII);

    private final ByteCursor cursor = new ByteCursor();
    private final RecordSchema whole;
    private final RecordSchema input;
    private final RecordSchema output;
    private boolean hasOutput;

    QuickRecord(Contract contract) {
        whole = contract.whole().orElse(null);
        input = contract.input().orElse(null);
        output = contract.output().orElse(null);
    }

    boolean certainlyValid(byte[] bytes, int from, int to) {
        cursor.start(bytes, from, to);
        hasOutput = false;
        return (whole == null ? sides() : whole.certainlyValid(cursor)) && cursor.ended();
    }

    /** Whether the line that was recognised last holds an output. */
    boolean hasOutput() {
        return hasOutput;
    }

    private boolean sides() {
        if (!cursor.take('{')) {
            return false;
        }
        int scope = cursor.scope();
        boolean held = false;
        do {
            if (!cursor.name() || !cursor.unseen(scope)) {
                return false;
            }
            RecordSchema side = cursor.is(OUTPUT) ? output : cursor.is(INPUT) ? input : null;
            held |= side != null;
            hasOutput |= cursor.is(OUTPUT) && side != null;
            if (!(side == null ? ByteSkip.value(cursor) : side.certainlyValid(cursor))) {
                return false;
            }
        } while (cursor.comma());
        return cursor.close('}') && held;
    }
}
