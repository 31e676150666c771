package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often the same was asked.
 *
 * @param rows that have the field; trials of one id count once
 * @param values different ones among them
 */
public record Repeats(long rows, long values) {
    private static final int OFTEN = 5;

    /** Whether a value comes so often that its rows are not independent of each other. */
    public boolean areMany() {
        return values > 0 && rows >= OFTEN * values;
    }

    /** Counts the rows of one reader. */
    static final class Counter {
        private final Longs[] rows = new Longs[RowParser.ASKED.size()];
        private final Longs[] values = new Longs[RowParser.ASKED.size()];
        private final long[] single = new long[RowParser.ASKED.size()];

        /** @param asked a hash for each field, 0 for none; {@code id} of a row that is one of several trials, else 0 */
        void add(long[] asked, long id) {
            for (int i = 0; i < asked.length; i++) {
                if (asked[i] == 0) {
                    continue;
                }
                if (values[i] == null) {
                    values[i] = new Longs();
                    rows[i] = new Longs();
                }
                values[i].add(asked[i]);
                if (id == 0) {
                    single[i]++;
                } else {
                    rows[i].add(id);
                }
            }
        }
    }

    static Map<String, Repeats> of(List<Counter> counters) {
        Map<String, Repeats> all = new LinkedHashMap<>();
        for (int i = 0; i < RowParser.ASKED.size(); i++) {
            Longs rows = new Longs();
            Longs values = new Longs();
            long single = 0;
            for (Counter counter : counters) {
                if (counter.values[i] != null) {
                    values.addAll(counter.values[i]);
                    rows.addAll(counter.rows[i]);
                    single += counter.single[i];
                }
            }
            if (values.size > 0) {
                all.put(RowParser.ASKED.get(i), new Repeats(single + rows.size, values.size));
            }
        }
        return all;
    }

    /** A set of numbers other than 0. Open addressing. */
    private static final class Longs {
        private long[] slots = new long[64];
        private int size;

        void add(long value) {
            int slot = slot(slots, value);
            if (slots[slot] == 0) {
                slots[slot] = value;
                if (2 * ++size > slots.length) {
                    long[] wider = new long[2 * slots.length];
                    Arrays.stream(slots).filter(v -> v != 0).forEach(v -> wider[slot(wider, v)] = v);
                    slots = wider;
                }
            }
        }

        void addAll(Longs other) {
            Arrays.stream(other.slots).filter(value -> value != 0).forEach(this::add);
        }

        private static int slot(long[] slots, long value) {
            int slot = (int) (value ^ value >>> 32) & slots.length - 1;
            while (slots[slot] != 0 && slots[slot] != value) {
                slot = slot + 1 & slots.length - 1;
            }
            return slot;
        }
    }
}
