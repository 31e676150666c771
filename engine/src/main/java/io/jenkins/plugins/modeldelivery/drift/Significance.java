package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import java.util.Arrays;

/**
 * p-values by rank among the observed and the permuted statistics (Phipson and Smyth 2010): never 0, and exact in finite
 * samples because the observed labelling is one of those compared.
 */
final class Significance {
    /** Weights of the ladder's bandwidths; a bandwidth of weight 1/4 must reach a quarter of the level. */
    static final double[] WEIGHTS = {0.25, 0.25, 1, 0.25, 0.25};

    private Significance() {}

    /** (1 + #{permuted >= observed}) / (1 + permutations). */
    static double of(Statistics statistics) {
        return (double) statistics.reaching(statistics.values()[0]) / statistics.values().length;
    }

    /** The least of p / weight over the bandwidths, ranked among the same least values of all permutations. */
    static double weightedMinimum(Statistics... ladder) {
        int count = ladder[0].values().length;
        double[] least = new double[count];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int k = 0; k < ladder.length; k++) {
            int[] reaching = reaching(ladder[k]);
            for (int b = 0; b < count; b++) {
                least[b] = Math.min(least[b], reaching[b] / WEIGHTS[k]);
            }
        }
        int extreme = 0;
        for (double value : least) {
            extreme += value <= least[0] ? 1 : 0;
        }
        return (double) extreme / count;
    }

    /** For each labelling, how many reach its value. */
    private static int[] reaching(Statistics statistics) {
        double[] ascending = statistics.values().clone();
        Arrays.sort(ascending);
        int[] counts = new int[ascending.length];
        for (int b = 0; b < counts.length; b++) {
            counts[b] = ascending.length - firstAtLeast(ascending, statistics.values()[b] - statistics.tie());
        }
        return counts;
    }

    private static int firstAtLeast(double[] ascending, double value) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] >= value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
