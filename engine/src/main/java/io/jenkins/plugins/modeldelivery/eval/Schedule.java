package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Hands out the rows that are still to be asked, one after the other. In an open loop each has the moment at which it is due
 * whether or not a sender is free by then; measuring from that moment is what avoids coordinated omission.
 */
final class Schedule implements AutoCloseable {
    private final EvalRows rows;
    private final BitSet finished;
    private final LoadPlan plan;
    private final long begin;
    private long handedOut;
    private boolean ended;

    /** A row to ask; {@code due} by {@link System#nanoTime}, empty in a closed loop. */
    record Task(EvalRow row, OptionalLong due) {}

    Schedule(EvalRows rows, BitSet finished, LoadPlan plan, long begin) {
        this.rows = rows;
        this.finished = finished;
        this.plan = plan;
        this.begin = begin;
    }

    synchronized Optional<Task> next() throws BadInputException {
        while (!ended) {
            Optional<EvalRow> row = rows.next();
            ended = row.isEmpty();
            if (row.isPresent() && !finished.get(row.get().index())) {
                long position = handedOut++;
                OptionalLong due = plan.isOpen()
                        ? OptionalLong.of(
                                begin + (long) (position * 1e9 / plan.rate().getAsDouble()))
                        : OptionalLong.empty();
                return Optional.of(new Task(row.get(), due));
            }
        }
        return Optional.empty();
    }

    /** Lets no more rows out. */
    synchronized void end() {
        ended = true;
    }

    @Override
    public void close() {
        rows.close();
    }
}
