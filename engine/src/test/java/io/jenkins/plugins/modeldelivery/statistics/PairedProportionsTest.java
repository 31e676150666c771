package io.jenkins.plugins.modeldelivery.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedProportionsTest {
    /** Where nothing differs, Tango's bound has the closed form z² / (n + z²). */
    @Test
    void shouldBoundTheDifferenceOfIdenticalAnswers() {
        double z2 = 1.6448536269514722 * 1.6448536269514722;
        PairedProportions same = new PairedProportions(0, 0, 100);
        assertThat(same.lower(0.95)).isCloseTo(-z2 / (100 + z2), within(1e-9));
        assertThat(same.upper(0.95)).isCloseTo(z2 / (100 + z2), within(1e-9));
    }

    @Test
    void shouldBeSymmetricAndContainTheEstimate() {
        PairedProportions pairs = new PairedProportions(12, 5, 200);
        PairedProportions swapped = new PairedProportions(5, 12, 200);
        assertThat(pairs.lower(0.95)).isLessThan(pairs.difference()).isCloseTo(-swapped.upper(0.95), within(1e-9));
        assertThat(pairs.upper(0.95)).isGreaterThan(pairs.difference());
    }
}
