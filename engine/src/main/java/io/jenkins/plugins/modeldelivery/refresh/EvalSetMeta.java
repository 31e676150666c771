package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What is known of a drawn eval set, see {@code docs/schemas/eval-set-meta-v1.json}.
 *
 * @param asOf the newest request in the window
 * @param window its length, for example {@code 30d}
 * @param rows in the eval set
 * @param unlabelled in the queue
 * @param open rows of the eval set without a label, which count as wrong; empty where only labelled ones are in it
 * @param sharedLabels rows that have the label of a near duplicate
 * @param labelConflicts in the queue, because sources disagree
 * @param labelsOfOthers lines of label files with the id of a drawn row and another input
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
        OptionalLong open,
        OptionalLong sharedLabels,
        OptionalLong labelsOfOthers,
        Optional<String> sha256,
        Optional<String> fingerprint) {
    /** What became of the lines of the logs. */
    record LogLines(long lines, long malformed, long withoutInput, long undated, long outsideWindow, long inWindow) {}

    /**
     * The logs.
     *
     * @param distinct different inputs in the window, or requests where those were drawn
     * @param leftOut failed attempts by what their status says
     */
    record Logs(
            @JsonUnwrapped LogLines lines,
            int filesRead,
            int filesSkipped,
            Optional<String> firstMalformed,
            long distinct,
            boolean distinctIsEstimated,
            Optional<SortedMap<String, Long>> leftOut) {}

    /**
     * The draw.
     *
     * @param rows drawn, labelled or not
     * @param idsTakenTwice candidates passed over, because another input has their id
     * @param unreadable candidates passed over, because their line cannot be read as a whole
     * @param strata distinct inputs, or requests, of each
     * @param status which requests count
     * @param requests what an eval gate needs to know of a draw of requests; empty where inputs were drawn
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
            Optional<SortedMap<String, Long>> strata,
            Optional<String> status,
            Optional<RequestDraw> requests) {}

    /** The same of a set whose rows are counted. */
    EvalSetMeta counted(
            long newRows,
            long queued,
            long conflicts,
            OptionalLong newOpen,
            OptionalLong newSharedLabels,
            OptionalLong newLabelsOfOthers) {
        return new EvalSetMeta(
                asOf,
                window,
                from,
                until,
                oldestRequest,
                logs,
                sample,
                newRows,
                queued,
                conflicts,
                newOpen,
                newSharedLabels,
                newLabelsOfOthers,
                sha256,
                fingerprint);
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
                open,
                sharedLabels,
                labelsOfOthers,
                Optional.of(hash),
                fingerprintFile);
    }

    long labelled() {
        return rows - open.orElse(0);
    }

    ObjectNode toJson() {
        return Json.document("eval-set-meta", this);
    }
}
