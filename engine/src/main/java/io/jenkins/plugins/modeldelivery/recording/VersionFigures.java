package io.jenkins.plugins.modeldelivery.recording;

import io.jenkins.plugins.modeldelivery.drift.DriftPoint;
import io.jenkins.plugins.modeldelivery.evalgate.GateFigures;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures about one version that its evidence tells, the latest where several pieces tell.
 *
 * @param metrics observed values by metric, without slices
 * @param shift verdict of the shift test
 * @param mmd2 unbiased estimate
 * @param pValue of the shift test
 * @param effect root of max(MMD², 0)
 * @param evalSet SHA-256 of the eval set
 * @param asOf of the eval set
 */
public record VersionFigures(
        SortedMap<String, Double> metrics,
        Optional<Verdict> shift,
        OptionalDouble mmd2,
        OptionalDouble pValue,
        OptionalDouble effect,
        Optional<String> evalSet,
        Optional<Instant> asOf) {
    /** Nothing is known. */
    public static final VersionFigures NONE = new VersionFigures(
            Collections.emptySortedMap(),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty());

    public VersionFigures {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /**
     * These figures, and those of a later piece of evidence in place of them.
     *
     * @throws BadInputException when its shift check is damaged
     */
    VersionFigures and(Evidence later) throws BadInputException {
        GateFigures gate = GateFigures.of(later.report());
        SortedMap<String, Double> all = new TreeMap<>(metrics);
        all.putAll(gate.all());
        Optional<DriftPoint> test = HistoryPoint.shift(later);
        return new VersionFigures(
                all,
                test.map(DriftPoint::verdict).or(() -> shift),
                test.map(DriftPoint::mmd2).orElse(mmd2),
                test.map(DriftPoint::pValue).orElse(pValue),
                test.map(DriftPoint::effect).orElse(effect),
                later.evalSet().or(() -> evalSet),
                gate.asOf().or(() -> asOf));
    }
}
