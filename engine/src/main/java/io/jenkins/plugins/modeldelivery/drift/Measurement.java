package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import java.util.List;

/**
 * What was computed of two samples, before it is judged.
 *
 * @param atSigma the statistics at sigma
 * @param ladder all bandwidths in ascending order, or only sigma
 * @param pValue of the whole test
 */
record Measurement(Statistics atSigma, List<Statistics> ladder, double pValue) {
    /** Ranks the statistics; sigma is the middle of the ladder. */
    static Measurement of(List<Statistics> ladder) {
        double pValue = ladder.size() == 1
                ? Significance.of(ladder.get(0))
                : Significance.weightedMinimum(ladder.toArray(new Statistics[0]));
        return new Measurement(ladder.get(ladder.size() / 2), List.copyOf(ladder), pValue);
    }

    /** Whether every labelling has the same statistic, or none, so that no shift could have been seen. */
    boolean isBlind() {
        for (Statistics statistics : ladder) {
            if (statistics.range() > statistics.tie()) { // false for NaN too
                return false;
            }
        }
        return true;
    }
}
