package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.json.ByteCursor;
import io.jenkins.plugins.modeldelivery.json.ByteSkip;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads everyday lines for a {@link RowParser} without allocating. Where it declines, the parser reads the line again;
 * where it does not, both give the same fields.
 */
final class QuickRow {
    private static final List<String> NAMES = List.of("id", "label", "prediction", "latency_ms", "error", "output");
    private static final int ID = 0;
    private static final int LABEL = 1;
    private static final int PREDICTION = 2;
    private static final int LATENCY = 3;
    private static final int ERROR = 4;
    private static final int OUTPUT = 5;
    private static final int LEAST_SLICE = 6;
    private static final byte[] METADATA = ascii("$meta");

    private final ByteCursor cursor = new ByteCursor();
    private final Interner strings = new Interner(text -> "s" + text);
    private final Interner numbers = new Interner(text -> "n" + new BigDecimal(text).stripTrailingZeros());
    private final Interner slices = new Interner(text -> text);
    private final Interner numericSlices =
            new Interner(text -> new BigDecimal(text).stripTrailingZeros().toString());
    private final byte[][] names;
    private final RowParser row;
    private final RecordSchema output;
    private final boolean able;
    private boolean good;

    QuickRow(RowParser row, List<String> sliceFields, RecordSchema output) {
        this.row = row;
        this.output = output;
        able = sliceFields.stream().noneMatch(NAMES::contains)
                && LEAST_SLICE + sliceFields.size() <= Long.SIZE
                && sliceFields.stream().distinct().count() == sliceFields.size();
        names = new byte[LEAST_SLICE + sliceFields.size()][];
        Arrays.setAll(
                names,
                i -> (i < LEAST_SLICE ? NAMES.get(i) : sliceFields.get(i - LEAST_SLICE))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** False when the line needs the full parser; the fields are then worthless. */
    boolean read(byte[] bytes, int from, int to) {
        if (!able) {
            return false;
        }
        cursor.start(bytes, from, to);
        if (!cursor.take('{')) {
            return false;
        }
        int scope = cursor.scope();
        long seen = 0;
        int next = 0;
        do {
            if (!cursor.name()) {
                return false;
            }
            int position = position(next);
            boolean once = position < 0 ? cursor.unseen(scope) && !cursor.is(METADATA) : (seen >> position & 1) == 0;
            if (!once || !field(position)) {
                return false;
            }
            seen |= position < 0 ? 0 : 1L << position;
            next = position + 1;
        } while (cursor.comma());
        return cursor.close('}') && cursor.ended();
    }

    private int position(int next) {
        for (int i = next; i < names.length; i++) {
            if (cursor.is(names[i])) {
                return i;
            }
        }
        for (int i = 0; i < next; i++) {
            if (cursor.is(names[i])) {
                return i;
            }
        }
        return -1;
    }

    private boolean field(int position) {
        good = true;
        switch (position) {
            case -1 -> good = ByteSkip.value(cursor);
            case ID -> id();
            case LABEL -> row.label = scalar(strings, numbers, "btrue", "bfalse");
            case PREDICTION -> row.prediction = scalar(strings, numbers, "btrue", "bfalse");
            case LATENCY -> latency();
            case ERROR -> {
                row.failed = cursor.string();
                good = row.failed || cursor.literal("null");
            }
            case OUTPUT -> {
                row.hasOutput = true;
                good = output == null ? ByteSkip.value(cursor) : output.certainlyValid(cursor);
                row.certainlyValid = output != null;
            }
            default -> row.slices[position - LEAST_SLICE] = scalar(slices, numericSlices, "true", "false");
        }
        return good;
    }

    private void id() {
        good = cursor.string() && cursor.textTo() > cursor.textFrom();
        if (good) {
            row.id.of(cursor.bytes(), cursor.textFrom(), cursor.textTo() - cursor.textFrom());
            row.hasId = true;
        }
    }

    private void latency() {
        if (cursor.number()) {
            row.latency = cursor.value();
        } else {
            good = cursor.literal("null");
        }
    }

    private String scalar(Interner ofString, Interner ofNumber, String ofTrue, String ofFalse) {
        switch (cursor.peek()) {
            case '"' -> {
                good = cursor.string();
                return good ? ofString.value(cursor) : null;
            }
            case 't' -> {
                good = cursor.literal("true");
                return ofTrue;
            }
            case 'f' -> {
                good = cursor.literal("false");
                return ofFalse;
            }
            case 'n' -> {
                good = cursor.literal("null");
                return null;
            }
            default -> {
                good = cursor.number();
                return good ? ofNumber.value(cursor) : null;
            }
        }
    }
}
