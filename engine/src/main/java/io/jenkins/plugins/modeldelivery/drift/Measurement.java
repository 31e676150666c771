package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import java.util.Arrays;
import java.util.List;

/**
 * What was computed of two samples, before it is judged. p-values are ranks among the observed and the permuted statistics
 * (Phipson and Smyth 2010): never 0, and exact in finite samples because the observed labelling is one of those compared.
 *
 * @param atSigma the statistics at sigma
 * @param ladder all bandwidths in ascending order, or only sigma
 * @param pValue of the whole test
 */
record Measurement(Statistics atSigma, List<Statistics> ladder, double pValue) {
    /** Weights of the ladder's bandwidths; a bandwidth of weight 1/4 must reach a quarter of the level. */
    private static final double[] WEIGHTS = {0.25, 0.25, 1, 0.25, 0.25};

    /** Ranks the statistics; sigma is the middle of the ladder. */
    static Measurement of(List<Statistics> ladder) {
        double pValue = ladder.size() == 1 ? pValue(ladder.get(0)) : weightedMinimum(ladder.toArray(new Statistics[0]));
        return new Measurement(ladder.get(ladder.size() / 2), List.copyOf(ladder), pValue);
    }

    /** Whether every labelling has the same statistic, or none, so that no shift could have been seen. */
    boolean isConstant() {
        for (Statistics statistics : ladder) {
            if (statistics.range() > statistics.tie()) { // false for NaN too
                return false;
            }
        }
        return true;
    }

    /** Of one bandwidth: (1 + #{permuted >= observed}) / (1 + permutations). */
    static double pValue(Statistics statistics) {
        return (double) statistics.reaching(statistics.values()[0]) / statistics.values().length;
    }

    /** The least of p / weight over the bandwidths, ranked among the same least values of all permutations. */
    private static double weightedMinimum(Statistics... ladder) {
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
