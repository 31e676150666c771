package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void shouldAddTheKernelsOfTheRowsBehindTheDiagonal(boolean isLadder, int diagonal) {
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
            double scale = isLadder ? Computation.LADDER.get(k) : 1;
            for (int j = 0; j < WIDTH; j++) {
                double expected = 0;
                for (int r = first; r < end; r++) {
                    boolean isAdded = j >= Math.max(0, r + diagonal) && j < to;
                    expected += isAdded ? Math.exp(-rows[r][j] * EXPONENT / (scale * scale)) : 0;
                }
                assertThat((double) sums[k][j]).as("bandwidth %d", k).isCloseTo(expected, within(6e-6));
            }
        }
    }

    @Test
    void shouldGiveTheSameBitsAtSigmaAloneAndInTheLadder() {
        float[][] ladder = new float[Computation.LADDER.size()][WIDTH];
        float[][] alone = new float[1][WIDTH];
        float[][] rows = {squared(1)};
        new KernelChain(EXPONENT, true, WIDTH).add(rows, 0, 1, 0, WIDTH, ladder);
        new KernelChain(EXPONENT, false, WIDTH).add(rows, 0, 1, 0, WIDTH, alone);
        assertThat(alone[0]).isEqualTo(ladder[KernelChain.SIGMA]);
    }
}
