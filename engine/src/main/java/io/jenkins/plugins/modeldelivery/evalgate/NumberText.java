package io.jenkins.plugins.modeldelivery.evalgate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;

/** Numbers as people read them. */
final class NumberText {
    private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    private NumberText() {}

    /** Up to six significant digits, never in exponent notation for everyday sizes. */
    static String shown(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros();
        boolean everyday = value == 0 || Math.abs(value) >= 1e-6 && Math.abs(value) < 1e15;
        return everyday ? rounded.toPlainString() : rounded.toString();
    }

    static String days(Duration age) {
        return shown(age.toHours() / 24.0);
    }
}
