package io.jenkins.plugins.modeldelivery.steps;

import io.jenkins.plugins.modeldelivery.io.Progress;
import java.io.PrintStream;
import java.time.Duration;

/** A line in the build log now and then, and none for what is quickly done; notes in any case. */
final class LoggedProgress implements Progress {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final PrintStream log;
    private long next = System.nanoTime() + PAUSE.toNanos();

    LoggedProgress(PrintStream log) {
        this.log = log;
    }

    @Override
    public synchronized void report(long done, long total, String unit) {
        long now = System.nanoTime();
        if (now - next >= 0) {
            next = now + PAUSE.toNanos();
            log.println(total > 0 ? done + " of " + total + " " + unit : done + " " + unit);
        }
    }

    @Override
    public synchronized void note(String line) {
        log.println(line);
        log.flush(); // what the channel buffers comes later than the end of a short build
    }
}
