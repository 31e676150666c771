package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftSummary;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Optional;

/** A drift report as part of a gate report: kept as it is; a gate looks at its verdict and its first reason. */
record ShiftFinding(ObjectNode report, DriftSummary summary) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ShiftFinding of(ObjectNode report) throws BadInputException {
        return new ShiftFinding(report, Json.bind(report, DriftSummary.class, "the drift report"));
    }

    /** A check that could not be made. */
    static ShiftFinding undecided(String reason) {
        DriftSummary summary = DriftSummary.undecided(reason);
        return new ShiftFinding(Json.tree(summary), summary);
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
