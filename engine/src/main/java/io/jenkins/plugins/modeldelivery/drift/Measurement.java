package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What was computed of two samples, before it is judged. p-values are ranks among the observed and the permuted statistics
 * (Phipson and Smyth 2010): never 0, and exact in finite samples because the observed labelling is one of those compared.
 *
 * @param atSigma the statistics at sigma
 * @param ladder all bandwidths in ascending order, or only sigma
 * @param pValue of the whole test
 * @param kept instead of the other bandwidths, what {@link #least()} is made of; empty where they are all there
 */
record Measurement(Statistics atSigma, List<Statistics> ladder, double pValue, Optional<int[]> kept) {
    /** Weights of the ladder's bandwidths; a bandwidth of weight 1/4 must reach a quarter of the level. */
    private static final double[] WEIGHTS = {0.25, 0.25, 1, 0.25, 0.25};

    /** Ranks the statistics; sigma is the middle of the ladder. */
    static Measurement of(List<Statistics> ladder) {
        double pValue = ladder.size() == 1 ? pValue(ladder.get(0)) : rank(least(ladder));
        return new Measurement(ladder.get(ladder.size() / 2), List.copyOf(ladder), pValue, Optional.empty());
    }

    /**
     * With what of the ladder decides: as exact, in a third of the room.
     *
     * @param least as {@link #thinned()} has it, the observed labelling first
     */
    static Measurement of(Statistics atSigma, int[] least) {
        return new Measurement(atSigma, List.of(atSigma), rank(widened(least)), Optional.of(least));
    }

    /** The same without the other bandwidths; as it is where sigma alone would look as if no shift could be seen. */
    Measurement thinned() {
        if (ladder.size() == 1 || !(atSigma.range() > atSigma.tie())) {
            return this;
        }
        double[] whole = least(); // how many reach a value, times 4 or 1: whole numbers
        int[] least = new int[whole.length];
        for (int b = 0; b < least.length; b++) {
            least[b] = (int) whole[b];
        }
        return of(atSigma, least);
    }

    private static double[] widened(int[] least) {
        return Arrays.stream(least).asDoubleStream().toArray();
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

    /** The rank of the observed least value among those of all permutations. */
    private static double rank(double[] least) {
        int extreme = 0;
        for (double value : least) {
            extreme += value <= least[0] ? 1 : 0;
        }
        return (double) extreme / least.length;
    }

    /** For each labelling, the least of how many reach its value, by the bandwidth's weight. */
    double[] least() {
        return kept.map(Measurement::widened).orElseGet(() -> least(ladder));
    }

    private static double[] least(List<Statistics> ladder) {
        double[] least = new double[ladder.get(0).values().length];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int k = 0; k < ladder.size(); k++) {
            int[] reaching = reaching(ladder.get(k));
            double weight = ladder.size() == 1 ? 1 : WEIGHTS[k];
            for (int b = 0; b < least.length; b++) {
                least[b] = Math.min(least[b], reaching[b] / weight);
            }
        }
        return least;
    }

    /** How many standard deviations the statistic at sigma lies above the mean of its permutations; 0 where they do not differ. */
    double standardized() {
        double[] values = atSigma.values();
        double mean = Arrays.stream(values).average().orElseThrow();
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum > 0 ? (values[0] - mean) / Math.sqrt(sum / values.length) : 0;
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
