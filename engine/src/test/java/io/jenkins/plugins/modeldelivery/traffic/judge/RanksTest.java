package io.jenkins.plugins.modeldelivery.traffic.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RanksTest {
    /** With endless production its quantile is known, and the bounds are those of a single sample. */
    @Test
    void shouldApproachTheOneSampleBoundsAsProductionGrows() {
        for (int n : new int[] {150, 300, 750, 1500}) {
            Ranks ranks = new Ranks(0.95, n, 2_000_000_000L);
            assertThat(ranks.upper(0.05)).isEqualTo(Quantile.upperBoundRank(0.95, n, 0.95));
            assertThat(ranks.lower(0.05)).isEqualTo(Quantile.lowerBoundRank(0.95, n, 0.95));
        }
    }

    @Test
    void shouldHaveNoUpperBoundFromTooFewValues() {
        assertThat(new Ranks(0.95, 58, 2_000_000_000L).upper(0.05)).isEmpty();
        assertThat(new Ranks(0.95, 1, 1).upper(0.05)).isEmpty();
        assertThat(new Ranks(0.95, 1, 1).lower(0.05)).isEmpty();
    }

    /** Non-coverage must not exceed alpha = 5 %; four standard errors of 20,000 trials are 0.6 %. */
    @ParameterizedTest
    @CsvSource({"75,1425", "200,200", "500,100", "1500,28500"})
    void shouldHoldItsLevelForAnyTwoSizes(int n, int m) {
        Ranks ranks = new Ranks(0.95, n, m);
        Random random = new Random(n * 31L + m);
        int low = 0;
        int high = 0;
        int trials = 20_000;
        for (int t = 0; t < trials; t++) {
            // an order statistic of rank r of uniform values is Beta(r, n - r + 1): drawn from two Gammas
            double production = uniformOrder(random, Quantile.rank(0.95, m), m);
            double[] own = orders(
                    random, ranks.lower(0.05).orElseThrow(), ranks.upper(0.05).orElse(n), n);
            low += own[0] > production ? 1 : 0;
            high += own[1] < production && ranks.upper(0.05).isPresent() ? 1 : 0;
        }
        assertThat((double) low / trials).isLessThan(0.05 + 0.0062);
        assertThat((double) high / trials).isLessThan(0.05 + 0.0062);
    }

    @Test
    void shouldStayExactForMillions() {
        Ranks ranks = new Ranks(0.95, 1_000_000, 19_000_000);
        double n = 1e6;
        double sd = Math.sqrt(n * 0.05 * 0.95 * (1 + 1 / 19.0));
        assertThat((double) ranks.lower(0.05).orElseThrow()).isCloseTo(0.95 * n - 1.645 * sd, within(3.0));
        assertThat((double) ranks.upper(0.05).orElseThrow()).isCloseTo(0.95 * n + 1.645 * sd, within(3.0));
    }

    /** Counters of a year's traffic must not take a year to judge; the bounds may get wider, never narrower. */
    @Test
    void shouldJudgeAnyNumberOfRequestsInBoundedTime() {
        long n = 900_000_000_000_000L;
        Ranks ranks = new Ranks(0.95, n, n);
        assertThat((double) ranks.lower(0.05).orElseThrow() / n).isBetween(0.9497, 0.95);
        assertThat((double) ranks.upper(0.05).orElseThrow() / n).isBetween(0.95, 0.9503);
    }

    private static double uniformOrder(Random random, long rank, long n) {
        double below = gamma(random, rank);
        double above = gamma(random, n - rank + 1);
        return below / (below + above);
    }

    private static double[] orders(Random random, long low, long high, long n) {
        double first = gamma(random, low);
        double middle = high > low ? gamma(random, high - low) : 0;
        double last = gamma(random, n - high + 1);
        double all = first + middle + last;
        return new double[] {first / all, (first + middle) / all};
    }

    /** Marsaglia and Tsang 2000, for shapes of at least 1. */
    private static double gamma(Random random, double shape) {
        double d = shape - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
