package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tests each slice for itself, so that an average cannot hide one that shifted; Holm keeps the level over all of them. */
final class Slicing {
    private Slicing() {}

    /** What is found in each slice; empty unless a slice field was given. */
    static SortedMap<String, Finding> find(List<ViewPair> views, DriftOptions options, Progress progress)
            throws InterruptedException {
        SortedMap<String, Finding> findings = new TreeMap<>();
        if (options.reading().slice().isEmpty()) {
            return findings;
        }
        Samples any = views.get(0).samples();
        String[] before = any.reference().slices().orElse(new String[0]);
        String[] now = any.current().slices().orElse(new String[0]);
        SortedSet<String> names = new TreeSet<>(Arrays.asList(before));
        names.addAll(Arrays.asList(now));
        for (String name : names) {
            List<ViewPair> slice = views.stream()
                    .map(view -> view.where(i -> before[i].equals(name), i -> now[i].equals(name)))
                    .toList();
            findings.put(name, DriftTest.find(slice, List.of(), options.withPermutationsFor(names.size()), progress));
        }
        return findings;
    }

    /** Judges each slice at the level that is left to it. */
    static List<DriftReport.Slice> judge(SortedMap<String, Finding> findings, Level level) {
        List<Double> adjusted =
                holm(findings.values().stream().map(Finding::pValue).toList());
        List<DriftReport.Slice> results = new ArrayList<>();
        findings.forEach((name, finding) ->
                results.add(result(name, finding, adjusted.get(results.size()), findings.size(), level)));
        return List.copyOf(results);
    }

    /** Holm's step-down adjustment, in the order given; NaN stays NaN but counts as a test. */
    static List<Double> holm(List<Double> pValues) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < pValues.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(pValues::get));
        Double[] adjusted = new Double[pValues.size()];
        double running = 0;
        for (int i = 0; i < order.size(); i++) {
            double p = pValues.get(order.get(i));
            running = Math.max(running, Math.min(1, (order.size() - i) * p));
            adjusted[order.get(i)] = Double.isNaN(p) ? p : running;
        }
        return List.of(adjusted);
    }

    private static DriftReport.Slice result(String name, Finding finding, double adjusted, int tests, Level level) {
        DriftJudge.Judgement judgement = finding.judge(level, adjusted, tests);
        if (judgement.verdict() == Verdict.PASS && !(adjusted <= level.alpha()) && !level.isReachable(tests)) {
            judgement = DriftJudge.inconclusive(
                    "alpha " + Numbers.statistic(level.alpha()) + " cannot be reached by one of "
                            + tests + " slices with " + level.permutationsFor(tests) + " permutations; use at least "
                            + level.permutationsNeeded(tests) + ", or fewer slices");
        }
        return new DriftReport.Slice(
                name,
                judgement.verdict(),
                judgement.reasons().get(0),
                finding.n(),
                finding.m(),
                DriftReport.finite(finding.pValue()),
                DriftReport.finite(adjusted),
                finding.effect(level).value());
    }

    /** The verdict of the whole together with its slices'. */
    static DriftJudge.Judgement judge(DriftJudge.Judgement whole, List<DriftReport.Slice> slices) {
        Verdict verdict = whole.verdict();
        List<String> reasons = new ArrayList<>();
        for (Verdict level : List.of(Verdict.FAIL, Verdict.INCONCLUSIVE)) {
            if (whole.verdict() == level) {
                reasons.addAll(whole.reasons());
            }
            slices.stream()
                    .filter(s -> s.verdict() == level)
                    .forEach(s -> reasons.add("slice '" + s.slice() + "': " + s.reason()));
        }
        for (DriftReport.Slice slice : slices) {
            verdict = verdict.and(slice.verdict());
        }
        if (whole.verdict() == Verdict.PASS) {
            reasons.addAll(whole.reasons());
        }
        return new DriftJudge.Judgement(verdict, List.copyOf(reasons));
    }
}
