package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.evaluation.Measured.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Metrics of which class was predicted as what. */
final class ConfusedRows {
    private final Measure measure;
    private final Metric metric;
    private final ChosenRows selection;
    private final boolean baseline;
    private final int n;
    private final int classes;
    private ClassCounts counts;
    private double[] up;
    private Measure.Range range;
    private List<Measured.Part> parts = List.of();

    ConfusedRows(Measure measure, ChosenRows selection, boolean baseline) {
        this.measure = measure;
        this.metric = measure.asMetric();
        this.selection = selection;
        this.baseline = baseline;
        this.n = selection.rows();
        this.classes = selection.file().classes().size();
    }

    private int label(int i) {
        return selection.file().block().label[selection.row(i)];
    }

    private int prediction(int i) {
        if (selection.failed(i)) {
            return baseline ? label(i) : -1;
        }
        return selection.file().block().prediction[selection.row(i)];
    }

    Optional<String> gap() {
        return IntStream.range(0, n)
                        .anyMatch(i -> label(i) == Dictionary.TOO_MANY || prediction(i) == Dictionary.TOO_MANY)
                ? Optional.of("there are more than " + RowSink.MAX_CLASSES + " different labels and predictions")
                : Optional.empty();
    }

    void compute() {
        counts = new ClassCounts(classes);
        for (int i = 0; i < n; i++) {
            counts.add(label(i), prediction(i), selection.fullWeight(i));
        }
        counts.settle();
        if (metric == Metric.BALANCED_ACCURACY) {
            parts = recalls();
        } else if (metric == Metric.F1_MACRO) {
            influence();
        }
    }

    private List<Measured.Part> recalls() {
        long[] right = new long[classes];
        long[] rows = new long[classes];
        for (int i = 0; i < n; i++) {
            rows[label(i)] += selection.drawn(i);
            right[label(i)] += prediction(i) == label(i) ? selection.drawn(i) : 0;
        }
        long occurring = Arrays.stream(rows).filter(count -> count > 0).count();
        return IntStream.range(0, classes)
                .filter(k -> rows[k] > 0)
                .mapToObj(k -> new Measured.Part(1.0 / occurring, right[k], 0, rows[k]))
                .toList();
    }

    private void influence() {
        ClassCounts.Influence influence = counts.influence();
        double failed = classes == 0
                ? 0
                : influence.with(0, -1) - influence.value() + influence.costs()[0];
        up = new double[n];
        for (int i = 0; i < n; i++) {
            int prediction = prediction(i);
            up[i] = prediction < 0
                    ? influence.value() - influence.costs()[label(i)] + failed
                    : influence.with(label(i), prediction);
        }
        range = new Measure.Range(influence.worst(), influence.best());
    }

    double[] up() {
        return up;
    }

    Measure.Range range() {
        return range;
    }

    List<Measured.Part> parts() {
        return parts;
    }

    Form form() {
        return switch (metric) {
            case BALANCED_ACCURACY -> Form.PARTS;
            case F1_MACRO -> Form.INFLUENCE;
            default -> Form.VALUE;
        };
    }

    double value() {
        return switch (metric) {
            case BALANCED_ACCURACY -> counts.balancedAccuracy();
            case F1_MACRO -> counts.f1Macro();
            default -> counts.mcc();
        };
    }

    /** Of balanced accuracy: what changed in each class. */
    Measured difference(ChosenRows other, Measured template) {
        ConfusedRows before = new ConfusedRows(measure, other, true);
        long[] rows = new long[classes];
        long[] won = new long[classes];
        long[] lost = new long[classes];
        for (int i = 0; i < n; i++) {
            boolean right = prediction(i) == label(i);
            boolean wasRight = before.prediction(i) == before.label(i);
            rows[label(i)] += selection.drawn(i);
            won[label(i)] += right && !wasRight ? selection.drawn(i) : 0;
            lost[label(i)] += wasRight && !right ? selection.drawn(i) : 0;
        }
        long occurring = Arrays.stream(rows).filter(count -> count > 0).count();
        List<Measured.Part> changed = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            if (rows[k] > 0) {
                changed.add(new Measured.Part(1.0 / occurring, won[k], lost[k], rows[k]));
            }
        }
        return Measured.of(template.rows(), template.failed(), Form.PAIRED_PARTS)
                .parts(changed);
    }

    private String[] single(int number) {
        return number < 0
                ? null
                : new String[] {selection.file().classes().get(number).substring(1)};
    }

    /** Mean F1 over all labels that occur, of rows with sets of labels; NaN where a row lacks one. */
    double macroOfSets() {
        Map<String, double[]> found = new HashMap<>();
        for (int i = 0; i < n; i++) {
            Block.Beyond sets = selection.file().block().beyond[selection.row(i)];
            String[] labels = sets == null ? single(label(i)) : sets.labels();
            String[] given = sets == null ? single(prediction(i)) : sets.predictions();
            if (labels == null || given == null && !selection.failed(i)) {
                return Double.NaN;
            }
            List<String> predictions = Arrays.asList(selection.failed(i) && baseline ? labels : given);
            double weight = selection.fullWeight(i);
            for (String label : labels) {
                double[] sums = found.computeIfAbsent(label, l -> new double[2]);
                sums[0] += predictions.contains(label) ? 2 * weight : 0;
                sums[1] += weight;
            }
            predictions.forEach(label -> found.computeIfAbsent(label, l -> new double[2])[1] += weight);
        }
        return found.values().stream()
                .mapToDouble(sums -> sums[0] / sums[1])
                .sorted()
                .average()
                .orElse(Double.NaN);
    }

    /** Whether a row's label is a list. */
    static boolean areSets(Measure measure, ChosenRows selection) {
        Block block = selection.file().block();
        double[] union = measure.asMetric() == Metric.F1_MICRO ? selection.column(measure.reading(), 1) : null;
        for (int i = 0; i < selection.rows(); i++) {
            int row = selection.row(i);
            boolean listed = union != null
                    ? !Double.isNaN(union[i])
                    : block.beyond.length > 0 && block.beyond[row] != null && block.beyond[row].labels() != null;
            if (block.label[row] == Dictionary.NONE && listed) {
                return true;
            }
        }
        return false;
    }
}
