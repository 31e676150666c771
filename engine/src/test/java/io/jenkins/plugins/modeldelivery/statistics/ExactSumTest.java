package io.jenkins.plugins.modeldelivery.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    @Test
    void shouldRoundOnceWhateverTheOrder() {
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 200; trial++) {
            double[] values = random.doubles(50)
                    .map(u -> (u - 0.5) * Math.pow(10, random.nextInt(-20, 20)))
                    .toArray();
            BigDecimal exact = Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(sum(values)).isEqualTo(exact.doubleValue());
            Arrays.sort(values);
            assertThat(sum(values)).isEqualTo(exact.doubleValue());
        }
        assertThat(sum(1e100, 1, -1e100)).isEqualTo(1);
        assertThat(sum()).isZero();
    }

    private static double sum(double... values) {
        ExactSum sum = new ExactSum();
        Arrays.stream(values).forEach(sum::add);
        return sum.value();
    }
}
