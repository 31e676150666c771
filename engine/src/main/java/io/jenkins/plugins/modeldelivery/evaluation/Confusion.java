package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * How often each label was predicted as what, in cells ordered by label; a failed request has the prediction -1.
 * With {@code others}, each cell carries a second prediction: a baseline's on the same row.
 */
public final class Confusion {
    private final int[] labels;
    private final int[] predictions;
    private final int[] others;
    private final long[] counts;
    private final int classes;

    private Confusion(JsonNode cells) {
        int size = cells.size();
        labels = new int[size];
        predictions = new int[size];
        others = new int[size];
        counts = new long[size];
        int highest = -1;
        for (int i = 0; i < size; i++) {
            JsonNode cell = cells.get(i);
            boolean paired = cell.size() == 4;
            labels[i] = cell.get(0).asInt();
            predictions[i] = cell.get(1).asInt();
            others[i] = paired ? cell.get(2).asInt() : -1;
            counts[i] = cell.get(cell.size() - 1).asLong();
            highest = Math.max(highest, Math.max(labels[i], Math.max(predictions[i], others[i])));
        }
        classes = highest + 1;
    }

    /** From cells [label, prediction, count] or [label, prediction, other, count]. */
    public static Confusion of(JsonNode cells) {
        return new Confusion(cells);
    }

    /** Counts triples of small numbers (-1 and up) and writes them as ordered cells. */
    static final class Counter {
        private static final int BITS = 12;
        private final CellCounts cells = new CellCounts();
        private final boolean paired;

        Counter(boolean paired) {
            this.paired = paired;
        }

        void add(int label, int prediction, int other) {
            long key = ((long) (label + 1) << BITS | prediction + 1) << BITS | other + 1;
            cells.increment(key);
        }

        void writeTo(ArrayNode array) {
            int mask = (1 << BITS) - 1;
            cells.forEach((key, count) -> {
                ArrayNode cell =
                        array.addArray().add((int) (key >> 2 * BITS) - 1).add((int) (key >> BITS & mask) - 1);
                if (paired) {
                    cell.add((int) (key & mask) - 1);
                }
                cell.add(count);
            });
        }
    }

    /** The stratum of each cell: its label. */
    public int[] strata() {
        return labels.clone();
    }

    public long[] counts() {
        return counts.clone();
    }

    /** The metric under other cell counts. */
    public double value(Metric metric, long[] cellCounts) {
        return value(metric, predictions, cellCounts);
    }

    /** The same for the second prediction of each cell. */
    public double otherValue(Metric metric, long[] cellCounts) {
        return value(metric, others, cellCounts);
    }

    private double value(Metric metric, int[] predicted, long[] cellCounts) {
        long[] hits = new long[classes];
        long[] support = new long[classes];
        long[] claimed = new long[classes];
        for (int i = 0; i < labels.length; i++) {
            support[labels[i]] += cellCounts[i];
            if (predicted[i] >= 0) {
                claimed[predicted[i]] += cellCounts[i];
                hits[labels[i]] += predicted[i] == labels[i] ? cellCounts[i] : 0;
            }
        }
        return switch (metric) {
            case BALANCED_ACCURACY -> balancedAccuracy(hits, support);
            case F1_MACRO -> f1Macro(hits, support, claimed);
            case F1_MICRO -> f1Micro(hits, support, claimed);
            default -> throw new IllegalArgumentException(metric.key() + " is not made from a confusion matrix");
        };
    }

    /** Mean recall over the classes that occur as labels. */
    private static double balancedAccuracy(long[] hits, long[] support) {
        double sum = 0;
        int occurring = 0;
        for (int i = 0; i < hits.length; i++) {
            if (support[i] > 0) {
                sum += (double) hits[i] / support[i];
                occurring++;
            }
        }
        return sum / occurring;
    }

    /** Mean F1 over the classes that occur as labels or predictions. */
    private static double f1Macro(long[] hits, long[] support, long[] claimed) {
        double sum = 0;
        int occurring = 0;
        for (int i = 0; i < hits.length; i++) {
            if (support[i] + claimed[i] > 0) {
                sum += 2.0 * hits[i] / (support[i] + claimed[i]);
                occurring++;
            }
        }
        return sum / occurring;
    }

    private static double f1Micro(long[] hits, long[] support, long[] claimed) {
        long hit = 0;
        long all = 0;
        for (int i = 0; i < hits.length; i++) {
            hit += hits[i];
            all += support[i] + claimed[i];
        }
        return 2.0 * hit / all;
    }
}
