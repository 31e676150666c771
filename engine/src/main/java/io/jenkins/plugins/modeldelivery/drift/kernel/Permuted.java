package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.BitSet;
import java.util.function.IntToDoubleFunction;

/**
 * The unbiased MMD² of every labelling, from sums of the kernel between bins: those among the bins of the smaller sample,
 * pair by pair; the rest follows from the bins' totals.
 */
final class Permuted {
    private static final int LABELLINGS_PER_TASK = 20;

    private final int rows;
    private final int[][] chosen;
    private final int[] chosenRows;
    private final Workers workers;

    Permuted(Bins bins, Labellings labellings, Workers workers) {
        this.rows = bins.rows();
        this.workers = workers;
        this.chosen = new int[labellings.count()][];
        this.chosenRows = new int[chosen.length];
        boolean isReference = 2 * labellings.reference(0).cardinality() <= bins.count();
        for (int b = 0; b < chosen.length; b++) {
            BitSet sample = labellings.reference(b);
            if (!isReference) {
                sample.flip(0, bins.count());
            }
            chosen[b] = places(sample);
            for (int g : chosen[b]) {
                chosenRows[b] += bins.size(g);
            }
        }
    }

    /** In ascending order. */
    private static int[] places(BitSet set) {
        int[] places = new int[set.cardinality()];
        int count = 0;
        for (int g = set.nextSetBit(0); g >= 0; g = set.nextSetBit(g + 1)) {
            places[count++] = g;
        }
        return places;
    }

    /**
     * @param upper {@code upper[g][h - g]} is the sum between bins g and h; on the diagonal both orders of each pair
     * @param total the sum between a bin and all rows
     */
    double[] values(double[][] upper, IntToDoubleFunction total) throws InterruptedException {
        double[] totals = new double[upper.length];
        double sum = 0;
        for (int g = 0; g < totals.length; g++) {
            totals[g] = total.applyAsDouble(g);
            sum += totals[g];
        }
        double all = sum;
        double[] values = new double[chosen.length];
        int tasks = (values.length + LABELLINGS_PER_TASK - 1) / LABELLINGS_PER_TASK;
        workers.run(tasks, "blocks of permutations", task -> {
            int end = Math.min(values.length, (task + 1) * LABELLINGS_PER_TASK);
            for (int b = task * LABELLINGS_PER_TASK; b < end; b++) {
                Workers.check();
                values[b] = value(within(upper, chosen[b]), sum(totals, chosen[b]), all, chosenRows[b], rows);
            }
        });
        return values;
    }

    private static double within(double[][] upper, int... chosen) {
        double diagonal = 0;
        double pairs = 0;
        for (int i = 0; i < chosen.length; i++) {
            diagonal += upper[chosen[i]][0];
            pairs += behind(upper[chosen[i]], chosen, i);
        }
        return diagonal + 2 * pairs;
    }

    /** The sum between one of the chosen bins and those behind it, four at a time: each addition waits for the one before. */
    private static double behind(double[] row, int[] chosen, int place) {
        int own = chosen[place];
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = place + 1;
        for (; i + 3 < chosen.length; i += 4) {
            a += row[chosen[i] - own];
            b += row[chosen[i + 1] - own];
            c += row[chosen[i + 2] - own];
            d += row[chosen[i + 3] - own];
        }
        for (; i < chosen.length; i++) {
            a += row[chosen[i] - own];
        }
        return (a + b) + (c + d);
    }

    private static double sum(double[] values, int... places) {
        double sum = 0;
        for (int place : places) {
            sum += values[place];
        }
        return sum;
    }

    /**
     * MMD² from the sums of the kernel among the rows with a label, between them and all rows, and between all rows.
     *
     * @param count rows with the label, of {@code rows}; either of the two samples
     */
    private static double value(double within, double toAll, double all, double count, double rows) {
        double others = rows - count;
        double between = toAll - within;
        double withinOthers = all - 2 * toAll + within;
        return within / (count * (count - 1)) + withinOthers / (others * (others - 1)) - 2 * between / (count * others);
    }
}
