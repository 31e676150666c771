package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.statistics.ExactSum;
import io.jenkins.plugins.modeldelivery.statistics.Units;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Boils some rows down to what a measure needs: their units, so that value and bounds can be told again from those alone. */
final class Measuring {
    private final Measure measure;
    private final Tally tally;
    private final OptionalDouble maxFailed;

    /** @param maxFailed share of failed rows that may be left out where they have no worst value; empty: none */
    Measuring(Measure measure, Tally tally, OptionalDouble maxFailed) {
        this.measure = measure;
        this.tally = tally;
        this.maxFailed = maxFailed;
    }

    /** Of a candidate's rows alone. */
    Measured alone(Rows rows, IntPredicate chosen) {
        ChosenRows selection =
                chosen(rows, IntStream.range(0, rows.count()).filter(chosen).toArray());
        return measured(selection, new RowValues(measure, selection, false));
    }

    private ChosenRows chosen(Rows rows, int[] numbers) {
        ChosenRows selection = new ChosenRows(rows, numbers);
        if (measure.asMetric().judgesLabels() && !RowValues.hasNoWorst(measure, selection)) {
            selection.takeOpenForWrong();
        }
        if (measure.asMetric().isOfTheRun()) {
            selection.takeAnswersForVarying();
        }
        return selection;
    }

    /** Candidate and baseline on the same rows, and their difference. */
    Compared compared(Rows candidate, Pairing pairing, IntPredicate chosen) {
        Rows baseline = pairing.baseline();
        int[] partner = pairing.partners();
        int[] mine = IntStream.range(0, candidate.count())
                .filter(row -> partner[row] >= 0 && chosen.test(row))
                .toArray();
        int[] theirs = Arrays.stream(mine).map(row -> partner[row]).toArray();
        ChosenRows ours = chosen(candidate, mine);
        ChosenRows other = chosen(baseline, theirs);
        other.unitsOf(ours);
        boolean[] alike = new boolean[mine.length];
        for (int i = 0; i < mine.length; i++) {
            // the same class may have been told with another score
            alike[i] = ours.isOpen(i) && !measure.reading().usesScores() && pairing.predictsTheSame(mine[i]);
        }
        other.agreesOn(alike);
        boolean leaves = mayLeaveOut(ours) && RowValues.hasNoWorst(measure, ours);
        if (leaves) {
            int[] answered =
                    IntStream.range(0, mine.length).filter(i -> !ours.failed(i)).toArray();
            other.keep(answered);
            ours.keep(answered);
        }
        RowValues first = new RowValues(measure, ours, false);
        RowValues second = new RowValues(measure, other, true);
        Measured candidateMeasured = measured(ours, first);
        if (candidateMeasured.gap().isPresent()) {
            return new Compared(candidateMeasured, Optional.of(candidateMeasured), Optional.of(candidateMeasured));
        }
        Measured baselineMeasured = measured(other, second);
        return new Compared(
                candidateMeasured,
                Optional.of(baselineMeasured),
                Optional.of(difference(ours, first, second, candidateMeasured, baselineMeasured)));
    }

    private boolean mayLeaveOut(ChosenRows selection) {
        return selection.failedRows() > 0
                && maxFailed.isPresent()
                && selection.failedRows() <= maxFailed.getAsDouble() * selection.rows();
    }

    private Measured measured(ChosenRows selection, RowValues given) {
        ChosenRows some = selection;
        RowValues values = given;
        long failed = selection.failedRows();
        if (failed > 0 && given.isBaseline() && given.hasNoBest()) {
            return Measured.gap(
                    selection.rows(),
                    failed,
                    failed + " of " + selection.rows() + " requests of the baseline failed, and " + measure.metric()
                            + " has no best value; give the rule a range");
        }
        if (failed > 0 && RowValues.hasNoWorst(measure, selection) && !given.isBaseline()) {
            if (!mayLeaveOut(selection)) {
                return Measured.gap(
                        selection.rows(),
                        failed,
                        failed + " of " + selection.rows() + " requests failed, and " + measure.metric()
                                + " has no worst value; give the rule a range, or set maxFailed in the policy");
            }
            some = selection.answered();
            values = new RowValues(measure, some, false);
        }
        Optional<String> gap = some.gap(measure).or(values::gap);
        if (gap.isPresent()) {
            return Measured.gap(selection.rows(), failed, gap.get());
        }
        Measured counted =
                values.measured(Measured.of(some.rows() + leftOut(selection, some), failed, values.form()), tally);
        Measured bounded = counted.unbounded(unbounded(some, values));
        return leftOut(selection, some) > 0 ? bounded.without(leftOut(selection, some)) : bounded;
    }

    private static long leftOut(ChosenRows all, ChosenRows some) {
        return all.leftOut() + all.rows() - some.rows();
    }

    private Optional<String> unbounded(ChosenRows selection, RowValues values) {
        boolean grouped = measure.groupBy().isPresent() || selection.hasTrials();
        if (measure.groupBy().isPresent() && selection.unitCount() < 2) {
            return Optional.of(Measured.ONE_GROUP);
        }
        return values.unbounded(grouped, measure.weight().isPresent());
    }

    private Measured difference(
            ChosenRows selection, RowValues first, RowValues second, Measured candidate, Measured baseline) {
        Optional<String> gap = candidate.gap().or(baseline::gap);
        if (gap.isPresent()) {
            return Measured.gap(selection.rows(), candidate.failed(), gap.get());
        }
        Measured empty = Measured.of(selection.rows(), candidate.failed(), Measured.Form.RATIO);
        return first.difference(second, empty).unbounded(candidate.unbounded());
    }

    /** Sums a row's numerator and denominator over its unit. */
    static Units units(ChosenRows selection, double[] up, double[] down) {
        int n = selection.rows();
        double[] weights = selection.weights();
        int[] unit = selection.units();
        if (unit == null) {
            double[] a = new double[n];
            double[] b = new double[n];
            long[] m = new long[n];
            for (int i = 0; i < n; i++) {
                int alike = selection.requestsOf(i);
                double weight = weights[i] * ((double) selection.drawn(i) / alike);
                a[i] = weight * up[i];
                b[i] = weight * (down == null ? 1 : down[i]);
                m[i] = alike;
            }
            return Units.of(a, b, m, n);
        }
        int count = selection.unitCount();
        int[] order = selection.byUnit();
        double[] a = new double[count];
        double[] b = new double[count];
        long[] m = new long[count];
        ExactSum sumA = new ExactSum();
        ExactSum sumB = new ExactSum();
        for (int from = 0; from < n; ) {
            int at = unit[order[from]];
            int to = from;
            for (; to < n && unit[order[to]] == at; to++) {
                int row = order[to];
                double weight = weights[row] * selection.share(row);
                sumA.add(weight * up[row]);
                sumB.add(weight * (down == null ? 1 : down[row]));
            }
            double divisor = selection.divisor(to - from);
            a[at] = sumA.value() / divisor;
            b[at] = sumB.value() / divisor;
            m[at] = 1;
            sumA.clear();
            sumB.clear();
            from = to;
        }
        return Units.of(a, b, m, count);
    }
}
