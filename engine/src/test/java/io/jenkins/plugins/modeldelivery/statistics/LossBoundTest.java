package io.jenkins.plugins.modeldelivery.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LossBoundTest {
    /** Symmetrical data have no skewness, and Hall's bound is Student's. */
    @Test
    void shouldBeStudentsWhereNothingIsSkewed() {
        double[] values = new double[100];
        Arrays.setAll(values, i -> 10 + (i % 2 == 0 ? 1 : -1));
        LossBound bound = new LossBound(Units.of(values));
        double error = Math.sqrt(100.0 / 99) / 10;
        assertThat(bound.lower(0.95)).isCloseTo(10 - 1.660391156 * error, within(1e-8));
        assertThat(bound.upperDifference(0.95)).isCloseTo(10 + 1.660391156 * error, within(1e-8));
        assertThat(bound.upper(0.95)).isCloseTo(10 * Math.exp(0.1660391156 * error), within(1e-8));
    }

    @Test
    void shouldLookFurtherUpwardsWhereLossesAreSkewed() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(400).map(u -> -Math.log(1 - u)).toArray();
        LossBound bound = new LossBound(Units.of(values));
        double mean = Arrays.stream(values).average().orElseThrow();
        assertThat(bound.gap()).isEmpty();
        assertThat(bound.upper(0.95) - mean).isGreaterThan(mean - bound.lower(0.95));
    }

    @Test
    void shouldSayWhyThereIsNoBound() {
        double[] few = new double[99];
        Arrays.setAll(few, i -> i);
        assertThat(new LossBound(Units.of(few)).gap())
                .hasValueSatisfying(why -> assertThat(why).contains("99 rows"));
        double[] same = new double[200];
        Arrays.fill(same, 2);
        assertThat(new LossBound(Units.of(same)).gap())
                .hasValueSatisfying(why -> assertThat(why).contains("same loss"));
        double[] heavy = new double[200];
        Arrays.setAll(heavy, i -> i == 0 ? 1000 : i % 3);
        assertThat(new LossBound(Units.of(heavy)).gap())
                .hasValueSatisfying(why -> assertThat(why).contains("too skewed"));
    }
}
