package io.jenkins.plugins.modeldelivery.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "a\nb", "a\r\nb", "\u0000", "\u009b2J", "\u2028", "\u202egnp.exe", "\u2066"})
    void shouldShowNothingThatMovesACursorOrTurnsText(String text) {
        assertThat(PlainText.shown(text)).contains("?").hasSameSizeAs(text).matches("[ -~]*");
        assertThat(PlainText.oneLine(text)).matches("[ -~]*");
    }

    @Test
    void shouldKeepAMessageALineThatSomebodyCanRead() {
        String endless =
                new BadInputException("'" + "9".repeat(100_000) + "\u001b[2J' is no number; write one").getMessage();
        assertThat(endless).hasSizeLessThan(1100).startsWith("'999").endsWith("9 [2J' is no number; write one");
        assertThat(new BadInputException("first\nsecond").getMessage()).isEqualTo("first");
    }

    @Test
    void shouldLeaveOrdinaryTextAlone() {
        assertThat(PlainText.shown("Größe 5 %, 東京 :)")).isEqualTo("Größe 5 %, 東京 :)");
        assertThat(PlainText.oneLine("  reset by\tpeer \n")).isEqualTo("reset by peer");
    }
}
