package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.evaluation.Measured.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Numerator and denominator of each selected row. A failed request of a candidate has the worst that its metric knows; one
 * of a baseline counts as if the baseline were right.
 */
final class RowValues {
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
            case F1_MICRO, F1_MACRO -> ConfusedRows.areSets(measure, selection);
            case P95_TIME_TO_FIRST_TOKEN_MS -> false;
            default ->
                measure.asMetric().kind() == Metric.Kind.LOSS && measure.range().isEmpty();
        };
    }

    /** Whether a failed row of a baseline has no value that stands for a right answer; that of a loss is 0. */
    boolean hasNoBest() {
        return metric == Metric.MEAN && measure.range().isEmpty();
    }

    /** Computes the values; why there are none, if so. Weights and units of the selection must be known. */
    Optional<String> gap() {
        boolean byStrata = measure.stratum().isPresent() && metric.kind() != Metric.Kind.COUNT;
        if (byStrata && metric.kind() != Metric.Kind.SHARE && metric.kind() != Metric.Kind.SCORE) {
            return Optional.of(measure.metric() + " cannot be told by strata; judge it by slice: "
                    + measure.stratum().get());
        }
        compute();
        if (gap.isEmpty() && down != null && Arrays.stream(down).allMatch(b -> b == 0)) {
            missing(nothing());
        }
        if (gap.isEmpty() && byStrata) {
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
                    unlabelled();
                    TrialRows trials = new TrialRows(measure, selection, baseline);
                    trials.gap().ifPresent(this::missing);
                    up = trials.up();
                } else {
                    score();
                }
            }
            case LOSS -> {
                LossRows losses = new LossRows(measure, selection, baseline);
                losses.gap().ifPresent(this::missing);
                up = losses.up();
                down = losses.down();
                form = losses.form();
                range = losses.range();
                incomplete(up, losses.own());
                losses.outside().ifPresent(this::missing);
            }
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
        return filled(i -> selection.failed(i) ? isBest(i) ? best : worst : own[i]);
    }

    /** Whether a row that failed counts as if it were right. */
    private boolean isBest(int i) {
        return baseline && !selection.isAlike(i);
    }

    private static double share(boolean holds) {
        return holds ? 1 : 0;
    }

    private void share() {
        switch (metric) {
            case ACCURACY -> {
                unlabelled();
                up = filled(i -> share(selection.failed(i) ? isBest(i) : selection.has(i, Block.CORRECT)));
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
            labels += block.label[row] == Dictionary.NONE && !selection.isOpen(i) ? 1 : 0;
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
        double[] read = selection.column(measure.reading(), 0);
        double[] own =
                measure.emptyQueries().isPresent() ? filled(i -> read[i] == RowNumbers.UNDEFINED ? 0 : read[i]) : read;
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
        long infinite =
                Arrays.stream(values).filter(v -> v == RowNumbers.INFINITE).count();
        if (missing > 0) {
            missing(missing + " of " + n + " rows have " + lacking());
        }
        if (undefined > 0) {
            missing(
                    metric == Metric.MAPE
                            ? undefined + " of " + n + " labels is 0, by which nothing can be divided"
                            : undefined + " of " + n
                                    + " queries has no relevant document; emptyQueries: zero would count it as 0");
        }
        if (infinite > 0) {
            missing(infinite + " of " + n + " rows give the right class the probability 0, so that " + measure.metric()
                    + " is infinite");
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
            boolean mayBeOne = isBest(i) || metric != Metric.PRECISION && lost >= 1;
            boolean isOne = label[i] == 1 || selection.isOpen(i) && mayBeOne;
            boolean isPredicted = selection.failed(i) ? isBest(i) ? isOne : !isOne : predicted[i] == 1;
            boolean right = isOne && isPredicted;
            occurs |= label[i] == 1 || predicted[i] == 1;
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
        if (metric == Metric.F1_MICRO && ConfusedRows.areSets(measure, selection)) {
            setsMicro();
            return;
        }
        ConfusedRows rows = new ConfusedRows(measure, selection, baseline);
        if (ConfusedRows.areSets(measure, selection)) {
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
            up = filled(i -> share(selection.failed(i) ? isBest(i) : selection.has(i, Block.CORRECT)));
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

    private void setsMicro() {
        double[] common = selection.column(measure.reading(), 0);
        double[] union = selection.column(measure.reading(), 1);
        up = filled(i -> selection.failed(i) && baseline ? union[i] : common[i]);
        down = union;
        form = Form.F_ONE;
        incomplete(up, common);
    }

    private void stratify() {
        StratifiedRows strata = new StratifiedRows(measure, selection, up);
        strata.gap().ifPresent(this::missing);
        parts = strata.parts();
        value = strata.value();
        form = strata.areShares() ? Form.PARTS : Form.VALUE;
        unbounded = strata.areShares() ? Optional.empty() : Optional.of("strata have a bound for shares of rows alone");
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
            return new TimedRows(measure, selection, baseline).measured(template, tally);
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

    /** The difference to a baseline's values of the same rows. */
    Measured difference(RowValues other, Measured template) {
        if (form == Form.PARTS && metric == Metric.BALANCED_ACCURACY) {
            return new ConfusedRows(measure, selection, false).difference(other.selection, template);
        }
        boolean sameSizes = Arrays.equals(down, other.down);
        Form paired =
                switch (form) {
                    case RATIO -> sameSizes ? Form.RATIO : Form.BOTH;
                    case LOSS, DIFFERENCE -> sameSizes ? Form.DIFFERENCE : Form.VALUE;
                    case INFLUENCE, PLACEMENT -> form;
                    case F_ONE, QUANTILE, EXACT -> Form.BOTH;
                    default -> Form.VALUE;
                };
        Measured empty = Measured.of(template.rows(), template.failed(), paired);
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
