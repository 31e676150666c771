package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rehearsal: it ends by itself, and at once where nobody needs it. */
@Timeout(120)
class FloatGemmTest {
    private final LoopChoice choice = new LoopChoice();

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    /** Its products are large enough to say something, whatever they say on this machine. */
    @Test
    void shouldFindOutWhichLoopIsFaster() throws InterruptedException {
        assumeThat(Fma.selfCheck()).isEqualTo(Fma.HARDWARE);
        new FloatGemm(Fma.HARDWARE, choice).tryOut();
        assertThat(choice.isDecided()).isTrue();
    }

    @Test
    void shouldTryNothingOutWhereTheProductIsEmulated() throws InterruptedException {
        new FloatGemm(Fma.EMULATED, choice).tryOut();
        assertThat(choice.isDecided()).isFalse();
    }

    @Test
    void shouldStopWhenInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new FloatGemm(Fma.HARDWARE, choice).tryOut()).isInstanceOf(InterruptedException.class);
        assertThat(choice.isDecided()).isFalse();
    }
}
