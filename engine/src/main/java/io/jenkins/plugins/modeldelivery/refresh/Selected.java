package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.List;
import java.util.Optional;

/**
 * The drawn rows.
 *
 * @param nearDuplicates candidates that were passed over because a drawn row is nearly the same
 * @param takenIds candidates that were passed over because another one has their id
 * @param unreadable candidates that were passed over because their line cannot be read as a whole
 * @param isShort whether there are fewer than asked
 * @param draw of requests; empty where inputs were drawn
 */
record Selected(
        List<SampledRow> rows,
        long nearDuplicates,
        long takenIds,
        long unreadable,
        boolean isShort,
        Optional<RequestDraw> draw) {
    Selected {
        rows = List.copyOf(rows);
    }

    /** The rows of candidates. */
    static Selected of(StratifiedReservoirs strata, LogFields fields, RefreshPlan plan) throws BadInputException {
        return plan.drawing() == Drawing.REQUESTS
                ? RequestSelection.of(strata, fields, plan)
                : Selection.of(strata, fields, plan);
    }
}
