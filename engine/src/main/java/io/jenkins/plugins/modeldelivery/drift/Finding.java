package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import java.util.List;
import java.util.Optional;

/**
 * What one test found, before it is judged: all that its part of a report is made from, so that a report can be judged
 * again from its own counts.
 *
 * @param n reference rows
 * @param m current rows
 * @param measurement the numbers; empty where an obstacle stood in the way
 * @param movable what was permuted
 * @param defects of the data, which are never PASS, in the order in which they are told
 * @param obstacle why nothing was measured; empty where something was
 * @param method how the numbers were computed, in one line
 */
record Finding(
        int n,
        int m,
        Optional<Measurement> measurement,
        Counts.Movable movable,
        List<String> defects,
        String obstacle,
        String method) {
    static Finding obstacle(int n, int m, String reason) {
        return obstacle(n, m, reason, "none: " + reason);
    }

    static Finding obstacle(int n, int m, String reason, String method) {
        return new Finding(n, m, Optional.empty(), Counts.Movable.NONE, List.of(), reason, method);
    }

    Effect effect(Level level) {
        return measurement
                .map(found -> Effect.of(found.atSigma(), level.alpha(), level.tolerance()))
                .orElse(Effect.unknown(level.tolerance()));
    }

    DriftJudge.Judgement judge(Level level) {
        return judge(level, pValue(), 1);
    }

    /** Of the test; NaN where there was none. */
    double pValue() {
        return measurement.map(Measurement::pValue).orElse(Double.NaN);
    }

    /**
     * Judges it as one of several.
     *
     * @param corrected the p-value, adjusted for how many they are
     * @param tests how many are judged together
     */
    DriftJudge.Judgement judge(Level level, double corrected, int tests) {
        if (measurement.isEmpty()) {
            return DriftJudge.inconclusive(obstacle);
        }
        if (measurement.get().isConstant()) {
            return DriftJudge.inconclusive("degenerate test: at bandwidth "
                    + Numbers.statistic(measurement.get().atSigma().bandwidth())
                    + " the kernel tells no rows apart, every permutation gives the same MMD²; no shift could be seen");
        }
        DriftJudge.Judgement judgement = new DriftJudge(level.alpha(), tests).judge(corrected, effect(level), movable);
        for (String defect : defects) {
            judgement = judgement.with(defect);
        }
        return judgement;
    }
}
