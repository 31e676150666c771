package io.jenkins.plugins.modeldelivery.drift;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One of several views in a report.
 *
 * @param width numbers per row
 * @param pValue of a test of this view alone
 * @param adjusted p-value among all views, at their common level
 * @param effect root of MMD²
 * @param moved whether the adjusted one reaches alpha
 */
@JsonInclude(ALWAYS)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ViewShift(
        String field,
        @JsonProperty("d") int width,
        OptionalDouble mmd2,
        double bandwidth,
        @JsonProperty("p_value") double pValue,
        @JsonProperty("p_adjusted") double adjusted,
        OptionalDouble effect,
        boolean moved) {
    /** Of each view, where there are several. */
    static Optional<List<ViewShift>> of(Finding whole, Level level) {
        if (whole.views().size() < 2) {
            return Optional.empty();
        }
        List<ViewShift> views = new ArrayList<>();
        for (Finding.OfView view : whole.views()) {
            Measurement measured = view.measurement();
            double adjusted = whole.together().orElseThrow().adjusted().get(views.size());
            views.add(new ViewShift(
                    view.name(),
                    view.width(),
                    DriftReport.finite(measured.atSigma().mmd2()),
                    measured.atSigma().bandwidth(),
                    measured.pValue(),
                    adjusted,
                    Finding.effect(view, level).value(),
                    adjusted <= level.alpha()));
        }
        return Optional.of(views);
    }

    static Section section(Optional<List<ViewShift>> views) {
        Section.Builder table =
                Section.table("Views", "view", "moved", "numbers a row", "effect", "MMD²", "p alone", "p of all views");
        views.orElse(List.of())
                .forEach(view -> table.row(
                        view.field(),
                        view.moved() ? "moved" : "no",
                        Numbers.count(view.width()),
                        Numbers.statistic(view.effect()),
                        Numbers.statistic(view.mmd2()),
                        Numbers.statistic(view.pValue()),
                        Numbers.statistic(view.adjusted())));
        return table.end();
    }
}
