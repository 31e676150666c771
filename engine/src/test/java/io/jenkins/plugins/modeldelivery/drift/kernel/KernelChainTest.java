package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChainTest {
    private static final int WIDTH = 100;
    private static final double EXPONENT = 0.7;

    private static float[] squared() {
        float[] squared = new float[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            squared[j] = j * j * 0.001f;
        }
        return squared;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveTheSameBitsOneByOneAndAdded(boolean isLadder) {
        KernelChain chain = new KernelChain(EXPONENT, isLadder, WIDTH);
        float[][] rows = {squared(), squared(), squared(), squared()};
        float[][] sums = new float[chain.bandwidths()][WIDTH];
        chain.add(rows, 1, 3, 30, 77, sums);
        for (int k = 0; k < sums.length; k++) {
            float[] alone = new float[WIDTH];
            chain.only(k, squared(), 0, WIDTH, alone);
            for (int j = 0; j < WIDTH; j++) {
                int times = j >= 77 ? 0 : j >= 32 ? 2 : j >= 31 ? 1 : 0;
                assertThat(sums[k][j]).as("bandwidth %d, place %d", k, j).isEqualTo(times * alone[j]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void shouldBeTheKernelOfEachBandwidth(int k) {
        float[] alone = new float[WIDTH];
        new KernelChain(EXPONENT, true, WIDTH).only(k, squared(), 0, WIDTH, alone);
        for (int j = 0; j < WIDTH; j++) {
            double scale = Computation.LADDER.get(k) * Computation.LADDER.get(k);
            assertThat((double) alone[j]).isCloseTo(Math.exp(-squared()[j] * EXPONENT / scale), within(2e-6));
        }
    }
}
