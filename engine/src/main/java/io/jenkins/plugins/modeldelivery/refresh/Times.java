package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.io.IsoTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as logs write them, in milliseconds since 1970. */
final class Times {
    private static final double SECONDS_BELOW = 1e11;
    private static final double MILLIS_BELOW = 1e14;
    private static final double MICROS_BELOW = 1e17;

    /** 2026-11-05, 2026/11/05, 20261105, year=2026/month=11/day=05. */
    private static final Pattern IN_PATH = Pattern.compile("(?<!\\d)(20\\d{2})\\D{0,7}(\\d{2})\\D{0,5}(\\d{2})(?!\\d)");

    private Times() {}

    /**
     * ISO 8601, without an offset taken as UTC, or a number since 1970 whose size tells its unit: below 1e11 seconds, below
     * 1e14 milliseconds, below 1e17 microseconds, else nanoseconds.
     */
    static OptionalLong millis(JsonNode node) {
        if (node.isNumber() && node.doubleValue() > 0) {
            double value = node.doubleValue();
            double perMilli =
                    value < SECONDS_BELOW ? 1e-3 : value < MILLIS_BELOW ? 1 : value < MICROS_BELOW ? 1e3 : 1e6;
            return OptionalLong.of((long) (value / perMilli));
        }
        if (!node.isTextual()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(IsoTime.parse(node.textValue().strip()).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty(); // counted as undated
        }
    }

    /** The last date in a path, at its start in UTC. */
    static Optional<Instant> ofPath(String path) {
        Optional<Instant> found = Optional.empty();
        Matcher matcher = IN_PATH.matcher(path);
        while (matcher.find()) {
            try {
                LocalDate date = LocalDate.of(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)));
                found = Optional.of(date.atStartOfDay(ZoneOffset.UTC).toInstant());
            } catch (DateTimeException e) {
                found = found.or(Optional::empty); // eight digits that are no date
            }
        }
        return found;
    }
}
