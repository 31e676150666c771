package io.jenkins.plugins.modeldelivery.report;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalDouble;

/** How values are shown on pages; what is absent is a dash, never a zero. */
public final class Figures {
    /** Stands for what is not there. */
    public static final String ABSENT = "–";

    private static final int SHORT_DIGEST = 12;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Figures() {}

    /** A metric. */
    @NonNull
    public static String number(@NonNull OptionalDouble value) {
        return shown(Numbers.value(value));
    }

    /** Of a shift test. */
    @NonNull
    public static String statistic(@NonNull OptionalDouble value) {
        return shown(Numbers.statistic(value));
    }

    /** How much two metrics differ, with its sign. */
    @NonNull
    public static String difference(@NonNull OptionalDouble observed, @NonNull OptionalDouble baseline) {
        return shown(Numbers.difference(observed, baseline));
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

    private static String shown(String number) {
        return number.isEmpty() ? ABSENT : number;
    }
}
