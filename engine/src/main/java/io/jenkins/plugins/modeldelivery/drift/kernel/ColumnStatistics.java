package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;
import java.util.BitSet;

/** How far the two sides of every labelling differ in one column, whose values were sorted into cells. */
public final class ColumnStatistics {
    private final Bins bins;
    private final int[][] chosen;

    public ColumnStatistics(Bins bins, Labellings labellings) {
        this.bins = bins;
        this.chosen = new int[labellings.count()][];
        for (int b = 0; b < chosen.length; b++) {
            BitSet reference = labellings.reference(b);
            chosen[b] = reference.stream().toArray();
        }
    }

    /** From counts of each cell on the reference's side and on both, to a distance. */
    @FunctionalInterface
    public interface Distance {
        /** @param rows that count as reference */
        double of(int[] reference, int[] all, int rows);
    }

    /** The greatest difference of two cumulative shares (Kolmogorov and Smirnov), of cells in the order of their values. */
    public static double kolmogorov(int[] reference, int[] all, int rows) {
        long total = Arrays.stream(all).asLongStream().sum();
        long before = 0;
        long pooled = 0;
        long most = 0;
        for (int c = 0; c < all.length; c++) {
            before += reference[c];
            pooled += all[c];
            most = Math.max(most, Math.abs(before * total - pooled * rows));
        }
        return (double) most / ((double) rows * (total - rows));
    }

    /** Chi-squared of a table of two lines. */
    public static double chiSquared(int[] reference, int[] all, int rows) {
        double total = Arrays.stream(all).asLongStream().sum();
        double sum = 0;
        for (int c = 0; c < all.length; c++) {
            double difference = reference[c] - all[c] * (rows / total);
            sum += all[c] == 0 ? 0 : difference * difference / all[c];
        }
        return sum * total * total / (rows * (total - rows));
    }

    /**
     * The distance of each labelling.
     *
     * @param cell of each pooled row
     * @param cells how many there are
     */
    public double[] of(int[] cell, int cells, Distance distance) {
        int[][] places = new int[bins.count()][];
        int[][] counts = new int[bins.count()][];
        int[] all = new int[cells];
        sort(cell, places, counts, all);
        double[] values = new double[chosen.length];
        int[] reference = new int[cells];
        for (int b = 0; b < values.length; b++) {
            Arrays.fill(reference, 0);
            int rows = 0;
            for (int g : chosen[b]) {
                rows += bins.size(g);
                for (int i = 0; i < places[g].length; i++) {
                    reference[places[g][i]] += counts[g][i];
                }
            }
            values[b] = distance.of(reference, all, rows);
        }
        return values;
    }

    /** Counts the cells of each bin, those only that it has. */
    private void sort(int[] cell, int[][] places, int[][] counts, int[] all) {
        int[] count = new int[all.length];
        for (int g = 0; g < places.length; g++) {
            int[] own = new int[bins.size(g)];
            int different = 0;
            for (int i = bins.start(g); i < bins.start(g + 1); i++) {
                int c = cell[bins.row(i)];
                all[c]++;
                if (count[c]++ == 0) {
                    own[different++] = c;
                }
            }
            places[g] = Arrays.copyOf(own, different);
            counts[g] = Arrays.stream(places[g]).map(c -> count[c]).toArray();
            for (int c : places[g]) {
                count[c] = 0;
            }
        }
    }
}
