package io.jenkins.plugins.modeldelivery.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MoverTest {
    /** Newcombe 1998, method 10, is MOVER of Wilson bounds: 56/70 - 48/80, 95 % two-sided, is 0.0524 to 0.3339. */
    @Test
    void shouldMatchPublishedDifferences() {
        Proportion a = new Proportion(56, 70);
        Proportion b = new Proportion(48, 80);
        Mover difference = new Mover()
                .add(1, a.estimate(), a.wilsonLower(0.975), a.wilsonUpper(0.975))
                .add(-1, b.estimate(), b.wilsonLower(0.975), b.wilsonUpper(0.975));
        assertThat(difference.estimate()).isCloseTo(0.2, within(1e-12));
        assertThat(difference.lower()).isCloseTo(0.0524, within(5e-5));
        assertThat(difference.upper()).isCloseTo(0.3339, within(5e-5));
    }
}
