package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    /** What stood in the buffer before must not become part of a number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.5",
                " 2 ",
                "+1",
                ".5",
                "1.",
                "007",
                "-0",
                "1e3",
                "0.12345678901234567890123456789012345678901234567890123456789"
            })
    void shouldTakeCellsAsJavaDoes(String text) {
        Decimals decimals = new Decimals();
        assertThat(decimals.finite("9876543210.123456789".toCharArray(), 0, 20)).isEqualTo(9876543210.123456789);
        assertThat(decimals.finite(("77" + text + "88").toCharArray(), 2, text.length()))
                .isEqualTo(Double.parseDouble(text));
        assertThat(Decimals.finite(text)).hasValue(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "x", "1x", "1 2", "1,2", "\u0661", "\u0131", "NaN", "Infinity", "1e400", "--1", "1e"})
    void shouldTakeNothingElse(String text) {
        assertThat(new Decimals().finite(text.toCharArray(), 0, text.length())).isNaN();
        assertThat(Decimals.finite(text)).isEmpty();
    }

    @Property
    void shouldParseNumbersAsJavaDoes(@ForAll double value) {
        String text = Double.toString(value);
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        if (Double.isFinite(value)) {
            assertThat(new Decimals(bytes, 0).next()).isEqualTo(value);
        }
    }

    /** Around the places where the parser changes its way: 15, 17, 18 and 19 digits, leading zeros, all powers. */
    @Property(tries = 20_000)
    void shouldParseLongDecimalsAsJavaDoes(
            @ForAll @LongRange(min = 0) long digits, @ForAll @IntRange(max = 40) int scale) {
        String text = BigDecimal.valueOf(digits, scale).toPlainString();
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        Decimals numbers = new Decimals(bytes, 0);
        assertThat(numbers.next()).isEqualTo(Double.parseDouble(text));
        assertThat(numbers.position()).isEqualTo(text.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18446744073709551616",
                "0.00018446744073709551616",
                "9007199254740993",
                "9.007199254740993",
                "900719925474099.3e-7",
                "0.0000000000000000000000",
                "123456780",
                "1e400",
                "1e-400",
                "1e18446744073709551616",
                "1e-18446744073709551617",
                "0.500000000000000166533453694"
            })
    void shouldParseAwkwardDecimalsAsJavaDoes(String text) {
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        assertThat(new Decimals(bytes, 0).next()).isEqualTo(Double.parseDouble(text));
    }

    @Property
    void shouldParseShortDecimalsAsJavaDoes(@ForAll int digits, @ForAll byte scale) {
        String text = BigDecimal.valueOf(digits, scale).toString();
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        assertThat(new Decimals(bytes, 0).next()).isEqualTo(Double.parseDouble(text));
    }
}
