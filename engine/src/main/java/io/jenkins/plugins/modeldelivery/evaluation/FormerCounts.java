package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.statistics.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the counts of a version before say of a measure. They know plain rows and ten metrics; anything else is empty. */
public final class FormerCounts {
    private FormerCounts() {}

    /** @param contractChecked whether the counts of valid outputs mean anything */
    public static Optional<Measured> of(Measure measure, Sample sample, boolean contractChecked) {
        Metric metric = measure.asMetric();
        if (!measure.isPlain() || !Metric.COUNTED.contains(metric)) {
            return Optional.empty();
        }
        Optional<String> gap = sample.draws().isPresent() && metric != Metric.ROWS
                ? Optional.of(
                        "its report counts each row once, although requests were drawn more often; give predictions")
                : sample.gap(metric, contractChecked);
        if (gap.isPresent()) {
            return Optional.of(Measured.gap(sample.rows(), sample.failed(), gap.get()));
        }
        return Optional.of(
                switch (metric) {
                    case BALANCED_ACCURACY ->
                        empty(sample, Measured.Form.PARTS)
                                .value(sample.value(metric))
                                .parts(recalls(sample.confusion().orElseThrow()));
                    case F1_MACRO -> macro(sample);
                    case F1_MICRO -> share(sample, Math.round(sample.value(metric) * sample.rows()));
                    case ROWS -> empty(sample, Measured.Form.EXACT).value(sample.rows());
                    case ACCURACY, ERROR_RATE, SCHEMA_COMPLIANCE ->
                        share(sample, sample.proportion(metric).successes());
                    default -> empty(sample, Measured.Form.QUANTILE).latency(sample.latency());
                });
    }

    private static Measured empty(Sample sample, Measured.Form form) {
        return Measured.of(sample.rows(), sample.failed(), form);
    }

    private static Measured share(Sample sample, long successes) {
        return empty(sample, Measured.Form.RATIO)
                .units(units(0, sample.rows() - successes, successes))
                .range(0, 1);
    }

    private static Units units(long lost, long same, long won) {
        double[] a = {-1, 0, 1};
        double[] b = {1, 1, 1};
        long[] m = {lost, same, won};
        int[] some = IntStream.range(0, a.length).filter(i -> m[i] > 0).toArray();
        return Units.of(
                Arrays.stream(some).mapToDouble(i -> a[i]).toArray(),
                Arrays.stream(some).mapToDouble(i -> b[i]).toArray(),
                Arrays.stream(some).mapToLong(i -> m[i]).toArray(),
                some.length);
    }

    private static List<Measured.Part> recalls(Confusion confusion) {
        long[] right = new long[confusion.classes()];
        long[] rows = new long[confusion.classes()];
        confusion.forEach((label, prediction, other, count) -> {
            rows[label] += count;
            right[label] += prediction == label ? count : 0;
        });
        long occurring = Arrays.stream(rows).filter(count -> count > 0).count();
        List<Measured.Part> parts = new ArrayList<>();
        for (int k = 0; k < rows.length; k++) {
            if (rows[k] > 0) {
                parts.add(new Measured.Part(1.0 / occurring, right[k], 0, rows[k]));
            }
        }
        return parts;
    }

    private static Measured macro(Sample sample) {
        Confusion confusion = sample.confusion().orElseThrow();
        ClassCounts.Influence macro = influence(confusion, false);
        List<double[]> cells = new ArrayList<>();
        confusion.forEach(
                (label, prediction, other, count) -> cells.add(new double[] {macro.with(label, prediction), count}));
        return empty(sample, Measured.Form.INFLUENCE)
                .value(macro.value())
                .units(cells(cells))
                .range(macro.worst(), macro.best());
    }

    private static Units cells(List<double[]> cells) {
        double[] ones = new double[cells.size()];
        Arrays.fill(ones, 1);
        return Units.of(
                cells.stream().mapToDouble(cell -> cell[0]).toArray(),
                ones,
                cells.stream().mapToLong(cell -> (long) cell[1]).toArray(),
                ones.length);
    }

    /** Candidate and baseline on the same rows. */
    public static Optional<Compared> of(Measure measure, Pair pair, boolean contractChecked) {
        Optional<Measured> candidate = of(measure, pair.candidate(), contractChecked);
        Optional<Measured> baseline = of(measure, pair.baseline(), contractChecked);
        if (candidate.isEmpty() || baseline.isEmpty()) {
            return Optional.empty();
        }
        Metric metric = measure.asMetric();
        if (baseline.get().gap().isPresent() || candidate.get().gap().isPresent()) {
            return Optional.of(new Compared(candidate.get(), baseline, baseline));
        }
        // whether a baseline's failed row was right by the candidate is not known: each counts as one that the
        // candidate lost
        long failed = metric == Metric.ERROR_RATE ? 0 : pair.baseline().failed();
        Measured difference =
                switch (metric) {
                    case ACCURACY, ERROR_RATE, SCHEMA_COMPLIANCE -> changed(pair, pair.changed(metric), failed);
                    case F1_MACRO ->
                        pair.joint().isPresent() ? jointly(pair, pair.joint().get()) : unknown(pair, measure);
                    case BALANCED_ACCURACY ->
                        pair.joint().isPresent()
                                ? empty(pair.candidate(), Measured.Form.PAIRED_PARTS)
                                        .parts(changedRecalls(pair.joint().get()))
                                : unknown(pair, measure);
                    default -> empty(pair.candidate(), Measured.Form.BOTH);
                };
        return Optional.of(
                new Compared(candidate.get(), asIfRight(pair, metric, baseline.get()), Optional.of(difference)));
    }

    private static Measured unknown(Pair pair, Measure measure) {
        return empty(pair.candidate(), Measured.Form.VALUE)
                .unbounded(Optional.of("a difference of " + measure.metric() + " was not counted"));
    }

    private static Optional<Measured> asIfRight(Pair pair, Metric metric, Measured baseline) {
        Sample before = pair.baseline();
        if (before.failed() == 0 || metric == Metric.ERROR_RATE) {
            return Optional.of(baseline);
        }
        return Optional.of(
                switch (metric) {
                    case ACCURACY, SCHEMA_COMPLIANCE ->
                        share(
                                before,
                                Math.min(
                                        before.rows(), before.proportion(metric).successes() + before.failed()));
                    default -> baseline;
                });
    }

    private static Measured changed(Pair pair, Pair.Changed only, long failed) {
        long won = Math.max(0, only.candidateOnly() - failed);
        long lost = Math.min(
                pair.candidate().rows() - won, only.baselineOnly() + Math.max(0, failed - only.candidateOnly()));
        return empty(pair.candidate(), Measured.Form.RATIO)
                .units(units(lost, pair.candidate().rows() - won - lost, won))
                .range(-1, 1);
    }

    private static Measured jointly(Pair pair, Confusion joint) {
        ClassCounts.Influence now = influence(joint, false);
        ClassCounts.Influence before = influence(joint, true);
        List<double[]> cells = new ArrayList<>();
        joint.forEach((label, prediction, other, count) -> cells.add(new double[] {
            now.with(label, prediction) - before.with(label, other < 0 ? label : other), count
        }));
        return empty(pair.candidate(), Measured.Form.INFLUENCE)
                .value(now.value() - before.value())
                .units(cells(cells))
                .range(now.worst() - before.best(), now.best() - before.worst());
    }

    private static List<Measured.Part> changedRecalls(Confusion joint) {
        long[] rows = new long[joint.classes()];
        long[] won = new long[joint.classes()];
        long[] lost = new long[joint.classes()];
        joint.forEach((label, prediction, other, count) -> {
            boolean wasRight = other < 0 || other == label;
            rows[label] += count;
            won[label] += prediction == label && !wasRight ? count : 0;
            lost[label] += wasRight && prediction != label ? count : 0;
        });
        long occurring = Arrays.stream(rows).filter(count -> count > 0).count();
        List<Measured.Part> parts = new ArrayList<>();
        for (int k = 0; k < rows.length; k++) {
            if (rows[k] > 0) {
                parts.add(new Measured.Part(1.0 / occurring, won[k], lost[k], rows[k]));
            }
        }
        return parts;
    }

    private static ClassCounts.Influence influence(Confusion confusion, boolean ofOthers) {
        ClassCounts counts = new ClassCounts(confusion.classes());
        confusion.forEach((label, prediction, other, count) ->
                counts.addRows(label, ofOthers ? other < 0 ? label : other : prediction, count));
        return counts.settle().influence();
    }
}
