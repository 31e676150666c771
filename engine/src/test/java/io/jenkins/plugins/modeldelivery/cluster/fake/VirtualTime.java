package io.jenkins.plugins.modeldelivery.cluster.fake;

import io.jenkins.plugins.modeldelivery.io.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that moves only when somebody sleeps, and tells the controllers about it. */
public final class VirtualTime extends Clock implements Sleeper {
    private Instant now = Instant.parse("2026-11-02T08:00:00Z");
    private final Runnable everySleep;

    public VirtualTime(Runnable everySleep) {
        this.everySleep = everySleep;
    }

    @Override
    public synchronized void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        now = now.plus(duration);
        everySleep.run();
    }

    public synchronized void pass(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
