package io.jenkins.plugins.modeldelivery.drift.reading;

import java.nio.charset.StandardCharsets;

/**
 * Parses decimal numbers from bytes. Up to 15 digits with a power of ten up to 22 are exact in one operation (Clinger
 * 1990); everything else goes through {@link Double#parseDouble}. Reading embeddings is mostly this.
 */
final class Numbers {
    private static final double[] POWERS = new double[23];
    private static final int EXACT_DIGITS = 15;

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private final byte[] bytes;
    private int at;

    Numbers(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** The position behind the number parsed last. */
    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    /** The JSON number at the position, or NaN where there is none. */
    double next() {
        int begin = at;
        boolean negative = bytes[at] == '-';
        at += negative ? 1 : 0;
        int firstDigit = at;
        long digits = integer(0);
        int integers = at - firstDigit;
        int fraction = 0;
        if (bytes[at] == '.') {
            int point = ++at;
            digits = integer(digits);
            fraction = at - point;
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
        return value(begin, negative, digits, integers + fraction, exponent - fraction);
    }

    private double value(int begin, boolean negative, long digits, int count, int power) {
        if (significant(digits, count) && power >= -22 && power <= 22) {
            double value = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
            return negative ? -value : value;
        }
        return Double.parseDouble(new String(bytes, begin, at - begin, StandardCharsets.ISO_8859_1));
    }

    // 18 digits fit a long; what counts is whether the integer they form is exact as a double
    private static boolean significant(long digits, int count) {
        return count <= EXACT_DIGITS || count <= 18 && digits < (1L << 53);
    }

    private long integer(long begin) {
        long value = begin;
        while (isDigit(bytes[at])) {
            value = value * 10 + (bytes[at] - '0');
            at++;
        }
        return value;
    }

    private int exponent() {
        at++;
        boolean negative = bytes[at] == '-';
        at += negative || bytes[at] == '+' ? 1 : 0;
        long value = Math.min(integer(0), 9999);
        return (int) (negative ? -value : value);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
