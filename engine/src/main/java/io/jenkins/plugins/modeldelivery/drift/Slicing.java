package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tests each slice for itself, so that an average cannot hide one that shifted; Holm keeps the level over all of them. */
final class Slicing {
    private Slicing() {}

    /** What is found in each slice; empty unless a slice field was given. */
    static SortedMap<String, Finding> find(Vectors reference, Vectors current, DriftOptions options, Progress progress)
            throws InterruptedException {
        SortedMap<String, Finding> findings = new TreeMap<>();
        if (options.reading().slice().isEmpty()) {
            return findings;
        }
        String[] before = reference.slices().orElse(new String[0]);
        String[] now = current.slices().orElse(new String[0]);
        SortedSet<String> names = new TreeSet<>(Arrays.asList(before));
        names.addAll(Arrays.asList(now));
        for (String name : names) {
            Samples samples =
                    new Samples(reference.where(i -> before[i].equals(name)), current.where(i -> now[i].equals(name)));
            findings.put(name, DriftTest.find(samples, options.withPermutationsFor(names.size()), progress));
        }
        return findings;
    }

    /** Judges each slice at the level that is left to it. */
    static List<SliceResult> judge(SortedMap<String, Finding> findings, Level level) {
        List<Double> adjusted =
                SliceResult.holm(findings.values().stream().map(Finding::pValue).toList());
        List<SliceResult> results = new ArrayList<>();
        findings.forEach((name, finding) ->
                results.add(result(name, finding, adjusted.get(results.size()), findings.size(), level)));
        return List.copyOf(results);
    }

    private static SliceResult result(String name, Finding finding, double adjusted, int tests, Level level) {
        DriftJudge.Judgement judgement = finding.judge(level, adjusted, tests);
        if (judgement.verdict() == Verdict.PASS && !(adjusted <= level.alpha()) && !level.isReachable(tests)) {
            judgement = DriftJudge.inconclusive(
                    "alpha " + DriftJudge.number(level.alpha()) + " cannot be reached by one of "
                            + tests + " slices with " + level.permutationsFor(tests) + " permutations; use at least "
                            + level.permutationsNeeded(tests) + ", or fewer slices");
        }
        return new SliceResult(
                name,
                finding.n(),
                finding.m(),
                finding.pValue(),
                adjusted,
                finding.effect(level).map(Effect::value).orElse(Double.NaN),
                judgement.verdict(),
                judgement.reasons().get(0));
    }

    /** The verdict of the whole together with its slices'. */
    static DriftJudge.Judgement judge(DriftJudge.Judgement whole, List<SliceResult> slices) {
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
        for (SliceResult slice : slices) {
            verdict = verdict.and(slice.verdict());
        }
        if (whole.verdict() == Verdict.PASS) {
            reasons.addAll(whole.reasons());
        }
        return new DriftJudge.Judgement(verdict, List.copyOf(reasons));
    }
}
