package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.statistics.ExactSum;
import java.util.Arrays;
import java.util.stream.IntStream;

/** How much weight each class has as label and as prediction, and how much of it is right. */
final class ClassCounts {
    private static final int MOST_STEPS = 1_000;

    private final ExactSum[] right;
    private final ExactSum[] labelled;
    private final ExactSum[] predicted;
    private final ExactSum failed = new ExactSum();
    private long failedRows;
    private double[] hits;
    private double[] labels;
    private double[] predictions;

    ClassCounts(int classes) {
        right = sums(classes);
        labelled = sums(classes);
        predicted = sums(classes);
    }

    private static ExactSum[] sums(int classes) {
        return IntStream.range(0, classes).mapToObj(i -> new ExactSum()).toArray(ExactSum[]::new);
    }

    /** @param prediction -1 for a failed request, which is wrong */
    void add(int label, int prediction, double weight) {
        labelled[label].add(weight);
        if (prediction < 0) {
            failed.add(weight);
            failedRows++;
        } else {
            predicted[prediction].add(weight);
            if (prediction == label) {
                right[label].add(weight);
            }
        }
    }

    /** @param rows that all have the weight 1 */
    void addRows(int label, int prediction, long rows) {
        add(label, prediction, rows);
        failedRows += prediction < 0 ? rows - 1 : 0;
    }

    /** Takes the sums. A failed request counts as predicted as the class whose F1 loses most by it, so that failing never helps. */
    ClassCounts settle() {
        hits = values(right);
        labels = values(labelled);
        predictions = values(predicted);
        int steps = (int) Math.min(failedRows, MOST_STEPS);
        for (int step = 0; step < steps; step++) {
            double part = failed.value() / steps;
            int worst = 0;
            double most = -1;
            for (int k = 0; k < hits.length; k++) {
                double loss = f1(k, 0) - f1(k, part);
                if (loss > most) {
                    most = loss;
                    worst = k;
                }
            }
            predictions[worst] += part;
        }
        return this;
    }

    private static double[] values(ExactSum[] sums) {
        return Arrays.stream(sums).mapToDouble(ExactSum::value).toArray();
    }

    private double f1(int k, double more) {
        double all = labels[k] + predictions[k] + more;
        return all > 0 ? 2 * hits[k] / all : 0;
    }

    double total() {
        return Arrays.stream(labels).sum();
    }

    /** Mean recall over the classes that occur as labels. */
    double balancedAccuracy() {
        return IntStream.range(0, labels.length)
                .filter(k -> labels[k] > 0)
                .mapToDouble(k -> hits[k] / labels[k])
                .average()
                .orElse(Double.NaN);
    }

    /** Mean F1 over the classes that occur as labels or predictions. */
    double f1Macro() {
        return IntStream.range(0, labels.length)
                .filter(this::occurs)
                .mapToDouble(k -> f1(k, 0))
                .average()
                .orElse(Double.NaN);
    }

    private boolean occurs(int k) {
        return labels[k] + predictions[k] > 0;
    }

    private double occurring() {
        return IntStream.range(0, labels.length).filter(this::occurs).count();
    }

    /** Matthews' correlation for any number of classes (Gorodkin 2004); failed requests are left out by the caller. */
    double mcc() {
        double n = total();
        double both = 0;
        double predictedSquares = 0;
        double labelledSquares = 0;
        double hit = Arrays.stream(hits).sum();
        for (int k = 0; k < hits.length; k++) {
            both += predictions[k] * labels[k];
            predictedSquares += predictions[k] * predictions[k];
            labelledSquares += labels[k] * labels[k];
        }
        double spread = Math.sqrt((n * n - predictedSquares) * (n * n - labelledSquares));
        return spread > 0 ? (hit * n - both) / spread : Double.NaN;
    }

    /**
     * Macro F1 F, and F + psi of each kind of row, psi being its influence on F.
     *
     * @param costs by class: how much a row of it, as label or as prediction, takes from F by being there
     * @param gains by class: how much a right row adds
     */
    record Influence(double value, double[] costs, double[] gains) {
        /** A failed row, whose prediction is -1, costs as much as the most expensive prediction. */
        double with(int label, int prediction) {
            return value
                    - costs[label]
                    - (prediction < 0 ? greatest(0) : costs[prediction])
                    + (prediction == label ? gains[label] : 0);
        }

        private double greatest(int place) {
            double[] sorted = costs.clone();
            Arrays.sort(sorted);
            return sorted[Math.max(0, sorted.length - 1 - place)];
        }

        /** F + psi of the worst conceivable row: wrong between the two most expensive classes. */
        double worst() {
            return value - greatest(0) - greatest(1);
        }

        double best() {
            double most = 0;
            for (int k = 0; k < costs.length; k++) {
                most = Math.max(most, gains[k] - 2 * costs[k]);
            }
            return worst() < value + most ? value + most : value + 1;
        }
    }

    Influence influence() {
        double[] costs = new double[labels.length];
        double[] gains = new double[labels.length];
        for (int k = 0; k < labels.length; k++) {
            double share = occurs(k) ? total() / (occurring() * (labels[k] + predictions[k])) : 0;
            costs[k] = share * f1(k, 0);
            gains[k] = 2 * share;
        }
        return new Influence(f1Macro(), costs, gains);
    }
}
