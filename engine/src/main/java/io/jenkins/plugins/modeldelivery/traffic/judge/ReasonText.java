package io.jenkins.plugins.modeldelivery.traffic.judge;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them, the same on every machine. */
final class ReasonText {
    private ReasonText() {}

    /** A share as a percentage with three significant digits: "0.1 %". */
    static String percent(double share) {
        return Double.isFinite(share) ? digits(100 * share) + " %" : "unknown";
    }

    static String seconds(double seconds) {
        if (!Double.isFinite(seconds)) {
            return seconds > 0 ? "+Inf" : "unknown";
        }
        return seconds < 1 ? digits(1000 * seconds) + " ms" : digits(seconds) + " s";
    }

    /** "+12.3 %" for a ratio of 1.123. */
    static String increase(double ratio) {
        return Double.isFinite(ratio) ? (ratio >= 1 ? "+" : "") + digits(100 * (ratio - 1)) + " %" : "unknown";
    }

    static String digits(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
