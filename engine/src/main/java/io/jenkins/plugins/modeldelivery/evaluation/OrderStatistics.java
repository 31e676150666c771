package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;
import java.util.SortedSet;

/**
 * A few order statistics of many values: counts values by their leading bits, then sorts only the values that share those
 * bits with a wanted one. The order is that of {@link Double#compare}.
 */
final class OrderStatistics {
    private static final int SORTED = 1 << 13;
    private static final int BITS = 16;

    private OrderStatistics() {}

    /**
     * @param values no NaN; their order may change
     * @param ranks 1..values.length
     * @return one value per rank
     */
    static double[] of(double[] values, SortedSet<Long> ranks) {
        int[] positions = ranks.stream().mapToInt(rank -> (int) (rank - 1)).toArray();
        if (values.length <= SORTED) {
            Arrays.sort(values);
            return Arrays.stream(positions).mapToDouble(i -> values[i]).toArray();
        }
        int[] counts = new int[1 << BITS];
        for (double value : values) {
            counts[bucket(value)]++;
        }
        double[] found = new double[positions.length];
        double[] sorted = {};
        int bucket = -1;
        int below = 0;
        for (int i = 0; i < found.length; i++) {
            boolean moved = bucket < 0;
            while (bucket < 0 || below + counts[bucket] <= positions[i]) {
                below += bucket < 0 ? 0 : counts[bucket];
                bucket++;
                moved = true;
            }
            sorted = moved ? sorted(values, bucket, counts[bucket]) : sorted;
            found[i] = sorted[positions[i] - below];
        }
        return found;
    }

    private static double[] sorted(double[] values, int bucket, int count) {
        double[] some = new double[count];
        int size = 0;
        for (double value : values) {
            if (bucket(value) == bucket) {
                some[size++] = value;
            }
        }
        Arrays.sort(some);
        return some;
    }

    /** Ascends with the value: the sign turned over, and for negative values all other bits too. */
    private static int bucket(double value) {
        long bits = Double.doubleToRawLongBits(value);
        bits ^= bits >> Long.SIZE - 1 | Long.MIN_VALUE;
        return (int) (bits >>> Long.SIZE - BITS);
    }
}
