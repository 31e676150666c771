package io.jenkins.plugins.modeldelivery.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @Test
    void shouldNeverTakeWhatIsNotThereForANumber() {
        assertThat(Numbers.value(OptionalDouble.empty())).isEmpty();
        assertThat(Numbers.statistic(OptionalDouble.empty())).isEmpty();
        assertThat(Numbers.count(OptionalLong.empty())).isEmpty();
        assertThat(Numbers.difference(OptionalDouble.of(1), OptionalDouble.empty()))
                .isEmpty();
        assertThat(Numbers.value(Double.NaN)).isEqualTo("NaN");
        assertThat(Numbers.percent(Double.NaN)).isEqualTo("unknown");
        assertThat(Numbers.increase(Double.NaN)).isEqualTo("unknown");
        assertThat(Numbers.latency(Double.NaN)).isEqualTo("unknown");
        assertThat(Numbers.latency(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.9387123,0.938712", "0.88,0.88", "1,1", "1234567,1234570", "0.000001,0.000001", "1e-7,1E-7"})
    void shouldWriteMetricsWithSixDigits(double value, String text) {
        assertThat(Numbers.value(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.001,0.001000", "-0.0048821,-0.004882", "1.5,1.500", "0.00001234,1.234e-05"})
    void shouldWriteStatisticsWithFourDigits(double value, String text) {
        assertThat(Numbers.statistic(value)).isEqualTo(text);
    }

    @Test
    void shouldWriteADifferenceOfDecimalsWithItsSign() {
        assertThat(Numbers.difference(OptionalDouble.of(0.9), OptionalDouble.of(0.8)))
                .isEqualTo("+0.1");
        assertThat(Numbers.difference(OptionalDouble.of(0.8), OptionalDouble.of(0.9)))
                .isEqualTo("-0.1");
        assertThat(Numbers.difference(OptionalDouble.of(2), OptionalDouble.of(2)))
                .isEqualTo("0");
    }

    @Test
    void shouldWriteLiveTrafficWithItsUnits() {
        assertThat(Numbers.percent(0.000316)).isEqualTo("0.0316 %");
        assertThat(Numbers.increase(1.1234)).isEqualTo("+12.3 %");
        assertThat(Numbers.increase(0.5)).isEqualTo("-50 %");
        assertThat(Numbers.latency(0.048)).isEqualTo("48 ms");
        assertThat(Numbers.latency(1.2345)).isEqualTo("1.23 s");
        assertThat(Numbers.count(28_500)).isEqualTo("28,500");
    }
}
