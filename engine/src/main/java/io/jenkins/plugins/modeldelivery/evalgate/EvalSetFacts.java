package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.evaluation.Defect;
import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
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
 * @param firstUnknown line of the first of those
 * @param drawnConflicts predictions that say another {@code drawn}
 * @param draw how its requests were drawn, as its metadata says
 * @param misdrawn how its rows contradict that
 * @param tooManyLabels whether its labels are too many to be given to predictions without
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
        OptionalLong firstUnknown,
        OptionalLong drawnConflicts,
        Optional<RequestDraw> draw,
        Optional<String> misdrawn,
        Optional<Boolean> tooManyLabels,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    Section section() {
        return Section.figures("Evaluation set")
                .figure("rows", Numbers.count(rows))
                .figure("requests drawn", draw.map(requests -> Numbers.count(requests.drawn())))
                .figure("as of", asOf.map(Instant::toString))
                .figure("age in days", ageDays.map(days -> Numbers.value(days.doubleValue())))
                .figure("SHA-256", sha256)
                .end();
    }

    boolean isCovered() {
        return unpredicted.orElse(0) == 0 && unknown.orElse(0) == 0;
    }
}
