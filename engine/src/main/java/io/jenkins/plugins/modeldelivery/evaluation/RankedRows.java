package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.evaluation.Measured.Form;
import io.jenkins.plugins.modeldelivery.statistics.ExactSum;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Metrics of the order of scores, and of how far scores are what they say. */
final class RankedRows {
    private final Measure measure;
    private final Metric metric;
    private final ChosenRows selection;
    private final boolean baseline;
    private final int n;
    private Optional<String> gap = Optional.empty();
    private Optional<String> unbounded = Optional.empty();
    private double[] up;
    private double[] down;
    private double value = Double.NaN;
    private List<Measured.Part> parts = List.of();

    RankedRows(Measure measure, ChosenRows selection, boolean baseline) {
        this.measure = measure;
        this.metric = measure.asMetric();
        this.selection = selection;
        this.baseline = baseline;
        this.n = selection.rows();
        switch (metric) {
            case ROC_AUC -> binary();
            case ROC_AUC_MACRO -> macro();
            case AVERAGE_PRECISION -> averagePrecision();
            default -> calibration();
        }
    }

    Optional<String> gap() {
        return gap;
    }

    Optional<String> unbounded() {
        return unbounded;
    }

    double[] up() {
        return up;
    }

    double[] down() {
        return down;
    }

    double value() {
        return value;
    }

    List<Measured.Part> parts() {
        return parts;
    }

    Form form() {
        return switch (metric) {
            case ROC_AUC, ROC_AUC_MACRO -> Form.PLACEMENT;
            case AVERAGE_PRECISION -> Form.POSITIVES;
            default -> Form.GAPS;
        };
    }

    private void missing(String why) {
        gap = gap.or(() -> Optional.of(why));
    }

    /** A failed positive has the lowest score, a failed negative the highest; of a baseline the other way round. */
    private double[] scores(double[] own, boolean[] positive) {
        double[] scores = new double[n];
        Arrays.setAll(
                scores,
                i -> selection.failed(i)
                        ? positive[i] == baseline ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY
                        : own[i]);
        long without = Arrays.stream(scores).filter(Double::isNaN).count();
        if (without > 0) {
            missing(without + " of " + n + " rows have no finite number as score");
        }
        return scores;
    }

    private boolean[] positive() {
        double[] label = selection.column(measure.reading(), 1);
        boolean[] positive = new boolean[n];
        if (measure.positive().isEmpty()) {
            missing(measure.metric() + " needs the class that is meant: positive");
        }
        long without = Arrays.stream(label).filter(Double::isNaN).count();
        if (without > 0) {
            missing(without + " of " + n + " rows have no label");
        }
        for (int i = 0; i < n; i++) {
            positive[i] = label[i] == 1;
        }
        return positive;
    }

    private void binary() {
        boolean[] positive = positive();
        double[] scores = scores(selection.column(measure.reading(), 0), positive);
        up = new double[n];
        down = new double[n];
        if (gap.isEmpty()) {
            place(scores, positive, 1, "the positive class");
        }
    }

    /** Adds each row's placement among the other class, by the weight of its own. */
    private void place(double[] scores, boolean[] positive, double factor, String named) {
        Side positives = new Side(scores, positive, true);
        Side negatives = new Side(scores, positive, false);
        if (positives.isEmpty() || negatives.isEmpty()) {
            missing(positives.isEmpty() ? "no row of " + named : "no row but those of " + named);
            return;
        }
        for (int i = 0; i < n; i++) {
            double below = positive[i] ? negatives.below(scores[i]) : 1 - positives.below(scores[i]);
            double part = factor / (positive[i] ? positives.all : negatives.all);
            up[i] += part * below;
            down[i] += part;
        }
    }

    /** One class in the order of its scores. */
    private final class Side {
        private final double[] scores;
        private final double[] upTo;
        private final double all;

        Side(double[] given, boolean[] positive, boolean side) {
            int[] rows = IntStream.range(0, n).filter(i -> positive[i] == side).toArray();
            boolean alike = Arrays.stream(rows).allMatch(i -> selection.fullWeight(i) == 1);
            scores = Arrays.stream(rows).mapToDouble(i -> given[i]).toArray();
            upTo = new double[rows.length + 1];
            if (alike) {
                Arrays.sort(scores);
                Arrays.setAll(upTo, i -> i);
            } else {
                Integer[] order = Arrays.stream(rows).boxed().toArray(Integer[]::new);
                Arrays.sort(order, (a, b) -> {
                    int byScore = Double.compare(given[a], given[b]);
                    return byScore != 0 ? byScore : Double.compare(selection.fullWeight(a), selection.fullWeight(b));
                });
                ExactSum sum = new ExactSum();
                for (int i = 0; i < order.length; i++) {
                    scores[i] = given[order[i]];
                    sum.add(selection.fullWeight(order[i]));
                    upTo[i + 1] = sum.value();
                }
            }
            all = upTo[rows.length];
        }

        boolean isEmpty() {
            return !(all > 0);
        }

        /** The share of the weight with a lower score; an equal one counts half. */
        double below(double score) {
            return (upTo[first(score, false)] + upTo[first(score, true)]) / 2 / all;
        }

        private int first(double score, boolean after) {
            int low = 0;
            int high = scores.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (scores[middle] < score || after && scores[middle] == score) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private void macro() {
        Block block = selection.file().block();
        List<String> classes = selection.file().classes();
        TreeSet<String> names = new TreeSet<>();
        for (int i = 0; i < n; i++) {
            int label = block.label[selection.row(i)];
            if (label < 0) {
                missing("a row has no label, or there are more than " + RowSink.MAX_CLASSES);
                return;
            }
            names.add(classes.get(label).substring(1));
            Block.Beyond beyond = block.beyond[selection.row(i)];
            if (beyond != null && !selection.failed(i)) {
                names.addAll(Arrays.asList(beyond.classes()));
            }
        }
        up = new double[n];
        down = new double[n];
        for (String name : names) {
            boolean[] positive = new boolean[n];
            double[] own = new double[n];
            for (int i = 0; i < n; i++) {
                int row = selection.row(i);
                positive[i] = classes.get(block.label[row]).substring(1).equals(name);
                int at = block.beyond[row] == null
                        ? -1
                        : Arrays.asList(block.beyond[row].classes()).indexOf(name);
                own[i] = at < 0 ? Double.NaN : block.beyond[row].scores()[at];
            }
            double[] scores = scores(own, positive);
            if (gap.isPresent()) {
                return;
            }
            place(scores, positive, 1.0 / names.size(), "class '" + name + "'");
        }
    }

    /** The sum of precisions by the recall that each threshold adds, without interpolation. */
    private void averagePrecision() {
        boolean[] positive = positive();
        double[] scores = scores(selection.column(measure.reading(), 0), positive);
        if (gap.isPresent()) {
            return;
        }
        Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> {
            int byScore = Double.compare(scores[b], scores[a]);
            return byScore != 0 ? byScore : Double.compare(selection.fullWeight(a), selection.fullWeight(b));
        });
        ExactSum hits = new ExactSum();
        ExactSum all = new ExactSum();
        ExactSum sum = new ExactSum();
        long positives = 0;
        double before = 0;
        for (int from = 0; from < n; ) {
            int to = from;
            for (; to < n && scores[order[to]] == scores[order[from]]; to++) {
                int i = order[to];
                all.add(selection.fullWeight(i));
                if (positive[i]) {
                    hits.add(selection.fullWeight(i));
                    positives += selection.drawn(i);
                }
            }
            double now = hits.value();
            if (now > before) {
                sum.add((now - before) * now / all.value());
            }
            before = now;
            from = to;
        }
        if (!(before > 0)) {
            missing("no row of the positive class");
            return;
        }
        value = sum.value() / before;
        parts = List.of(new Measured.Part(1, 0, 0, positives));
    }

    /** Signed gaps between how often scores are right and what they say, by the sign of their bin. */
    private void calibration() {
        double[] score = selection.column(measure.reading(), 0);
        double[] right = selection.column(measure.reading(), 1);
        int bins = measure.binCount();
        ExactSum[] gaps = IntStream.range(0, bins).mapToObj(i -> new ExactSum()).toArray(ExactSum[]::new);
        long without = 0;
        for (int i = 0; i < n; i++) {
            boolean told = !Double.isNaN(score[i]) && !Double.isNaN(right[i]);
            without += told || selection.failed(i) ? 0 : 1;
            if (told && !selection.failed(i)) {
                gaps[bin(score[i], bins)].add(selection.fullWeight(i) * (right[i] - score[i]));
            }
        }
        if (without > 0) {
            missing(without + " of " + n + " rows have no label, or no probabilities from 0 to 1 in "
                    + (measure.positive().isPresent() ? "score" : "scores"));
            return;
        }
        double[] signs =
                Arrays.stream(gaps).mapToDouble(g -> Math.signum(g.value())).toArray();
        up = new double[n];
        Arrays.setAll(
                up, i -> selection.failed(i) ? baseline ? 0 : 1 : signs[bin(score[i], bins)] * (right[i] - score[i]));
    }

    private static int bin(double score, int bins) {
        return Math.min(bins - 1, (int) Math.floor(score * bins));
    }
}
