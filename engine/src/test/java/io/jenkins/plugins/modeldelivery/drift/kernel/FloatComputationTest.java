package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same permutations in single and in double precision. */
class FloatComputationTest {
    private static final int WIDTH = 6;
    private static final int PERMUTATIONS = 400;

    /** Single rows, then bins: of two rows, with rows left over, and in several blocks of rows and columns. */
    @ParameterizedTest
    @CsvSource({"30, 20, 50", "102, 102, 204", "260, 140, 400", "201, 200, 201", "500, 110, 414", "520, 510, 206"})
    void shouldComputeWhatTheExactPathComputes(int n, int m, int bins) throws InterruptedException {
        float[][] rows = rows(n + m);
        Bins dealt = Bins.ofSize(n, m, 7);
        assertThat(dealt.count()).isEqualTo(bins);
        Labellings labellings = Labellings.draw(dealt, PERMUTATIONS, 7);
        Statistics[] exact = new DoubleComputation(doubles(rows), workers(1)).ladder(2, dealt, labellings);
        Statistics[] fast = new FloatComputation(rows, 1, workers(2)).ladder(2, dealt, labellings);
        for (int k = 0; k < exact.length; k++) {
            assertThat(fast[k].values()).containsExactly(exact[k].values(), within(1e-7));
            assertThat(fast[k].mmd2()).isCloseTo(exact[k].mmd2(), within(1e-7));
            assertThat(fast[k].biased()).isCloseTo(exact[k].biased(), within(1e-7));
            assertThat(fast[k].variance()).isCloseTo(exact[k].variance(), within(1e-7));
            assertThat(fast[k].values()[0]).isCloseTo(fast[k].mmd2(), within(1e-7));
        }
        Statistics alone = new FloatComputation(rows, 1, workers(1)).single(2, dealt, labellings);
        assertThat(alone.values()).containsExactly(fast[KernelChain.SIGMA].values());
    }

    /** Where rows are copies of three points, many labellings are the same in another order of additions. */
    @Test
    void shouldCountEqualLabellingsAsTies() throws InterruptedException {
        int n = 110;
        float[][] points = rows(3);
        float[][] rows = new float[2 * n][];
        SplitMix random = new SplitMix(1, 1);
        Arrays.setAll(rows, i -> points[random.nextInt(points.length)]);
        Bins bins = Bins.ofSize(n, n, 7);
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
