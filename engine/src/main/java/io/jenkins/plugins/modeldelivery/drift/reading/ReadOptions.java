package io.jenkins.plugins.modeldelivery.drift.reading;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to read of each line.
 *
 * @param fields of a JSON line, each of them a view: an array of numbers, a number, scores of classes, or a class
 * @param text the field of a JSON line whose text is a view too
 * @param groupBy the field (JSON) or column (CSV) whose value tells which rows move together
 * @param slice the field or column whose values are judged one by one
 * @param exact whether to keep double precision
 * @param maxRows more rows than this are sampled down to it
 * @param seed of the sampling
 */
public record ReadOptions(
        List<String> fields,
        Optional<String> text,
        Optional<String> groupBy,
        Optional<String> slice,
        boolean exact,
        int maxRows,
        long seed) {
    /** Numbers kept in memory per sample at most; wide rows are sampled earlier than {@code maxRows}. */
    static final long MOST_NUMBERS = 64L << 20;

    public ReadOptions {
        fields = List.copyOf(fields);
    }

    /** Of one field. */
    public ReadOptions(
            String field, Optional<String> groupBy, Optional<String> slice, boolean exact, int maxRows, long seed) {
        this(List.of(field), Optional.empty(), groupBy, slice, exact, maxRows, seed);
    }

    /** All rows, and nothing of them but their views. */
    public static ReadOptions whole(List<String> fields, Optional<String> text, long seed) {
        return new ReadOptions(fields, text, Optional.empty(), Optional.empty(), false, Integer.MAX_VALUE, seed);
    }

    /** What is compared, by its names. */
    public List<String> views() {
        return Stream.concat(fields.stream(), text.stream()).toList();
    }

    /** The field {@code embedding}, at most 20,000 rows, single precision. */
    public static ReadOptions defaults() {
        return new ReadOptions("embedding", Optional.empty(), Optional.empty(), false, 20_000, 0);
    }
}
