package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.DriftSummary;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Optional;

/**
 * A drift report as part of a gate report: kept as it is; a gate looks at its verdict and its first reason.
 *
 * @param measured the whole report; empty where the check could not be made
 */
record ShiftFinding(ObjectNode report, DriftSummary summary, Optional<DriftReport> measured) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ShiftFinding of(ObjectNode report) throws BadInputException {
        DriftSummary summary = Json.bind(report, DriftSummary.class, "the drift report");
        return new ShiftFinding(
                report,
                summary,
                summary.referenceRows().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Json.bind(report, DriftReport.class, "the drift report")));
    }

    /** A check that could not be made. */
    static ShiftFinding undecided(String reason) {
        DriftSummary summary = DriftSummary.undecided(reason);
        return new ShiftFinding(Json.tree(summary), summary, Optional.empty());
    }

    @JsonValue
    ObjectNode written() {
        return report.deepCopy();
    }

    /** Without one, nothing is decided. */
    Verdict verdict() {
        return summary.verdict().orElse(Verdict.INCONCLUSIVE);
    }

    Optional<String> reason() {
        return summary.reason();
    }
}
