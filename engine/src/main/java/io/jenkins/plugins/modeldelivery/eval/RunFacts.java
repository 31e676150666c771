package io.jenkins.plugins.modeldelivery.eval;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a partial file tells beyond its predictions: how long it took, how late requests were, what failed. */
final class RunFacts {
    private static final long LATE_MICROS = 10_000;

    private final TreeMap<String, Long> errors = new TreeMap<>();
    private long rows;
    private long starts;
    private long current;
    private long earlier;
    private long late;
    private long latest;
    private long retried;

    void add(PartialLine line) {
        if (line.index() < 0) {
            starts++;
            earlier += current;
            current = 0;
            return;
        }
        rows++;
        current = Math.max(current, line.elapsedMicros());
        late += line.lateMicros() > LATE_MICROS ? 1 : 0;
        latest = Math.max(latest, line.lateMicros());
        retried += line.retried() ? 1 : 0;
        line.error()
                .ifPresent(error -> errors.merge(RequestFailure.kindOf(error).orElse("other"), 1L, Long::sum));
    }

    /** {@code {"timeout": 3, "http 503": 1}}. */
    SortedMap<String, Long> errors() {
        return Collections.unmodifiableSortedMap(errors);
    }

    double seconds() {
        return (earlier + current) / 1e6;
    }

    double requestsPerSecond() {
        return seconds() > 0 ? rows / seconds() : 0;
    }

    /** How often the run was resumed. */
    long resumed() {
        return Math.max(0, starts - 1);
    }

    long retried() {
        return retried;
    }

    Late late() {
        return new Late(late, latest / 1e3);
    }

    /** Requests that started more than 10 ms after they were due, and by how much the latest of all. */
    record Late(long requests, double mostMs) {}
}
