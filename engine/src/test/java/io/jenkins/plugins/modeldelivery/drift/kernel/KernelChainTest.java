package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChainTest {
    private static final int WIDTH = 100;
    private static final double EXPONENT = 0.7;

    private static float[] squared(int times) {
        float[] squared = new float[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            squared[j] = times * j * j * 0.001f;
        }
        return squared;
    }

    @ParameterizedTest
    @CsvSource({"true, 30", "false, 30", "true, -2", "false, 0"})
    void shouldGiveTheSameBitsOneByOneAndAdded(boolean isLadder, int diagonal) {
        int first = 1;
        int end = 4;
        int to = 77;
        KernelChain chain = new KernelChain(EXPONENT, isLadder, WIDTH);
        float[][] rows = new float[5][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = squared(r + 1);
        }
        float[][] sums = new float[chain.bandwidths()][WIDTH];
        chain.add(rows, first, end, diagonal, to, sums);
        for (int k = 0; k < sums.length; k++) {
            float[] expected = new float[WIDTH];
            for (int r = first; r < end; r++) {
                float[] alone = new float[WIDTH];
                chain.only(k, rows[r], 0, WIDTH, alone);
                for (int j = Math.max(0, r + diagonal); j < to; j++) {
                    expected[j] += alone[j];
                }
            }
            assertThat(sums[k]).as("bandwidth %d", k).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void shouldBeTheKernelOfEachBandwidth(int k) {
        float[] alone = new float[WIDTH];
        new KernelChain(EXPONENT, true, WIDTH).only(k, squared(1), 0, WIDTH, alone);
        for (int j = 0; j < WIDTH; j++) {
            double scale = Computation.LADDER.get(k) * Computation.LADDER.get(k);
            assertThat((double) alone[j]).isCloseTo(Math.exp(-squared(1)[j] * EXPONENT / scale), within(2e-6));
        }
    }
}
