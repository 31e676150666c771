package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.evaluation.Measured.Form;
import io.jenkins.plugins.modeldelivery.statistics.ExactSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Numerator and denominator of each selected row. A failed request of a candidate has the worst that its metric knows; one
 * of a baseline counts as if the baseline were right.
 */
final class RowValues {
    private static final String NOT_BY_STRATA = "strata have a bound for shares of rows alone";

    private final Measure measure;
    private final Metric metric;
    private final ChosenRows selection;
    private final boolean baseline;
    private final int n;
    private Optional<String> gap = Optional.empty();
    private Form form = Form.RATIO;
    private double[] up;
    /** Null where each row counts 1. */
    private double[] down;

    private Measure.Range range = new Measure.Range(0, 1);
    private double value = Double.NaN;
    private List<Measured.Part> parts = List.of();
    private Optional<String> unbounded = Optional.empty();

    RowValues(Measure measure, ChosenRows selection, boolean baseline) {
        this.measure = measure;
        this.metric = measure.asMetric();
        this.selection = selection;
        this.baseline = baseline;
        this.n = selection.rows();
    }

    boolean isBaseline() {
        return baseline;
    }

    /** Whether a failed row has no worst value by this metric. */
    static boolean hasNoWorst(Measure measure, ChosenRows selection) {
        return switch (measure.asMetric()) {
            case MCC, R2, MEAN_LATENCY_MS -> true;
            case F1_MICRO, F1_MACRO -> areSets(selection);
            case P95_TIME_TO_FIRST_TOKEN_MS -> false;
            default -> measure.asMetric().kind() == Metric.Kind.LOSS && measure.range().isEmpty();
        };
    }

    private static boolean areSets(ChosenRows selection) {
        Block block = selection.file().block();
        for (int i = 0; i < selection.rows() && block.beyond.length > 0; i++) {
            int row = selection.row(i);
            if (block.label[row] == Dictionary.NONE
                    && block.beyond[row] != null
                    && block.beyond[row].labels() != null) {
                return true;
            }
        }
        return false;
    }

    /** Computes the values; why there are none, if so. Weights and units of the selection must be known. */
    Optional<String> gap() {
        if (measure.stratum().isPresent() && metric.kind() != Metric.Kind.SHARE && metric.kind() != Metric.Kind.SCORE) {
            return Optional.of(measure.metric() + " cannot be told by strata");
        }
        compute();
        if (gap.isEmpty() && down != null && Arrays.stream(down).allMatch(b -> b == 0)) {
            missing(nothing());
        }
        if (gap.isEmpty() && measure.stratum().isPresent()) {
            stratify();
        }
        return gap;
    }

    private String nothing() {
        return switch (metric) {
            case PRECISION -> "the class was never predicted";
            case RECALL -> "no row has the class as its label";
            case R2 -> "all labels are equal";
            default -> "nothing is there to divide by";
        };
    }

    private void missing(String why) {
        gap = gap.or(() -> Optional.of(why));
    }

    private void compute() {
        switch (metric.kind()) {
            case SHARE -> share();
            case CLASS -> ofClass();
            case CONFUSION -> confusion();
            case SCORE -> {
                if (metric == Metric.PASS_AT_K || metric == Metric.PASS_HAT_K) {
                    trials();
                } else {
                    score();
                }
            }
            case LOSS -> loss();
            case RANKED -> {
                RankedRows ranked = new RankedRows(measure, selection, baseline);
                gap = ranked.gap();
                up = ranked.up();
                down = ranked.down();
                form = ranked.form();
                value = ranked.value();
                parts = ranked.parts();
                unbounded = ranked.unbounded();
                range = new Measure.Range(metric == Metric.ECE ? -1 : 0, 1);
            }
            case QUANTILE -> form = Form.QUANTILE;
            case COUNT -> {
                form = Form.EXACT;
                value = n + selection.leftOut();
            }
        }
    }

    private double[] filled(IntToDoubleFunction value) {
        double[] filled = new double[n];
        Arrays.setAll(filled, value);
        return filled;
    }

    /** The worst of a failed row, for a baseline the best; else its own. */
    private double[] filled(double[] own, double worst, double best) {
        double failed = baseline ? best : worst;
        return filled(i -> selection.failed(i) ? failed : own[i]);
    }

    private static double share(boolean holds) {
        return holds ? 1 : 0;
    }

    private void share() {
        switch (metric) {
            case ACCURACY -> {
                unlabelled();
                up = filled(i -> share(selection.failed(i) ? baseline : selection.has(i, Block.CORRECT)));
            }
            case ERROR_RATE -> up = filled(i -> share(selection.failed(i)));
            case SCHEMA_COMPLIANCE ->
                up = filled(i -> share(selection.failed(i) ? baseline : selection.has(i, Block.VALID)));
            default -> score();
        }
    }

    private void unlabelled() {
        Block block = selection.file().block();
        long labels = 0;
        long predictions = 0;
        for (int i = 0; i < n; i++) {
            int row = selection.row(i);
            labels += block.label[row] == Dictionary.NONE ? 1 : 0;
            predictions += !selection.failed(i) && block.prediction[row] == Dictionary.NONE ? 1 : 0;
        }
        if (labels > 0) {
            missing(labels + " of " + n + " rows have no label");
        }
        if (predictions > 0) {
            missing(predictions + " of " + n + " rows have neither prediction nor error");
        }
    }

    /** Numbers that a row has by itself. */
    private void score() {
        double[] own = selection.column(measure.reading(), 0);
        range = metric == Metric.BRIER && measure.positive().isEmpty() || metric == Metric.SMAPE
                ? new Measure.Range(0, 2)
                : new Measure.Range(0, 1);
        boolean higher = metric.higherIsBetter();
        up = filled(own, higher ? range.low() : range.high(), higher ? range.high() : range.low());
        incomplete(up, own);
    }

    private void incomplete(double[] values, double[] own) {
        long missing = Arrays.stream(values).filter(Double::isNaN).count();
        long undefined =
                Arrays.stream(own).filter(v -> v == RowNumbers.UNDEFINED).count();
        long infinite = Arrays.stream(values).filter(v -> v == RowNumbers.INFINITE).count();
        if (missing > 0) {
            missing(missing + " of " + n + " rows have " + lacking());
        }
        if (undefined > 0) {
            missing(
                    metric == Metric.MAPE
                            ? undefined + " of " + n + " labels is 0, by which nothing can be divided"
                            : undefined + " of " + n + " queries has no relevant document");
        }
        if (infinite > 0) {
            missing(infinite + " of " + n + " rows give the right class the probability 0, so that "
                    + measure.metric() + " is infinite");
        }
    }

    private String lacking() {
        return switch (metric) {
            case MEAN -> "no finite number in '" + measure.reading().field().orElse("") + "'";
            case LOG_LOSS, BRIER -> "no label, or no probabilities from 0 to 1 in " + scores();
            case TOP_K_ACCURACY -> "no label, or no numbers in scores";
            case NDCG, MRR, RECALL_AT_K, HIT_RATE -> "no relevant documents as label, or no ranking as prediction";
            case JACCARD, SUBSET_ACCURACY, F1_MICRO -> "no list of labels, or no list of predictions";
            case EXACT_MATCH -> "no text as label or as prediction";
            case JSON_MATCH -> "no JSON as label, or no prediction";
            default -> "no finite number as label or as prediction";
        };
    }

    private String scores() {
        return measure.positive().isPresent() ? "score" : "scores";
    }

    private void ofClass() {
        double[] label = selection.column(measure.reading(), 0);
        double[] predicted = selection.column(measure.reading(), 1);
        if (measure.positive().isEmpty()) {
            missing(measure.metric() + " needs the class that is meant: positive");
            return;
        }
        unlabelled();
        double square = Math.pow(measure.beta().orElse(1), 2);
        double hit = metric == Metric.F_BETA ? 1 + square : 1;
        double lost = metric == Metric.F_BETA ? square : 1;
        up = new double[n];
        down = new double[n];
        boolean occurs = false;
        for (int i = 0; i < n; i++) {
            boolean isOne = label[i] == 1;
            boolean isPredicted = selection.failed(i) ? baseline ? isOne : !isOne : predicted[i] == 1;
            boolean right = isOne && isPredicted;
            occurs |= isOne || predicted[i] == 1;
            up[i] = right ? hit : 0;
            down[i] = switch (metric) {
                case PRECISION -> share(isPredicted || selection.failed(i) && !baseline);
                case RECALL -> share(isOne);
                default -> right ? hit : isOne ? lost : share(isPredicted);
            };
        }
        form = metric == Metric.F1 ? Form.F_ONE : metric == Metric.F_BETA ? Form.F_BETA : Form.RATIO;
        if (!occurs) {
            missing("the class '" + measure.positive().get() + "' occurs neither as label nor as prediction");
        }
    }

    private void confusion() {
        if (metric == Metric.F1_MICRO && areSets(selection) || metric == Metric.F1_MICRO && isListed()) {
            setsMicro();
            return;
        }
        ConfusedRows rows = new ConfusedRows(measure, selection, baseline);
        if (areSets(selection)) {
            value = rows.macroOfSets();
            form = Form.VALUE;
            unbounded = Optional.of("macro F1 of sets of labels has no bound");
            if (Double.isNaN(value)) {
                missing("a row has no list of labels, or no list of predictions");
            }
            return;
        }
        unlabelled();
        if (metric == Metric.F1_MICRO) {
            up = filled(i -> share(selection.failed(i) ? baseline : selection.has(i, Block.CORRECT)));
            return;
        }
        gap = gap.or(rows::gap);
        if (gap.isPresent()) {
            return;
        }
        rows.compute();
        up = rows.up();
        form = rows.form();
        value = rows.value();
        parts = rows.parts();
        if (form == Form.INFLUENCE) {
            range = rows.range();
        }
        if (Double.isNaN(value) && form == Form.VALUE) {
            missing("all labels, or all predictions, are of one class");
        }
    }

    private boolean isListed() {
        Block block = selection.file().block();
        double[] union = selection.column(measure.reading(), 1);
        for (int i = 0; i < n; i++) {
            if (block.label[selection.row(i)] == Dictionary.NONE && !Double.isNaN(union[i])) {
                return true;
            }
        }
        return false;
    }

    private void setsMicro() {
        double[] common = selection.column(measure.reading(), 0);
        double[] union = selection.column(measure.reading(), 1);
        up = filled(i -> selection.failed(i) && baseline ? union[i] : common[i]);
        down = union;
        form = Form.F_ONE;
        incomplete(up, common);
    }

    private void loss() {
        Measure.Reading reading = measure.reading();
        double[] own = metric == Metric.MEAN_LATENCY_MS
                ? filled(i -> selection.file().block().latency[selection.row(i)])
                : selection.column(reading, 0);
        if (metric == Metric.MEAN_LATENCY_MS && Arrays.stream(own).anyMatch(Double::isNaN)) {
            missing("%d of %d answered rows have no latency_ms"
                    .formatted(Arrays.stream(own).filter(Double::isNaN).count(), n));
        }
        boolean higher = measure.higherIsBetter().orElse(metric == Metric.MEAN);
        Optional<Measure.Range> given = metric == Metric.R2 ? Optional.empty() : measure.range();
        double power = metric == Metric.RMSE ? 2 : 1;
        double low = given.map(r -> Math.pow(r.low(), power)).orElse(0.0);
        double high = given.map(r -> Math.pow(r.high(), power)).orElse(0.0);
        double[] sizes = metric == Metric.WAPE || metric == Metric.R2 ? selection.column(reading, 1) : null;
        up = filled(own, higher ? low : high, higher ? high : low);
        if (metric == Metric.WAPE) {
            double[] unscaled = up;
            up = filled(i -> selection.failed(i) ? unscaled[i] * sizes[i] : unscaled[i]);
        }
        incomplete(up, own);
        form = metric == Metric.RMSE ? Form.ROOT : metric == Metric.R2 ? Form.SHORTFALL : Form.LOSS;
        if (sizes != null) {
            down = metric == Metric.R2 ? squares(sizes) : sizes;
        }
        if (given.isPresent()) {
            range = new Measure.Range(low, high);
            form = metric == Metric.RMSE ? Form.ROOT : Form.RATIO;
            outside(low, high);
        } else {
            range = null;
        }
    }

    private void outside(double low, double high) {
        long outside = 0;
        for (int i = 0; i < n; i++) {
            double size = down == null ? 1 : down[i];
            outside += up[i] < low * size || up[i] > high * size ? 1 : 0;
        }
        if (outside > 0) {
            Measure.Range told = measure.range().orElseThrow();
            missing(outside + " of " + n + " values lie outside the range " + told.low() + " to " + told.high());
        }
    }

    private double[] squares(double[] labels) {
        ExactSum sum = new ExactSum();
        ExactSum weight = new ExactSum();
        for (int i = 0; i < n; i++) {
            if (Double.isNaN(labels[i])) {
                missing("a row has no number as its label");
                return filled(j -> 1);
            }
            sum.add(selection.fullWeight(i) * labels[i]);
            weight.add(selection.fullWeight(i));
        }
        double mean = sum.value() / weight.value();
        double[] squares = filled(i -> (labels[i] - mean) * (labels[i] - mean));
        return Arrays.stream(labels).distinct().count() == 1 ? new double[n] : squares;
    }

    /** An id's trials tell one number, which stands on the first of its rows. */
    private void trials() {
        unlabelled();
        int[] unit = selection.trials();
        if (unit.length == 0) {
            missing("no row names its trial, so that nothing tells the trials of an id");
            return;
        }
        int k = measure.k().orElse(1);
        int ids = Arrays.stream(unit).max().orElse(0) + 1;
        int[] trials = new int[ids];
        int[] right = new int[ids];
        int[] firsts = new int[ids];
        for (int i = n - 1; i >= 0; i--) {
            trials[unit[i]]++;
            right[unit[i]] += selection.failed(i) ? baseline ? 1 : 0 : selection.has(i, Block.CORRECT) ? 1 : 0;
            firsts[unit[i]] = i;
        }
        long few = Arrays.stream(trials).filter(count -> count < k).count();
        if (few > 0) {
            missing(few + " of " + ids + " ids have fewer than " + k + " trials");
        }
        up = new double[n];
        double[] each = new double[ids];
        for (int id = 0; id < ids; id++) {
            each[id] = metric == Metric.PASS_AT_K
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

    private void stratify() {
        String field = measure.stratum().orElseThrow();
        int[] stratum = selection.file().slice(field);
        List<String> names = selection.file().sliceValues(field);
        double people =
                measure.population().values().stream().mapToDouble(size -> size).sum();
        long[] rows = new long[names.size()];
        double[] sums = new double[names.size()];
        for (int i = 0; i < n; i++) {
            int at = stratum[selection.row(i)];
            if (at < 0 || !measure.population().containsKey(names.get(at))) {
                missing("a row's '" + field + "' is none of the policy's population");
                return;
            }
            rows[at] += selection.drawn(i);
            sums[at] += selection.drawn(i) * up[i];
        }
        double mean = 0;
        List<Measured.Part> found = new ArrayList<>();
        boolean shares = Arrays.stream(up).allMatch(x -> x == 0 || x == 1);
        for (Map.Entry<String, Double> entry : measure.population().entrySet()) {
            int at = names.indexOf(entry.getKey());
            if (at < 0 || rows[at] == 0) {
                missing("stratum '" + entry.getKey() + "' has no rows");
                return;
            }
            double weight = entry.getValue() / people;
            mean += weight * sums[at] / rows[at];
            if (shares) {
                found.add(new Measured.Part(weight, Math.round(sums[at]), 0, rows[at]));
            }
        }
        parts = found;
        form = shares ? Form.PARTS : Form.VALUE;
        value = mean;
        unbounded = shares ? Optional.empty() : Optional.of(NOT_BY_STRATA);
    }

    /** How value and bounds are made; known once there is no gap. */
    Form form() {
        return form;
    }

    Optional<String> unbounded(boolean grouped, boolean weighted) {
        if (unbounded.isPresent()) {
            return unbounded;
        }
        boolean plain = !grouped && !weighted;
        return switch (form) {
            case PARTS ->
                plain
                        ? Optional.empty()
                        : Optional.of(
                                measure.stratum().isPresent()
                                        ? "strata with groups or weights have no bound"
                                        : measure.metric() + " with groups or weights has no bound");
            case POSITIVES, QUANTILE ->
                plain ? Optional.empty() : Optional.of(measure.metric() + " with groups or weights has no bound");
            default -> Optional.empty();
        };
    }

    /** Puts what is needed for value and bounds into the template. */
    Measured measured(Measured template, Tally tally) {
        Measured counted = template;
        if (form == Form.QUANTILE) {
            return latencies(template, tally);
        }
        if (!Double.isNaN(value)) {
            counted = counted.value(value);
        }
        if (!parts.isEmpty()) {
            counted = counted.parts(parts);
        }
        boolean hasUnits = up != null && form != Form.PARTS && form != Form.VALUE && form != Form.POSITIVES;
        if (hasUnits) {
            counted = counted.units(Measuring.units(selection, up, down));
        }
        return hasUnits && range != null ? counted.range(range.low(), range.high()) : counted;
    }

    private Measured latencies(Measured template, Tally tally) {
        double[] own = metric == Metric.P95_TIME_TO_FIRST_TOKEN_MS
                ? selection.column(measure.reading(), 0)
                : filled(i -> selection.file().block().latency[selection.row(i)]);
        String field = metric == Metric.P95_TIME_TO_FIRST_TOKEN_MS ? "time_to_first_token_ms" : "latency_ms";
        long untimed = 0;
        for (int i = 0; i < n; i++) {
            untimed += !selection.failed(i) && Double.isNaN(own[i]) ? 1 : 0;
        }
        if (untimed > 0) {
            return Measured.gap(
                    template.rows(),
                    template.failed(),
                    untimed == n ? "no row has " + field : untimed + " answered rows have no " + field);
        }
        if (measure.weight().isPresent()) {
            return template.unbounded(Optional.of("a weighted quantile has no bound")).value(weightedQuantile(own));
        }
        return template.latency(tally.latencies(selection, own, baseline));
    }

    /** The least latency up to which the weights reach the quantile; infinite where only failed rows are slower. */
    private double weightedQuantile(double[] own) {
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        double[] slow = filled(own, Double.POSITIVE_INFINITY, 0);
        Arrays.sort(order, (a, b) -> Double.compare(slow[a], slow[b]));
        ExactSum all = new ExactSum();
        for (int i = 0; i < n; i++) {
            all.add(selection.fullWeight(i));
        }
        double wanted = metric.quantile() * all.value() * (1 - 1e-12);
        ExactSum sum = new ExactSum();
        for (int i : order) {
            sum.add(selection.fullWeight(i));
            if (sum.value() >= wanted) {
                return slow[i];
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** The difference to a baseline's values of the same rows. */
    Measured difference(RowValues other, Measured template) {
        if (form == Form.PARTS && metric == Metric.BALANCED_ACCURACY) {
            return new ConfusedRows(measure, selection, false).difference(other.selection, template);
        }
        boolean sameSizes = Arrays.equals(down, other.down);
        Form paired = switch (form) {
            case RATIO -> sameSizes ? Form.RATIO : Form.BOTH;
            case LOSS -> sameSizes ? Form.DIFFERENCE : Form.VALUE;
            case INFLUENCE, PLACEMENT -> form;
            case F_ONE, QUANTILE, EXACT -> Form.BOTH;
            default -> Form.VALUE;
        };
        Measured empty = new Measured(
                template.rows(),
                template.failed(),
                template.leftOut(),
                template.gap(),
                template.unbounded(),
                Optional.of(paired),
                template.value(),
                template.units(),
                template.range(),
                template.parts(),
                template.latency(),
                template.more());
        if (paired == Form.BOTH) {
            return empty;
        }
        if (paired == Form.VALUE) {
            return empty.unbounded(Optional.of("a difference of " + measure.metric() + " has no bound"));
        }
        double[] differences = filled(i -> up[i] - other.up[i]);
        Measured counted = empty.units(Measuring.units(selection, differences, down));
        return switch (paired) {
            case RATIO, PLACEMENT -> {
                double width = range.high() - range.low();
                yield counted.range(-width, width);
            }
            case INFLUENCE ->
                counted.range(range.low() - other.range.high(), range.high() - other.range.low())
                        .value(value - other.value);
            default -> counted;
        };
    }
}
