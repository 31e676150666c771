package io.jenkins.plugins.modeldelivery.drift.reading;

import java.util.Optional;

/**
 * What to read of each line.
 *
 * @param field the array field of a JSON line
 * @param groupBy the field (JSON) or column (CSV) whose value tells which rows move together
 * @param slice the field or column whose values are judged one by one
 * @param exact whether to keep double precision
 * @param maxRows more rows than this are sampled down to it
 * @param seed of the sampling
 */
public record ReadOptions(
        String field, Optional<String> groupBy, Optional<String> slice, boolean exact, int maxRows, long seed) {
    /** Numbers kept in memory per sample at most; wide rows are sampled earlier than {@code maxRows}. */
    static final long MOST_NUMBERS = 64L << 20;

    /** The field {@code embedding}, at most 20,000 rows, single precision. */
    public static ReadOptions defaults() {
        return new ReadOptions("embedding", Optional.empty(), Optional.empty(), false, 20_000, 0);
    }
}
