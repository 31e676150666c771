package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Tests each slice for itself, so that an average cannot hide one that shifted; Holm keeps the level over all of them. */
final class Slicing {
    private final DriftOptions options;
    private final Progress progress;

    Slicing(DriftOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    DriftReport addTo(DriftReport whole, Vectors reference, Vectors current) throws InterruptedException {
        String[] before = reference.slices().orElse(new String[0]);
        String[] now = current.slices().orElse(new String[0]);
        SortedSet<String> names = new TreeSet<>(Arrays.asList(before));
        names.addAll(Arrays.asList(now));
        List<DriftReport> reports = new ArrayList<>();
        for (String name : names) {
            Samples samples =
                    new Samples(reference.where(i -> before[i].equals(name)), current.where(i -> now[i].equals(name)));
            reports.add(DriftTest.test(samples, options, progress));
        }
        List<Double> adjusted = SliceResult.holm(
                reports.stream().map(r -> r.pValue().orElse(Double.NaN)).toList());
        List<SliceResult> results = new ArrayList<>();
        int i = 0;
        for (String name : names) {
            results.add(result(name, reports.get(i), adjusted.get(i)));
            i++;
        }
        return whole.with(judge(whole.judgement(), results), results);
    }

    private SliceResult result(String name, DriftReport report, double adjusted) {
        Judge.Judgement judgement = report.judgement();
        // significant alone but not among so many: judged as not significant
        if (judgement.verdict() == Verdict.FAIL && adjusted > options.alpha()) {
            judgement = new Judge.Judgement(
                    Verdict.PASS, List.of("no shift left after correction for the number of slices"));
        }
        return new SliceResult(
                name,
                report.referenceRows(),
                report.currentRows(),
                report.pValue().orElse(Double.NaN),
                adjusted,
                report.effect().map(Effect::value).orElse(Double.NaN),
                judgement.verdict(),
                judgement.reasons().get(0));
    }

    private static Judge.Judgement judge(Judge.Judgement whole, List<SliceResult> slices) {
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
        return new Judge.Judgement(verdict, List.copyOf(reasons));
    }
}
