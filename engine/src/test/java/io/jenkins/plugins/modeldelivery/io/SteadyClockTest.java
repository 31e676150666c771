package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private Duration set = Duration.ZERO;
    private long nanos = Long.MAX_VALUE - 5; // System.nanoTime may overflow

    /** A wall clock that is set now and then. */
    private final Clock wall = new Clock() {
        @Override
        public Instant instant() {
            return NOW.plus(set);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    @Test
    void shouldShowTheTimeThatPassesWhateverTheWallClockIsSetTo() {
        Clock steady = SteadyClock.start(wall, () -> nanos);
        assertThat(steady.instant()).isEqualTo(NOW);
        for (long hours : new long[] {-24, 1, 1000}) {
            set = Duration.ofHours(hours);
            Instant before = steady.instant();
            nanos += 1_500_000_000;
            assertThat(steady.instant()).isEqualTo(before.plusMillis(1500));
        }
        Clock there = steady.withZone(ZoneId.of("Europe/Zurich"));
        assertThat(there.getZone()).isEqualTo(ZoneId.of("Europe/Zurich"));
        assertThat(there.instant()).isEqualTo(steady.instant());
    }

    @Test
    void shouldBeginWithTheMachinesTime() {
        Instant before = Instant.now();
        assertThat(SteadyClock.start().instant())
                .isBetween(before, Instant.now().plusSeconds(1));
    }
}
