package io.jenkins.plugins.modeldelivery.io;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The wall clock's time at the beginning, and from then on the time that passes: setting the machine's clock, as NTP does,
 * makes no wait longer or shorter. For one operation; what is compared with other machines for longer takes the wall clock.
 */
public final class SteadyClock extends Clock {
    private final Instant anchor;
    private final long begin;
    private final LongSupplier nanos;
    private final ZoneId zone;

    private SteadyClock(Instant anchor, long begin, LongSupplier nanos, ZoneId zone) {
        this.anchor = anchor;
        this.begin = begin;
        this.nanos = nanos;
        this.zone = zone;
    }

    /** Begins now. */
    public static Clock start() {
        return start(Clock.systemUTC(), System::nanoTime);
    }

    /** @param nanos time that passes, from any origin */
    static Clock start(Clock wall, LongSupplier nanos) {
        return new SteadyClock(wall.instant(), nanos.getAsLong(), nanos, ZoneOffset.UTC);
    }

    @Override
    public Instant instant() {
        return anchor.plusNanos(nanos.getAsLong() - begin);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(anchor, begin, nanos, other);
    }
}
