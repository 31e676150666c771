package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import java.util.Arrays;
import java.util.OptionalDouble;

/** The bandwidth that rows have of their own. Plain sums in one order: the same bits on every machine. */
final class MedianDistance {
    /** So many tell the median to one part in a hundred; more would only take longer. */
    private static final int ROWS = 1000;

    private MedianDistance() {}

    /** The same of vectors. */
    static OptionalDouble bandwidth(Vectors vectors) {
        double[] row = new double[vectors.width()];
        float[][] rows = new float[Math.min(ROWS, vectors.rows())][row.length];
        for (int i = 0; i < rows.length; i++) {
            vectors.copy(i, row);
            for (int u = 0; u < row.length; u++) {
                rows[i][u] = (float) row[u];
            }
        }
        return bandwidth(rows);
    }

    /**
     * The root of half the median squared distance over all pairs of the first rows, or of those that are not zero where the
     * median is zero.
     *
     * @return empty when all rows are equal
     */
    static OptionalDouble bandwidth(float[][] rows) {
        int n = Math.min(ROWS, rows.length);
        double[] distances = new double[n * (n - 1) / 2];
        int count = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                distances[count++] = squaredDistance(rows[i], rows[j]);
            }
        }
        Arrays.sort(distances);
        double median = median(distances, 0);
        if (median == 0) {
            int zeros = 0;
            while (zeros < count && distances[zeros] == 0) {
                zeros++;
            }
            median = median(distances, zeros);
        }
        return median > 0 ? OptionalDouble.of(Math.sqrt(median / 2)) : OptionalDouble.empty();
    }

    /** The mean of the two middle ones of an even count; 0 of none. */
    private static double median(double[] ascending, int from) {
        int count = ascending.length - from;
        return count == 0 ? 0 : (ascending[from + (count - 1) / 2] + ascending[from + count / 2]) / 2;
    }

    /** In four sums, since each of them waits for its last addition. */
    private static double squaredDistance(float[] a, float[] b) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int u = 0;
        for (; u + 3 < a.length; u += 4) {
            first += square((double) a[u] - b[u]);
            second += square((double) a[u + 1] - b[u + 1]);
            third += square((double) a[u + 2] - b[u + 2]);
            fourth += square((double) a[u + 3] - b[u + 3]);
        }
        for (; u < a.length; u++) {
            first += square((double) a[u] - b[u]);
        }
        return first + second + third + fourth;
    }

    private static double square(double value) {
        return value * value;
    }
}
