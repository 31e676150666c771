package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labellings in strata, whose sums are shared, against the same labellings summed one by one in double precision. */
class FloatStrataTest {
    private static final int WIDTH = 6;
    private static final int PERMUTATIONS = 400;

    @ParameterizedTest
    @CsvSource({"102, 102", "150, 333", "260, 110", "500, 520"}) // the last in several blocks of rows and columns
    void shouldComputeWhatTheExactPathComputes(int n, int m) throws InterruptedException {
        float[][] rows = rows(n + m);
        Bins bins = Bins.ofRows(n, m);
        Labellings labellings = Labellings.draw(bins, PERMUTATIONS, 7);
        assertThat(labellings.strata()).isPresent();
        Statistics[] exact = new DoubleComputation(doubles(rows), workers(1)).ladder(2, bins, labellings);
        Statistics[] fast = new FloatComputation(rows, 1, workers(2)).ladder(2, bins, labellings);
        for (int k = 0; k < exact.length; k++) {
            assertThat(fast[k].values()).containsExactly(exact[k].values(), within(1e-7));
            assertThat(fast[k].mmd2()).isCloseTo(exact[k].mmd2(), within(1e-7));
            assertThat(fast[k].biased()).isCloseTo(exact[k].biased(), within(1e-7));
            assertThat(fast[k].variance()).isCloseTo(exact[k].variance(), within(1e-7));
            assertThat(fast[k].values()[0]).isCloseTo(fast[k].mmd2(), within(1e-7));
        }
        Statistics alone = new FloatComputation(rows, 1, workers(1)).single(2, bins, labellings);
        assertThat(alone.values()).containsExactly(fast[KernelChain.SIGMA].values());
        Statistics first = new FloatComputation(rows, 1, workers(1)).single(2, bins, labellings.first(100));
        assertThat(first.values()).hasSize(101).startsWith(alone.values()[0], alone.values()[1]);
    }

    @Test
    void shouldLeaveSmallSamplesToIndependentLabellings() throws InterruptedException {
        Bins bins = Bins.ofRows(Strata.LEAST - 1, 300);
        Labellings labellings = Labellings.draw(bins, PERMUTATIONS, 7);
        assertThat(labellings.strata()).isEmpty();
        float[][] rows = rows(bins.rows());
        Statistics exact = new DoubleComputation(doubles(rows), workers(1)).single(2, bins, labellings);
        Statistics fast = new FloatComputation(rows, 1, workers(2)).single(2, bins, labellings);
        assertThat(fast.values()).containsExactly(exact.values(), within(1e-7));
        assertThat(fast.mmd2()).isCloseTo(exact.mmd2(), within(1e-7));
        assertThat(fast.variance()).isCloseTo(exact.variance(), within(1e-7));
    }

    /** Where rows are copies of three points, many labellings are the same in another order of additions. */
    @Test
    void shouldCountEqualLabellingsAsTies() throws InterruptedException {
        int n = 110;
        float[][] points = rows(3);
        float[][] rows = new float[2 * n][];
        SplitMix random = new SplitMix(1, 1);
        Arrays.setAll(rows, i -> points[random.nextInt(points.length)]);
        Bins bins = Bins.ofRows(n, n);
        Labellings labellings = Labellings.draw(bins, PERMUTATIONS, 7);
        Statistics exact = new DoubleComputation(doubles(rows), workers(1)).single(2, bins, labellings);
        Statistics fast = new FloatComputation(rows, 1, workers(1)).single(2, bins, labellings);
        int ties = 0;
        for (int b = 0; b <= PERMUTATIONS; b++) {
            assertThat(fast.reaching(fast.values()[b])).isEqualTo(exact.reaching(exact.values()[b]));
            double value = exact.values()[b];
            ties += (int) Arrays.stream(exact.values())
                            .filter(other -> Math.abs(other - value) < exact.tie())
                            .count()
                    - 1;
        }
        assertThat(ties).isPositive();
    }

    private static Workers workers(int threads) {
        return new Workers(threads, Progress.NONE);
    }

    private static float[][] rows(int count) {
        SplitMix random = new SplitMix(11, count);
        float[][] rows = new float[count][WIDTH];
        for (float[] row : rows) {
            for (int u = 0; u < WIDTH; u++) {
                row[u] = (float) (random.nextDouble() * 4 - 2);
            }
        }
        return rows;
    }

    private static double[][] doubles(float[][] rows) {
        double[][] doubles = new double[rows.length][WIDTH];
        for (int i = 0; i < rows.length; i++) {
            for (int u = 0; u < WIDTH; u++) {
                doubles[i][u] = rows[i][u];
            }
        }
        return doubles;
    }
}
