package io.jenkins.plugins.modeldelivery.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads everyday JSON straight from bytes without allocating: ASCII strings without escapes, decimals of at most 15
 * digits without exponent, known depth. Every method returns false for anything else, be it rare or wrong; then the
 * caller reads the text again with the full parser, which has the last word. What is read here means the same to that
 * parser. Not thread-safe; use again and again.
 */
public final class ByteCursor {
    /** Decimals with so many digits are different doubles, each the nearest (IEEE 754, section 5.12.2). */
    public static final int MAX_DIGITS = 15;

    private static final int MAX_NAMES = 128;
    private static final int MAX_NAME_BYTES = 1_000;
    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final int[] nameFrom = new int[MAX_NAMES];
    private final int[] nameTo = new int[MAX_NAMES];
    private byte[] bytes = new byte[0];
    private int at;
    private int to;
    private int names;
    private int textFrom;
    private int textTo;
    private double number;
    private boolean integral;

    /** Goes to the first character of a text that is not blank. */
    public void start(byte[] text, int from, int end) {
        bytes = text;
        at = from;
        to = end;
        names = 0;
        space();
    }

    /** The character at the cursor, 0 at the end. */
    public int peek() {
        return at < to ? bytes[at] : 0;
    }

    /** Whether nothing but blanks follows. */
    public boolean ended() {
        space();
        return at == to;
    }

    /** Steps over one character and the blanks after it, if it is the one at the cursor. */
    public boolean take(char expected) {
        if (at < to && bytes[at] == expected) {
            at++;
            space();
            return true;
        }
        return false;
    }

    /** Reads a name and its colon; the name is then the text. */
    public boolean name() {
        if (!string() || textTo - textFrom > MAX_NAME_BYTES) {
            return false;
        }
        space();
        return take(':');
    }

    /** After a value: steps over a comma; a member or element must follow. */
    public boolean comma() {
        space();
        return take(',');
    }

    /** After a value: steps over the closing bracket. */
    public boolean close(char bracket) {
        space();
        if (at < to && bytes[at] == bracket) {
            at++;
            return true;
        }
        return false;
    }

    /** Reads a string; see {@link #textFrom()}. */
    public boolean string() {
        if (at >= to || bytes[at] != '"') {
            return false;
        }
        int end = special(at + 1);
        if (end >= to || bytes[end] != '"') {
            return false;
        }
        textFrom = at + 1;
        textTo = end;
        at = end + 1;
        return true;
    }

    /** First quote, backslash, control or non-ASCII byte (Warren, Hacker's Delight, section 6-1: the lowest hit is exact). */
    private int special(int from) {
        int i = from;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            long word = (long) LONGS.get(bytes, i);
            long quote = word ^ ONES * '"';
            long escape = word ^ ONES * '\\';
            long hit = (quote - ONES & ~quote | escape - ONES & ~escape | word - ONES * ' ' & ~word | word) & HIGH_BITS;
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >> 3);
            }
        }
        while (i < bytes.length && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    /** Reads a decimal; see {@link #value} and {@link #integral}; its characters are the text. */
    public boolean number() {
        int from = at;
        int i = at;
        boolean negative = i < to && bytes[i] == '-';
        i += negative ? 1 : 0;
        int digitsFrom = i;
        long value = 0;
        for (; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            value = 10 * value + bytes[i] - '0';
        }
        int digits = i - digitsFrom;
        if (digits == 0 || digits > 1 && bytes[digitsFrom] == '0') {
            return false;
        }
        int decimals = 0;
        if (i < to && bytes[i] == '.') {
            int dot = i++;
            for (; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                value = 10 * value + bytes[i] - '0';
            }
            decimals = i - dot - 1;
            if (decimals == 0) {
                return false;
            }
        }
        boolean followed = i < to && (bytes[i] == ',' || bytes[i] == '}' || bytes[i] == ']' || bytes[i] == ' ');
        if (!followed || digits + decimals > MAX_DIGITS || negative && value == 0) {
            return false;
        }
        integral = decimals == 0;
        double magnitude = integral ? value : value / POWERS[decimals]; // both exact, hence rounded once
        number = negative ? -magnitude : magnitude;
        textFrom = from;
        textTo = i;
        at = i;
        return true;
    }

    /** Reads {@code true}, {@code false} or {@code null}. */
    public boolean literal(String word) {
        if (to - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }

    /** Begins a set of names. */
    public int scope() {
        return names;
    }

    /** Adds the text to the set of names; false when it is there already or there are very many. */
    public boolean unseen(int scope) {
        if (names == MAX_NAMES) {
            return false;
        }
        for (int i = scope; i < names; i++) {
            if (Arrays.equals(bytes, nameFrom[i], nameTo[i], bytes, textFrom, textTo)) {
                return false;
            }
        }
        nameFrom[names] = textFrom;
        nameTo[names++] = textTo;
        return true;
    }

    /** Forgets a set of names. */
    public void leave(int scope) {
        names = scope;
    }

    /** Whether the text is this one. */
    public boolean is(byte[] text) {
        if (textTo - textFrom != text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[textFrom + i] != text[i]) {
                return false; // a plain loop: names are too short for vectors
            }
        }
        return true;
    }

    /** Holds the text; not to be kept or changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the text begins, without its quotation mark. */
    public int textFrom() {
        return textFrom;
    }

    /** Where the text ends, exclusive. */
    public int textTo() {
        return textTo;
    }

    /** The number read last, rounded to the nearest double. */
    public double value() {
        return number;
    }

    /** Whether the number read last has no decimal point. */
    public boolean integral() {
        return integral;
    }

    private void space() {
        while (at < to && bytes[at] == ' ') {
            at++;
        }
    }
}
