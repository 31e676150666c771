package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is wrong with the lines of a file, each kind with its number and first line. Any defect rules a PASS out. */
final class Defects {
    enum Kind {
        UNPARSABLE("unparsable"),
        MISSING_ID("missingId"),
        DUPLICATED_ID("duplicatedId"),
        WRONG_TYPE("wrongType"),
        NEGATIVE_LATENCY("negativeLatency");

        final String key;

        Kind(String key) {
            this.key = key;
        }
    }

    private record Seen(long count, int chunk, int line, Optional<String> cause) {
        Seen and(Seen other) {
            boolean earlier = chunk < other.chunk || chunk == other.chunk && line <= other.line;
            Seen first = earlier ? this : other;
            return new Seen(count + other.count, first.chunk, first.line, first.cause);
        }
    }

    private final Map<Kind, Seen> seen = new EnumMap<>(Kind.class);

    void add(Kind kind, int chunk, int line) {
        seen.merge(kind, new Seen(1, chunk, line, Optional.empty()), Seen::and);
    }

    /** @param cause one line */
    void add(Kind kind, int chunk, int line, String cause) {
        seen.merge(kind, new Seen(1, chunk, line, Optional.of(cause)), Seen::and);
    }

    void addAll(Defects other) {
        other.seen.forEach((kind, count) -> seen.merge(kind, count, Seen::and));
    }

    /** By the key of their kind. */
    Map<String, Defect> byKind(ParallelLines.Read<?> lines) {
        Map<String, Defect> found = new LinkedHashMap<>();
        seen.forEach((kind, s) ->
                found.put(kind.key, new Defect(s.count, lines.number(s.chunk, s.line), s.cause, Map.of())));
        return found;
    }
}
