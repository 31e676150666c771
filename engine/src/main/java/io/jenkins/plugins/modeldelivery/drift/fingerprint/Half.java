package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import java.util.Arrays;

/**
 * A row in half precision (IEEE 754 binary16, 11 significant bits) with one power of two for the whole row, so that neither
 * large nor small rows fall out of its range.
 */
record Half(byte exponent, short[] bits) {
    static Half of(double[] values, int width) {
        double largest = 0;
        for (int u = 0; u < width; u++) {
            largest = Math.max(largest, Math.abs(values[u]));
        }
        int exponent = largest == 0 ? 0 : Math.max(-126, Math.min(126, Math.getExponent(largest)));
        short[] bits = new short[width];
        for (int u = 0; u < width; u++) {
            bits[u] = encode(Math.scalb(values[u], -exponent));
        }
        return new Half((byte) exponent, bits);
    }

    /** The same one of two, whichever comes first: of rows with the same id one is kept. */
    static Half either(Half one, Half other) {
        int order = Byte.compare(one.exponent, other.exponent);
        return (order == 0 ? Arrays.compare(one.bits, other.bits) : order) <= 0 ? one : other;
    }

    float[] decode() {
        float[] values = new float[bits.length];
        for (int u = 0; u < values.length; u++) {
            values[u] = (float) Math.scalb(decode(bits[u]), exponent);
        }
        return values;
    }

    /** Rounds to nearest, ties to even; values are below 2 here, except beyond 2^127, which saturate. */
    private static short encode(double value) {
        int sign = value < 0 ? 0x8000 : 0;
        double size = Math.min(Math.abs(value), 65504);
        int power = Math.max(-14, size == 0 ? -14 : Math.getExponent(size));
        long units = (long) Math.rint(Math.scalb(size, 10 - power));
        if (units == 2048) {
            units = 1024;
            power++;
        }
        long magnitude = units < 1024 ? units : (long) (power + 15) << 10 | (units - 1024);
        return (short) (sign | magnitude);
    }

    private static double decode(short bits) {
        int magnitude = bits & 0x7FFF;
        int power = magnitude >>> 10;
        double size = power == 0 ? Math.scalb(magnitude, -24) : Math.scalb(1024 + (magnitude & 0x3FF), power - 25);
        return bits < 0 ? -size : size;
    }
}
