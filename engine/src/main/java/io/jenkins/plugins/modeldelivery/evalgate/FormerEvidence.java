package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Compared;
import io.jenkins.plugins.modeldelivery.evaluation.FormerCounts;
import io.jenkins.plugins.modeldelivery.evaluation.Measure;
import io.jenkins.plugins.modeldelivery.evaluation.Pair;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.evaluation.Slices;
import io.jenkins.plugins.modeldelivery.evaluation.Tallied;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Measurements out of the counts of a version before. */
record FormerEvidence(GateCounts counts, boolean contractChecked) {
    Optional<Tallied> tallied(Measure measure) {
        if (measure.slice().isEmpty()) {
            return counts.predictions()
                    .flatMap(GateCounts.Predicted::all)
                    .flatMap(sample -> compared(measure, sample, counts.paired().flatMap(GateCounts.Paired::all)))
                    .map(all -> tallied(measure, Optional.of(all), Optional.empty(), Map.of()));
        }
        Slices slices = counts.slices().get(String.join(", ", measure.slice()));
        if (slices == null) {
            return Optional.empty();
        }
        Map<String, Compared> values = new LinkedHashMap<>();
        Map<String, Pair> pairs = counts.paired()
                .map(paired -> paired.slices().getOrDefault(measure.slice().get(0), Map.of()))
                .orElse(Map.of());
        slices.values()
                .forEach((value, sample) -> compared(measure, sample, Optional.ofNullable(pairs.get(value)))
                        .ifPresent(compared -> values.put(value, compared)));
        return values.size() < slices.values().size()
                ? Optional.empty()
                : Optional.of(tallied(measure, Optional.empty(), Optional.of(slices), values));
    }

    private Optional<Compared> compared(Measure measure, Sample sample, Optional<Pair> pair) {
        return measure.compared() && pair.isPresent()
                ? FormerCounts.of(measure, pair.get(), contractChecked)
                : FormerCounts.of(measure, sample, contractChecked).map(Compared::of);
    }

    private static Tallied tallied(
            Measure measure, Optional<Compared> all, Optional<Slices> slices, Map<String, Compared> values) {
        return new Tallied(
                measure,
                all,
                slices.map(s -> OptionalLong.of(s.missing())).orElse(OptionalLong.empty()),
                slices.filter(Slices::tooMany).map(Slices::tooMany),
                values,
                List.of(),
                Map.of());
    }
}
