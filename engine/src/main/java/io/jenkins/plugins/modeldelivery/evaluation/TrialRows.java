package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;
import java.util.Optional;

/** Several trials of one id, which tell one number: it stands on each of their rows. */
final class TrialRows {
    private final double[] up;
    private Optional<String> gap = Optional.empty();

    TrialRows(Measure measure, ChosenRows selection, boolean baseline) {
        int n = selection.rows();
        int[] unit = selection.trials();
        up = new double[n];
        if (unit.length == 0) {
            gap = Optional.of("no row names its trial, so that nothing tells the trials of an id");
            return;
        }
        int k = measure.k().orElse(1);
        int ids = Arrays.stream(unit).max().orElse(0) + 1;
        int[] trials = new int[ids];
        int[] right = new int[ids];
        for (int i = 0; i < n; i++) {
            trials[unit[i]]++;
            right[unit[i]] += selection.failed(i) ? baseline ? 1 : 0 : selection.has(i, Block.CORRECT) ? 1 : 0;
        }
        long few = Arrays.stream(trials).filter(count -> count < k).count();
        if (few > 0) {
            gap = Optional.of(few + " of " + ids + " ids have fewer than " + k + " trials");
        }
        double[] each = new double[ids];
        for (int id = 0; id < ids; id++) {
            each[id] = measure.asMetric() == Metric.PASS_AT_K
                    ? 1 - drawsWithout(trials[id], trials[id] - right[id], k)
                    : drawsWithout(trials[id], right[id], k);
        }
        Arrays.setAll(up, i -> each[unit[i]]);
    }

    /** C(some, k) / C(all, k): how often k of all are all among some. */
    private static double drawsWithout(int all, int some, int k) {
        double share = 1;
        for (int i = 0; i < k; i++) {
            share *= Math.max(0, some - i) / (double) (all - i);
        }
        return share;
    }

    Optional<String> gap() {
        return gap;
    }

    double[] up() {
        return up;
    }
}
