package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A machine without fused multiply-add may not change a bit. */
class FmaPropertiesTest {
    @Property(tries = 20_000)
    void shouldEmulateToTheLastBit(@ForAll int a, @ForAll int b, @ForAll int c) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float z = Float.intBitsToFloat(c);
        if (Float.isFinite(x) && Float.isFinite(y) && Float.isFinite(z)) {
            assertThat(Fma.emulate(x, y, z)).isEqualTo(Math.fma(x, y, z));
        }
    }

    @Property(tries = 20_000)
    void shouldEmulateNumbersOfLikeSize(@ForAll long seed) {
        SplitMix random = new SplitMix(seed, 0);
        float x = (float) random.nextDouble();
        float y = (float) random.nextDouble() - 0.5f;
        float z = (float) (x * y * (random.nextDouble() - 1.5));
        assertThat(Fma.emulate(x, y, z)).isEqualTo(Math.fma(x, y, z));
    }

    @Property(tries = 50)
    void shouldMultiplyTheSameByEmulation(@ForAll long seed) {
        SplitMix random = new SplitMix(seed, 0);
        int rows = 3 * (1 + random.nextInt(3));
        int depth = 3 * (1 + random.nextInt(20));
        int width = 1 + random.nextInt(40);
        int begin = random.nextInt(width);
        float[][] a = random(random, rows, depth);
        float[][] b = random(random, depth, width);
        float[][] fused = new float[rows][width];
        float[][] emulated = new float[rows][width];
        new FloatGemm(Fma.HARDWARE).multiply(fused, a, rows, b, depth, begin, width);
        new FloatGemm(Fma.EMULATED).multiply(emulated, a, rows, b, depth, begin, width);
        assertThat(fused).isDeepEqualTo(emulated);
    }

    private static float[][] random(SplitMix random, int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) (random.nextDouble() - 0.5);
            }
        }
        return values;
    }
}
