package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Optional;

/** A drift report as part of a gate report: kept as it is; a gate looks at its verdict and its first reason. */
record ShiftFinding(ObjectNode report) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    ShiftFinding {}

    /** A check that could not be made. */
    static ShiftFinding undecided(String reason) {
        ObjectNode report = Json.document("drift-report").put("verdict", Verdict.INCONCLUSIVE.name());
        report.putArray("reasons").add(reason);
        return new ShiftFinding(report);
    }

    @JsonValue
    ObjectNode written() {
        return report.deepCopy();
    }

    /** Without one, nothing is decided. */
    Verdict verdict() {
        return report.has("verdict") ? Verdict.valueOf(report.get("verdict").asText()) : Verdict.INCONCLUSIVE;
    }

    Optional<String> reason() {
        return Optional.ofNullable(report.path("reasons").path(0).asText(null));
    }
}
