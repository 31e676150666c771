package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalDouble;

/** How values of a report document are shown; what is absent is a dash, never a zero. */
public final class Figures {
    /** Stands for what is not there. */
    public static final String ABSENT = "–";

    private static final int SHORT_DIGEST = 12;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    private Figures() {}

    /** The same for a number that may be missing. */
    @NonNull
    public static String number(@NonNull OptionalDouble value) {
        return value.isPresent() && Double.isFinite(value.getAsDouble())
                ? number(DecimalNode.valueOf(BigDecimal.valueOf(value.getAsDouble())))
                : ABSENT;
    }

    /** How much two numbers differ, with its sign. */
    @NonNull
    public static String difference(@NonNull OptionalDouble observed, @NonNull OptionalDouble baseline) {
        if (observed.isEmpty() || baseline.isEmpty()) {
            return ABSENT;
        }
        return difference(
                DecimalNode.valueOf(BigDecimal.valueOf(observed.getAsDouble())),
                DecimalNode.valueOf(BigDecimal.valueOf(baseline.getAsDouble())));
    }

    /** {@code 2026-11-25 22:41 UTC}. */
    @NonNull
    public static String time(@NonNull Instant time) {
        return TIME.format(time);
    }

    /** The start of a digest, enough to tell two apart by eye: {@code sha256:0123456789ab}. */
    @NonNull
    public static String shortDigest(@NonNull String digest) {
        int hex = digest.indexOf(':') + 1;
        return digest.substring(0, Math.min(digest.length(), hex + SHORT_DIGEST));
    }

    static String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : ABSENT;
    }

    /** Numbers to four significant digits, whole ones in full; anything else as it stands. */
    static String number(JsonNode value) {
        if (!value.isNumber()) {
            return text(value);
        }
        BigDecimal exact = value.decimalValue();
        if (exact.stripTrailingZeros().scale() <= 0) {
            return exact.toBigInteger().toString();
        }
        BigDecimal rounded = exact.round(FOUR_DIGITS).stripTrailingZeros();
        boolean readable = rounded.abs().compareTo(new BigDecimal("0.0001")) >= 0;
        return readable ? rounded.toPlainString() : rounded.toString();
    }

    /** {@code 0.9312 to 0.9588, 95 % (Wilson)}. */
    static String interval(JsonNode interval) {
        if (!interval.isObject()) {
            return ABSENT;
        }
        String confidence = interval.path("confidence").isNumber()
                ? ", " + number(percent(interval.path("confidence"))) + " %"
                : "";
        String method = interval.path("method").asText("");
        return number(interval.path("low")) + " to " + number(interval.path("high")) + confidence
                + (method.isEmpty() ? "" : " (" + method + ")");
    }

    static String difference(JsonNode observed, JsonNode baseline) {
        if (!observed.isNumber() || !baseline.isNumber()) {
            return ABSENT;
        }
        BigDecimal difference = observed.decimalValue().subtract(baseline.decimalValue());
        String sign = difference.signum() > 0 ? "+" : "";
        return sign + difference.round(FOUR_DIGITS).stripTrailingZeros().toPlainString();
    }

    /** A verdict that can be shown as a badge, or a dash. */
    static Object verdict(JsonNode value) {
        for (Verdict verdict : Verdict.values()) {
            if (verdict.name().equals(value.asText())) {
                return verdict;
            }
        }
        return ABSENT;
    }

    private static JsonNode percent(JsonNode share) {
        return DecimalNode.valueOf(share.decimalValue().movePointRight(2));
    }
}
