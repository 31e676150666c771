package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one test found, before it is judged: all that its part of a report is made from, so that a report can be judged
 * again from its own counts.
 *
 * @param n reference rows
 * @param m current rows
 * @param views what was found in each; empty where an obstacle stood in the way
 * @param together what was found in all of them; empty likewise
 * @param movable what was permuted
 * @param obstacle why nothing was measured; empty where something was
 * @param method how the numbers were computed, in one line
 */
record Finding(
        int n,
        int m,
        List<OfView> views,
        Optional<Together> together,
        Counts.Movable movable,
        String obstacle,
        String method) {
    /**
     * What was found in one view.
     *
     * @param name of the view where there are several; else empty
     * @param width numbers per row
     * @param defects of the data, which are never PASS, in the order in which they are told
     */
    record OfView(String name, int width, Measurement measurement, List<String> defects) {}

    Finding(int n, int m, List<OfView> views, Counts.Movable movable, String method) {
        this(
                n,
                m,
                List.copyOf(views),
                Optional.of(Together.of(views.stream().map(OfView::measurement).toList())),
                movable,
                "",
                method);
    }

    static Finding obstacle(int n, int m, String reason) {
        return obstacle(n, m, reason, "none: " + reason);
    }

    static Finding obstacle(int n, int m, String reason, String method) {
        return new Finding(n, m, List.of(), Optional.empty(), Counts.Movable.NONE, reason, method);
    }

    /** With something more to the method. */
    Finding noting(String remark) {
        return new Finding(n, m, views, together, movable, obstacle, method + remark);
    }

    /** The same with no more of each view than it is judged by. */
    Finding thinned() {
        List<OfView> thinner = views.stream()
                .map(view ->
                        new OfView(view.name(), view.width(), view.measurement().thinned(), view.defects()))
                .toList();
        return new Finding(n, m, thinner, together, movable, obstacle, method);
    }

    /** Begins a sentence about a view; empty where there is only one. */
    static String about(String name) {
        return name.isEmpty() ? "" : "'" + name + "': ";
    }

    /** The view that moved most; empty where nothing was measured. */
    Optional<OfView> most() {
        return together.map(found -> views.get(found.most()));
    }

    Effect effect(Level level) {
        return most().map(view -> effect(view, level)).orElse(Effect.unknown(level.tolerance()));
    }

    static Effect effect(OfView view, Level level) {
        return Effect.of(view.measurement().atSigma(), level.alpha(), level.tolerance());
    }

    DriftJudge.Judgement judge(Level level) {
        return judge(level, pValue(), 1);
    }

    /** Of the test; NaN where there was none. */
    double pValue() {
        return together.map(Together::pValue).orElse(Double.NaN);
    }

    /**
     * Judges it as one of several.
     *
     * @param corrected the p-value, adjusted for how many they are
     * @param tests how many are judged together
     */
    DriftJudge.Judgement judge(Level level, double corrected, int tests) {
        if (together.isEmpty()) {
            return DriftJudge.inconclusive(obstacle);
        }
        double factor = corrected / pValue();
        List<DriftJudge.Judgement> each = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            double own = views.size() == 1
                    ? corrected
                    : Math.min(1, together.get().adjusted().get(i) * factor);
            each.add(judge(views.get(i), level, own, tests));
        }
        return each.size() == 1 ? each.get(0) : worstFirst(each);
    }

    private DriftJudge.Judgement judge(OfView view, Level level, double pValue, int tests) {
        DriftJudge.Judgement judgement;
        if (view.measurement().isConstant()) {
            judgement = DriftJudge.inconclusive("degenerate test: at bandwidth "
                    + Numbers.statistic(view.measurement().atSigma().bandwidth())
                    + " the kernel tells no rows apart, every permutation gives the same MMD²; no shift could be seen");
        } else {
            judgement = new DriftJudge(level.alpha(), tests, views.size()).judge(pValue, effect(view, level), movable);
            for (String defect : view.defects()) {
                judgement = judgement.with(defect);
            }
        }
        return judgement.about(view.name());
    }

    private DriftJudge.Judgement worstFirst(List<DriftJudge.Judgement> each) {
        int most = together.orElseThrow().most();
        List<String> reasons = new ArrayList<>();
        Verdict verdict = Verdict.PASS;
        for (Verdict level : List.of(Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS)) {
            if (each.get(most).verdict() == level) {
                reasons.addAll(each.get(most).reasons());
            }
            for (int i = 0; i < each.size(); i++) {
                if (i != most && each.get(i).verdict() == level) {
                    reasons.addAll(each.get(i).reasons());
                }
                verdict = verdict.and(each.get(i).verdict());
            }
        }
        return new DriftJudge.Judgement(verdict, List.copyOf(reasons));
    }
}
