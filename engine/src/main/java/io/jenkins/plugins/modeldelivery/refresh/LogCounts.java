package io.jenkins.plugins.modeldelivery.refresh;

import java.time.Instant;

/** What became of the lines; times in milliseconds since 1970. */
final class LogCounts {
    long lines;
    long malformed;
    long withoutInput;
    long undated;
    long outsideWindow;
    long inWindow;
    long newest = Long.MIN_VALUE;
    long oldest = Long.MAX_VALUE;

    void add(LogCounts other) {
        lines += other.lines;
        malformed += other.malformed;
        withoutInput += other.withoutInput;
        undated += other.undated;
        outsideWindow += other.outsideWindow;
        inWindow += other.inWindow;
        newest = Math.max(newest, other.newest);
        oldest = Math.min(oldest, other.oldest);
    }

    /** The time of the newest request in the window; only where there is one. */
    Instant newestTime() {
        return Instant.ofEpochMilli(newest);
    }

    Instant oldestTime() {
        return Instant.ofEpochMilli(oldest);
    }

    EvalSetMeta.LogLines lines() {
        return new EvalSetMeta.LogLines(lines, malformed, withoutInput, undated, outsideWindow, inWindow);
    }
}
