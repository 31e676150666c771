package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * What is known of a drawn eval set, see {@code docs/schemas/eval-set-meta-v1.json}.
 *
 * @param asOf the newest request in the window
 * @param window its length, for example {@code 30d}
 * @param rows labelled, in the eval set
 * @param unlabelled in the queue
 * @param labelConflicts in the queue, because sources disagree
 * @param sha256 of the eval set's file, if there is one
 * @param fingerprint the file beside it, if there is one
 */
record EvalSetMeta(
        Instant asOf,
        String window,
        Instant from,
        Instant until,
        Instant oldestRequest,
        Logs logs,
        Draw sample,
        long rows,
        long unlabelled,
        long labelConflicts,
        Optional<String> sha256,
        Optional<String> fingerprint) {
    /** What became of the lines of the logs. */
    record LogLines(long lines, long malformed, long withoutInput, long undated, long outsideWindow, long inWindow) {}

    /**
     * The logs.
     *
     * @param distinct different inputs in the window
     */
    record Logs(
            @JsonUnwrapped LogLines lines,
            int filesRead,
            int filesSkipped,
            Optional<String> firstMalformed,
            long distinct,
            boolean distinctIsEstimated) {}

    /**
     * The draw.
     *
     * @param rows drawn, labelled or not
     * @param idsTakenTwice candidates passed over, because another input has their id
     * @param unreadable candidates passed over, because their line cannot be read as a whole
     * @param strata distinct inputs of each
     */
    record Draw(
            long seed,
            int rows,
            int asked,
            long nearDuplicates,
            long idsTakenTwice,
            long unreadable,
            OptionalDouble similarity,
            Optional<String> stratifiedBy,
            OptionalInt leastOfStratum,
            Optional<SortedMap<String, Long>> strata) {}

    /** The same of a set whose rows are counted. */
    EvalSetMeta counted(long labelled, long open, long conflicts) {
        return new EvalSetMeta(
                asOf,
                window,
                from,
                until,
                oldestRequest,
                logs,
                sample,
                labelled,
                open,
                conflicts,
                Optional.empty(),
                Optional.empty());
    }

    /** The same of a set that is written. */
    EvalSetMeta written(String hash, Optional<String> fingerprintFile) {
        return new EvalSetMeta(
                asOf,
                window,
                from,
                until,
                oldestRequest,
                logs,
                sample,
                rows,
                unlabelled,
                labelConflicts,
                Optional.of(hash),
                fingerprintFile);
    }

    ObjectNode toJson() {
        return Json.document("eval-set-meta", this);
    }
}
