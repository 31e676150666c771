package io.jenkins.plugins.modeldelivery.drift.kernel;

/** Sums of single-precision values in double precision, four at a time, because each addition waits for the one before. */
final class FloatSums {
    private FloatSums() {}

    /** Of the values at places {@code from .. to-1}. */
    static double range(float[] values, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = from;
        for (; j + 3 < to; j += 4) {
            a += values[j];
            b += values[j + 1];
            c += values[j + 2];
            d += values[j + 3];
        }
        for (; j < to; j++) {
            a += values[j];
        }
        return (a + b) + (c + d);
    }

    /** Of the values at the given places. */
    static double places(float[] values, int... places) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < places.length; i += 4) {
            a += values[places[i]];
            b += values[places[i + 1]];
            c += values[places[i + 2]];
            d += values[places[i + 3]];
        }
        for (; i < places.length; i++) {
            a += values[places[i]];
        }
        return (a + b) + (c + d);
    }
}
