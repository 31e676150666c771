package io.jenkins.plugins.modeldelivery.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Percentile bootstrap (Efron and Tibshirani 1993, chapter 13) of a statistic of counted cells. Cells belong to strata;
 * each replicate draws every stratum anew with its own size (a multinomial sample).
 */
public final class StratifiedBootstrap {
    public static final int REPLICATES = 2000;

    private static final int DRAW_ONE_BY_ONE = 500;

    private final double[] sorted;

    /**
     * @param strata the stratum of each cell; cells of a stratum stand together
     * @param counts rows in each cell
     * @param statistic of a cell count vector that has the same strata sizes
     * @param seed the same seed gives the same bounds
     */
    public StratifiedBootstrap(int[] strata, long[] counts, ToDoubleFunction<long[]> statistic, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        sorted = new double[REPLICATES];
        long[] drawn = new long[counts.length];
        for (int i = 0; i < REPLICATES; i++) {
            for (int from = 0; from < counts.length; ) {
                int to = from;
                long size = 0;
                while (to < counts.length && strata[to] == strata[from]) {
                    size += counts[to++];
                }
                draw(random, counts, drawn, from, to, size);
                from = to;
            }
            sorted[i] = statistic.applyAsDouble(drawn);
        }
        Arrays.sort(sorted);
    }

    /** One-sided lower bound. */
    public double lower(double confidence) {
        return sorted[(int) (Quantile.rank(1 - confidence, REPLICATES) - 1)];
    }

    /** One-sided upper bound. */
    public double upper(double confidence) {
        return sorted[(int) (Quantile.rank(confidence, REPLICATES) - 1)];
    }

    private static void draw(SplittableRandom random, long[] counts, long[] drawn, int from, int to, long size) {
        if (size <= DRAW_ONE_BY_ONE) {
            Arrays.fill(drawn, from, to, 0);
            for (long i = 0; i < size; i++) {
                long position = random.nextLong(size);
                int cell = from;
                while (position >= counts[cell]) {
                    position -= counts[cell++];
                }
                drawn[cell]++;
            }
            return;
        }
        long left = size;
        long mass = size;
        for (int cell = from; cell < to; cell++) {
            drawn[cell] = binomial(random, left, mass == 0 ? 0 : (double) counts[cell] / mass);
            left -= drawn[cell];
            mass -= counts[cell];
        }
    }

    private static long binomial(SplittableRandom random, long trials, double p) {
        if (trials == 0 || p <= 0) {
            return 0;
        }
        return p >= 1
                ? trials
                : BinomialDistribution.of(Math.toIntExact(trials), p).inverseCumulativeProbability(random.nextDouble());
    }
}
