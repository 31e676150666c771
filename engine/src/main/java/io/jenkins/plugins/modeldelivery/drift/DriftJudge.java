package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** From numbers to a verdict: significance says whether anything shifted, the effect whether it matters. */
final class DriftJudge {
    private final double alpha;
    private final int tests;
    private final int views;

    /**
     * @param tests how many are judged together, of which the least p-value is multiplied by their number
     * @param views how many each of them has
     */
    DriftJudge(double alpha, int tests, int views) {
        this.alpha = alpha;
        this.tests = tests;
        this.views = views;
    }

    /** A verdict and why. */
    record Judgement(Verdict verdict, List<String> reasons) {
        /** The same, said of one view of several. */
        Judgement about(String view) {
            return new Judgement(
                    verdict,
                    reasons.stream().map(reason -> Finding.about(view) + reason).toList());
        }

        /** The same with a defect of the data named, which is never PASS. */
        Judgement with(String defect) {
            List<String> all = new ArrayList<>(reasons);
            all.add(verdict == Verdict.FAIL ? all.size() : 0, defect);
            return new Judgement(verdict.and(Verdict.INCONCLUSIVE), List.copyOf(all));
        }
    }

    static Judgement inconclusive(String reason) {
        return new Judgement(Verdict.INCONCLUSIVE, List.of(reason));
    }

    /** @param pValue of the whole test, already corrected where several are judged together */
    Judgement judge(double pValue, Effect effect, Counts.Movable units) {
        boolean found = pValue <= alpha;
        if (!isReachable(units, found ? 1 : tests)) {
            return inconclusive("too few " + (units.singleRows() ? "rows" : "groups") + " (" + units.reference()
                    + " and " + units.current() + "): no shift, however large, could reach alpha "
                    + Numbers.statistic(alpha) + among());
        }
        return found ? shifted(pValue, effect) : notShifted(pValue, effect);
    }

    private Judgement shifted(double pValue, Effect effect) {
        String found = "the distribution shifted: p = " + Numbers.statistic(pValue) + among() + " <= alpha "
                + Numbers.statistic(alpha)
                + ", effect " + number(effect.value()) + " (" + number(effect.lower()) + " to "
                + number(effect.upper()) + ")";
        OptionalDouble tolerance = effect.tolerance();
        if (tolerance.isEmpty() || tolerance.getAsDouble() == 0) {
            return new Judgement(Verdict.FAIL, List.of(found));
        }
        String limit = Numbers.statistic(tolerance.getAsDouble());
        if (effect.lower().orElse(Double.NaN) > tolerance.getAsDouble()) {
            return new Judgement(Verdict.FAIL, List.of(found + ", more than the tolerance " + limit));
        }
        if (effect.upper().orElse(Double.NaN) <= tolerance.getAsDouble()) {
            return new Judgement(Verdict.PASS, List.of("warning: " + found + ", but inside the tolerance " + limit));
        }
        return inconclusive(found + ", and the data do not decide whether that is more than the tolerance " + limit);
    }

    private Judgement notShifted(double pValue, Effect effect) {
        OptionalDouble tolerance = effect.tolerance();
        if (tolerance.isPresent() && !(effect.detectable().orElse(Double.NaN) <= tolerance.getAsDouble())) {
            return inconclusive("too little data: the smallest effect that would be found is "
                    + number(effect.detectable()) + ", above the tolerance "
                    + Numbers.statistic(tolerance.getAsDouble())
                    + "; take more rows");
        }
        return new Judgement(
                Verdict.PASS,
                List.of("no shift found: p = %s%s > alpha %s; an effect of %s would have been"
                        .formatted(
                                Numbers.statistic(pValue),
                                among(),
                                Numbers.statistic(alpha),
                                number(effect.detectable()))));
    }

    private String among() {
        String of = views == 1 ? "" : views + " views";
        String all = tests == 1 ? of : tests + " slices" + (views == 1 ? "" : " of " + of);
        return all.isEmpty() ? "" : " (corrected for " + all + ")";
    }

    /** Whether there are enough ways to deal out the labels for the least p-value, so many times, to be alpha at most. */
    private boolean isReachable(Counts.Movable units, int times) {
        double ways = 1;
        int smaller = Math.min(units.reference(), units.current());
        int all = units.reference() + units.current();
        for (int i = 0; i < smaller && ways * alpha < times; i++) {
            ways = ways * (all - i) / (i + 1);
        }
        return ways * alpha >= times * (1 - 1e-9);
    }

    private static String number(OptionalDouble value) {
        return Numbers.statistic(value.orElse(Double.NaN));
    }
}
