package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.evaluation.Defect;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a gate report says about the eval set.
 *
 * @param sha256 of its file
 * @param asOf when its requests were drawn, as it says itself
 * @param ageDays at the moment of the verdict
 * @param unpredicted its rows without a prediction, where predictions were given
 * @param unknown predictions of other rows
 * @param labelConflicts predictions with another label
 * @param more keys of a later release
 */
record EvalSetFacts(
        String sha256,
        long rows,
        Optional<Instant> asOf,
        Optional<Number> ageDays,
        Map<String, Defect> defects,
        OptionalLong unpredicted,
        OptionalLong unknown,
        OptionalLong labelConflicts,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    Section section() {
        return Section.figures("Evaluation set")
                .figure("rows", Numbers.count(rows))
                .figure("as of", asOf.map(Instant::toString))
                .figure("age in days", ageDays.map(days -> Numbers.value(days.doubleValue())))
                .figure("SHA-256", sha256)
                .end();
    }

    boolean isCovered() {
        return unpredicted.orElse(0) == 0 && unknown.orElse(0) == 0;
    }
}
