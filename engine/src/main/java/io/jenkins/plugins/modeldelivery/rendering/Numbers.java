package io.jenkins.plugins.modeldelivery.rendering;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoubleFunction;

/**
 * How numbers are written, the same on every machine and in every place: in a reason, in a table, on a page. What is not there
 * is an empty text; what is not finite says so.
 */
public final class Numbers {
    private static final MathContext VALUE = new MathContext(6, RoundingMode.HALF_EVEN);
    private static final MathContext RATE = new MathContext(3);

    private Numbers() {}

    /** A metric, its limit or its bound: up to six significant digits, with an exponent only where nobody could count zeros. */
    public static String value(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(VALUE).stripTrailingZeros();
        boolean everyday = value == 0 || Math.abs(value) >= 1e-6 && Math.abs(value) < 1e15;
        return everyday ? rounded.toPlainString() : rounded.toString();
    }

    public static String value(OptionalDouble value) {
        return write(value, Numbers::value);
    }

    /** How much something differs from something else, with its sign. */
    public static String difference(OptionalDouble observed, OptionalDouble before) {
        if (observed.isEmpty() || before.isEmpty()) {
            return "";
        }
        // as decimals, so that 0.9 - 0.8 is 0.1
        double difference = BigDecimal.valueOf(observed.getAsDouble())
                .subtract(BigDecimal.valueOf(before.getAsDouble()))
                .doubleValue();
        return (difference > 0 ? "+" : "") + value(difference);
    }

    /** What a shift test computes, as p-values, MMD², effects and bandwidths: four significant digits, all of them written. */
    public static String statistic(double value) {
        double size = Math.abs(value);
        return value == 0 ? "0" : String.format(Locale.ROOT, size >= 1e-4 && size < 1e6 ? "%.4g" : "%.3e", value);
    }

    public static String statistic(OptionalDouble value) {
        return write(value, Numbers::statistic);
    }

    /** A share of live requests, as a percentage with three significant digits: "0.1 %". */
    public static String percent(double share) {
        double percent = 100 * share;
        return Double.isFinite(percent) ? rate(percent) + " %" : "unknown";
    }

    public static String percent(OptionalDouble share) {
        return write(share, Numbers::percent);
    }

    /** By how much a ratio is above 1: "+12.3 %" for 1.123. */
    public static String increase(double ratio) {
        String percent = percent(ratio - 1);
        return ratio >= 1 && !percent.equals("unknown") ? "+" + percent : percent;
    }

    public static String increase(OptionalDouble ratio) {
        return write(ratio, Numbers::increase);
    }

    /** How long an answer takes, in milliseconds below a second. */
    public static String latency(double seconds) {
        if (!Double.isFinite(seconds)) {
            return seconds > 0 ? "+Inf" : "unknown";
        }
        return seconds < 1 ? rate(1000 * seconds) + " ms" : rate(seconds) + " s";
    }

    public static String latency(OptionalDouble seconds) {
        return write(seconds, Numbers::latency);
    }

    /** Three significant digits of what is measured on live requests. */
    public static String rate(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(RATE);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** A count, its thousands separated: "28,500". */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    public static String count(OptionalLong value) {
        return value.isPresent() ? count(value.getAsLong()) : "";
    }

    /** An age in days, by whole hours. */
    public static String days(Duration age) {
        return value(age.toHours() / 24.0);
    }

    private static String write(OptionalDouble value, DoubleFunction<String> format) {
        return value.isPresent() ? format.apply(value.getAsDouble()) : "";
    }
}
