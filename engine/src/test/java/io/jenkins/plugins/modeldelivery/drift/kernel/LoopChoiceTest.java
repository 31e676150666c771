package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.drift.kernel.LoopChoice.Loop;
import org.junit.jupiter.api.Test;

/** A JVM that does not vectorise the fast loop shall not make every test five times slower. */
class LoopChoiceTest {
    private static final long PRODUCT = 18_000_000; // multiply-adds of a whole tile at 768 columns
    private static final int WATCHED = (int) (LoopChoice.WATCHED / PRODUCT) + 1;
    private static final int TRIED = (int) (LoopChoice.TRIED / PRODUCT) + 1;
    private static final double SCALAR = 4.5;
    private static final double VECTORS = 17;
    private static final double WIDE_VECTORS = 28;

    private final LoopChoice choice = new LoopChoice();

    private void products(int count, double wide, double narrow) {
        for (int i = 0; i < count; i++) {
            Loop loop = choice.next();
            choice.took(loop, PRODUCT, Math.round(PRODUCT / (loop == Loop.WIDE ? wide : narrow)));
        }
    }

    @Test
    void shouldKeepTheWideLoopAsSoonAsItWasFastOnce() {
        products(WATCHED - 1, 0.5, VECTORS); // interpreted, or held up by others
        assertThat(choice.isDecided()).isFalse();
        products(1, WIDE_VECTORS, VECTORS);
        assertThat(choice.isDecided()).isTrue();
        assertThat(choice.next()).isEqualTo(Loop.WIDE);
    }

    @Test
    void shouldTakeTheNarrowLoopWhereTheWideOneIsNotVectorised() {
        products(WATCHED, SCALAR, VECTORS);
        assertThat(choice.next()).as("on trial").isEqualTo(Loop.NARROW);
        products(TRIED, SCALAR, VECTORS);
        assertThat(choice.isDecided()).isTrue();
        assertThat(choice.next()).isEqualTo(Loop.NARROW);
    }

    /** A slow machine, or one without vectors at all. */
    @Test
    void shouldGoBackToTheWideLoopWhereTheNarrowOneIsNoFaster() {
        products(WATCHED + TRIED, SCALAR, SCALAR);
        assertThat(choice.isDecided()).isTrue();
        assertThat(choice.next()).isEqualTo(Loop.WIDE);
    }

    /** A tile of zeros is a tenth of the size of a real product, and HotSpot is no sooner ready for it. */
    @Test
    void shouldWaitForAsMuchWorkWhereProductsAreSmaller() {
        for (int i = 0; i < WATCHED; i++) {
            choice.took(Loop.WIDE, PRODUCT / 10, PRODUCT);
        }
        assertThat(choice.next()).isEqualTo(Loop.WIDE);
        assertThat(choice.isDecided()).isFalse();
    }

    @Test
    void shouldNotJudgeByProductsThatAreTooSmall() {
        for (int i = 0; i < 10 * WATCHED; i++) {
            choice.took(Loop.WIDE, LoopChoice.LEAST - 1, 1_000_000_000);
        }
        assertThat(choice.next()).isEqualTo(Loop.WIDE);
        assertThat(choice.isDecided()).isFalse();
    }
}
