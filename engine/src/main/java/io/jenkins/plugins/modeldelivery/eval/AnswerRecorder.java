package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes what is finished, and ends the run where nobody answers at all: failures of that kind are held back until somebody
 * answers again, so that a run that was ended for them can be resumed without them.
 */
final class AnswerRecorder {
    private static final int LEAST_IN_A_ROW = 20;

    private final PartialFile partial;
    private final String endpoint;
    private final int most;
    private final long total;
    private final Progress progress;
    private final List<PartialFile.Finished> heldBack = new ArrayList<>();
    private RequestFailure firstOfRow;
    private int inARow;
    private boolean everAnswered;
    private long done;

    AnswerRecorder(PartialFile partial, String endpoint, int concurrency, long total, Progress progress) {
        this.partial = partial;
        this.endpoint = endpoint;
        this.most = Math.max(LEAST_IN_A_ROW, 2 * concurrency);
        this.total = total;
        this.progress = progress;
        this.done = partial.finishedBefore().cardinality();
    }

    /** Notes how a request ended; {@code row} is empty for a warm-up. */
    synchronized void finished(Optional<PartialFile.Finished> row, Optional<RequestFailure> failure)
            throws DeliveryException {
        if (failure.isPresent() && findsNobody(failure.get())) {
            firstOfRow = inARow++ == 0 ? failure.get() : firstOfRow;
            row.ifPresent(heldBack::add);
            if (inARow >= most) {
                throw nobody();
            }
            return;
        }
        everAnswered = true;
        inARow = 0;
        flush();
        if (row.isPresent()) {
            write(row.get());
        }
    }

    /** A refusal by status says that nobody is there only as long as nothing else was ever heard. */
    private boolean findsNobody(RequestFailure failure) {
        return failure.isUnusable() && !(everAnswered && failure.getMessage().startsWith("http "));
    }

    /** Ends the run's records. */
    synchronized void complete() throws DeliveryException {
        if (!everAnswered && inARow > 0) {
            throw nobody();
        }
        flush();
        progress.report(done, total, "requests");
    }

    private UnreachableException nobody() {
        return new UnreachableException(endpoint + " cannot be evaluated: " + inARow
                + (inARow == 1 ? " request" : " requests in a row") + " failed; the first: " + firstOfRow.getMessage());
    }

    private void flush() throws DeliveryException {
        for (PartialFile.Finished row : heldBack) {
            write(row);
        }
        heldBack.clear();
    }

    private void write(PartialFile.Finished row) throws DeliveryException {
        partial.append(row);
        progress.report(++done, total, "requests");
    }
}
