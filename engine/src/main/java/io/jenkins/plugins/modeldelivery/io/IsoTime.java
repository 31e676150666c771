package io.jenkins.plugins.modeldelivery.io;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;

/** Points in time in ISO 8601, as files of all kinds have them. */
public final class IsoTime {
    private static final int DATE = "2026-11-01".length();

    private IsoTime() {}

    /**
     * A day is its beginning, a time that names no offset is UTC, and a blank may stand for the T.
     *
     * @throws DateTimeException when the text is none of these
     */
    public static Instant parse(String text) {
        if (text.length() == DATE) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        if (text.endsWith("Z")) {
            try {
                return Instant.parse(text); // what nearly all write, and the fastest to read
            } catch (DateTimeParseException e) {
                return anyOffset(text); // without seconds, for example
            }
        }
        return anyOffset(text);
    }

    private static Instant anyOffset(String text) {
        String iso = text.length() > DATE && text.charAt(DATE) == ' '
                ? text.substring(0, DATE) + "T" + text.substring(DATE + 1)
                : text;
        TemporalAccessor time =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
        return time instanceof OffsetDateTime offset
                ? offset.toInstant()
                : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
    }
}
