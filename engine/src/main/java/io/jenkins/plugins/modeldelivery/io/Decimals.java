package io.jenkins.plugins.modeldelivery.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/**
 * Parses decimal numbers from text, correctly rounded: what people and other programs write with {@link #finite}, rows of
 * numbers from bytes. There, up to 15 digits with a power of ten up to 22 are exact in one
 * operation (Clinger 1990), up to 18 digits in two with a check; everything else goes through {@link Double#parseDouble}.
 * Reading embeddings is mostly this ({@code ./dev bench shift}, "reading"). Not thread-safe.
 */
public final class Decimals {
    private static final double[] POWERS = new double[23];
    private static final long EXACT = 1L << 53;
    private static final int MOST_DIGITS = 18; // fit a long
    private static final double SPLIT = (1 << 27) + 1;
    private static final double UNSURE = 0x1p-48; // above the relative error of the second digit group of a quotient
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private static final int LONGEST_CELL = 63;

    private final byte[] bytes;
    private int at;

    /** @param bytes with something behind each number that belongs to none, for example a zero byte */
    public Decimals(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** For numbers that are given one by one. */
    public Decimals() {
        this(new byte[LONGEST_CELL + 1], 0);
    }

    /** A number as {@link Double#parseDouble} takes it; empty where it is none, NaN or infinite. */
    public static OptionalDouble finite(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** The same from characters, blanks around it left out; NaN where there is none. */
    public double finite(char[] text, int from, int length) {
        int begin = from;
        int end = from + length;
        while (begin < end && text[begin] <= ' ') {
            begin++;
        }
        while (begin < end && text[end - 1] <= ' ') {
            end--;
        }
        int size = end - begin;
        if (size <= LONGEST_CELL) {
            for (int i = 0; i < size; i++) {
                char c = text[begin + i];
                bytes[i] = (byte) (c < 0x80 ? c : 0); // no number holds either
            }
            bytes[size] = 0;
            at = 0;
            double value = next();
            if (at == size && Double.isFinite(value)) {
                return value;
            }
        }
        return finite(new String(text, begin, size)).orElse(Double.NaN);
    }

    /** The position behind the number parsed last. */
    public int position() {
        return at;
    }

    public void moveTo(int position) {
        at = position;
    }

    /** The JSON number at the position, or NaN where there is none. */
    public double next() {
        int begin = at;
        boolean negative = bytes[at] == '-';
        at += negative ? 1 : 0;
        int firstDigit = at;
        long digits = integer(0);
        int integers = at - firstDigit;
        int fraction = 0;
        int count = bytes[firstDigit] == '0' ? 0 : integers; // digits that count
        if (bytes[at] == '.') {
            int point = ++at;
            while (count == 0 && bytes[at] == '0') {
                at++;
            }
            int significant = at;
            digits = integer(digits);
            fraction = at - point;
            count += at - significant;
            if (fraction == 0) {
                return Double.NaN;
            }
        }
        if (integers == 0 || integers > 1 && bytes[firstDigit] == '0') {
            return Double.NaN;
        }
        boolean hasExponent = bytes[at] == 'e' || bytes[at] == 'E';
        int exponent = hasExponent ? exponent() : 0;
        if (hasExponent && !isDigit(bytes[at - 1])) {
            return Double.NaN;
        }
        return value(begin, negative, digits, count, exponent - fraction);
    }

    private double value(int begin, boolean negative, long digits, int count, int power) {
        double value = Double.NaN;
        if (count <= MOST_DIGITS && power >= -22 && power <= 22) {
            if (digits <= EXACT) {
                value = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
            } else if (power < 0) {
                value = quotient(digits, POWERS[-power]);
            }
        }
        if (Double.isNaN(value)) {
            return Double.parseDouble(new String(bytes, begin, at - begin, StandardCharsets.ISO_8859_1));
        }
        return negative ? -value : value;
    }

    /**
     * Digits / divisor as a quotient of doubles and the quotient of what it leaves, exact to 2^-100; NaN where that is
     * too close to the middle of two doubles to tell which is nearer.
     */
    private static double quotient(long digits, double divisor) {
        double high = digits;
        double low = digits - (long) high;
        double quotient = high / divisor;
        double rest = (high - quotient * divisor - productError(quotient, divisor) + low) / divisor;
        double margin = Math.abs(rest) * UNSURE;
        double value = quotient + (rest - margin);
        return Double.compare(value, quotient + (rest + margin)) == 0 ? value : Double.NaN;
    }

    /** What the product of two doubles loses by rounding (Dekker 1971). */
    private static double productError(double x, double y) {
        double xHigh = x * SPLIT - (x * SPLIT - x);
        double yHigh = y * SPLIT - (y * SPLIT - y);
        double xLow = x - xHigh;
        double yLow = y - yHigh;
        return xLow * yLow - (x * y - xHigh * yHigh - xLow * yHigh - xHigh * yLow);
    }

    private long integer(long begin) {
        long value = begin;
        while (at + Long.BYTES <= bytes.length) {
            long eight = (long) LONGS.get(bytes, at);
            if (!areDigits(eight)) {
                break;
            }
            value = value * 100_000_000 + eightDigits(eight);
            at += Long.BYTES;
        }
        while (isDigit(bytes[at])) {
            value = value * 10 + (bytes[at] - '0');
            at++;
        }
        return value;
    }

    // Eight characters in one register, the first in the lowest byte (Lemire 2021).
    private static boolean areDigits(long eight) {
        long high = 0xF0F0F0F0F0F0F0F0L;
        return ((eight & high) | ((eight + 0x0606060606060606L) & high) >>> 4) == 0x3333333333333333L;
    }

    private static long eightDigits(long eight) {
        long pairs = (eight - 0x3030303030303030L) * 10 + ((eight - 0x3030303030303030L) >>> 8);
        return ((pairs & 0x000000FF000000FFL) * 0x000F424000000064L
                        + ((pairs >>> 16) & 0x000000FF000000FFL) * 0x0000271000000001L)
                >>> 32;
    }

    private int exponent() {
        at++;
        boolean negative = bytes[at] == '-';
        at += negative || bytes[at] == '+' ? 1 : 0;
        int value = 0;
        while (isDigit(bytes[at])) {
            value = Math.min(value * 10 + (bytes[at] - '0'), 9999); // far beyond any double, however long it is
            at++;
        }
        return negative ? -value : value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
