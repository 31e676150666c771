package io.jenkins.plugins.modeldelivery.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {
    @Test
    void shouldRefuseWhatIsNoProportion() {
        assertThatThrownBy(() -> new Proportion(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Proportion(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Proportion(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The sample sizes that certify at most 0.1 % at 95 %: the closed form for no errors is 1 - alpha^(1/n). */
    @Test
    void shouldNeed2995TrialsToCertifyOnePerMilleWithoutErrors() {
        assertThat(new Proportion(0, 2994).exactUpper(0.95)).isGreaterThan(0.001);
        assertThat(new Proportion(0, 2995).exactUpper(0.95)).isLessThanOrEqualTo(0.001);
        assertThat(new Proportion(1, 4742).exactUpper(0.95)).isLessThanOrEqualTo(0.001);
        assertThat(new Proportion(1, 4741).exactUpper(0.95)).isGreaterThan(0.001);
    }

    @Test
    void shouldMatchPublishedWilsonInterval() {
        // Newcombe 1998, table I: 81/263, 95 % two-sided: 0.2553 to 0.3662
        Proportion p = new Proportion(81, 263);
        assertThat(p.wilsonLower(0.975)).isCloseTo(0.2553, within(5e-5));
        assertThat(p.wilsonUpper(0.975)).isCloseTo(0.3662, within(5e-5));
    }

    @Test
    void shouldBoundTheEndsOfTheScale() {
        assertThat(new Proportion(0, 10).exactLower(0.95)).isZero();
        assertThat(new Proportion(10, 10).exactUpper(0.95)).isEqualTo(1);
        assertThat(new Proportion(0, 10).wilsonLower(0.95)).isBetween(0.0, 1e-12);
        assertThat(new Proportion(10, 10).wilsonUpper(0.95)).isCloseTo(1, within(1e-12));
    }
}
