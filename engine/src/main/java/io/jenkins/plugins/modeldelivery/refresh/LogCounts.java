package io.jenkins.plugins.modeldelivery.refresh;

import java.time.Instant;
import java.util.TreeMap;

/** What became of the lines; times in milliseconds since 1970. */
final class LogCounts {
    static final int MOST_STATUSES = 200;

    long lines;
    long malformed;
    long withoutInput;
    long undated;
    long outsideWindow;
    long inWindow;
    /** Neither id nor time of their own. */
    long nameless;
    /** Failed attempts by what their status says. */
    final TreeMap<String, Long> leftOut = new TreeMap<>();

    long newest = Long.MIN_VALUE;
    long oldest = Long.MAX_VALUE;

    void add(LogCounts other) {
        lines += other.lines;
        malformed += other.malformed;
        withoutInput += other.withoutInput;
        undated += other.undated;
        outsideWindow += other.outsideWindow;
        inWindow += other.inWindow;
        nameless += other.nameless;
        other.leftOut.forEach((status, count) -> leftOut.merge(status, count, Long::sum));
        newest = Math.max(newest, other.newest);
        oldest = Math.min(oldest, other.oldest);
    }

    /** Counts a failed attempt; beyond the most values that are allowed, under none of its own. */
    void leaveOut(String status) {
        leftOut.merge(leftOut.size() > MOST_STATUSES && !leftOut.containsKey(status) ? "" : status, 1L, Long::sum);
    }

    boolean hasTooManyStatuses() {
        return leftOut.size() > MOST_STATUSES;
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
