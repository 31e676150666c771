package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;
import java.util.BitSet;

/** The observed labels (number 0) and the permuted ones (1..B): for each bin, whether it counts as reference. */
public final class Labellings {
    private final Bins bins;
    private final BitSet[] reference;
    private final int[] referenceRows;

    private Labellings(Bins bins, BitSet[] reference) {
        this.bins = bins;
        this.reference = reference;
        this.referenceRows =
                Arrays.stream(reference).mapToInt(set -> rows(bins, set)).toArray();
    }

    /** Draws {@code permutations} labellings, each from its own stream of the seed. */
    public static Labellings draw(Bins bins, int permutations, long seed) {
        BitSet[] reference = new BitSet[permutations + 1];
        reference[0] = observed(bins);
        for (int b = 1; b <= permutations; b++) {
            int[] movable = bins.movable();
            new SplitMix(seed, b).chooseFirst(movable, bins.movableReference());
            BitSet labels = (BitSet) reference[0].clone();
            for (int i = 0; i < movable.length; i++) {
                labels.set(movable[i], i < bins.movableReference());
            }
            reference[b] = labels;
        }
        return new Labellings(bins, reference);
    }

    /** Labellings given from outside, for single rows: the first n entries of each permutation count as reference. */
    public static Labellings given(Bins bins, int[][] permutations, int n) {
        BitSet[] reference = new BitSet[permutations.length + 1];
        reference[0] = observed(bins);
        for (int b = 0; b < permutations.length; b++) {
            reference[b + 1] = new BitSet(bins.count());
            for (int i = 0; i < n; i++) {
                reference[b + 1].set(permutations[b][i]);
            }
        }
        return new Labellings(bins, reference);
    }

    private static BitSet observed(Bins bins) {
        BitSet labels = new BitSet(bins.count());
        for (int g = 0; g < bins.count(); g++) {
            labels.set(g, bins.isReference(g));
        }
        return labels;
    }

    /** 1 + the number of permutations. */
    public int count() {
        return reference.length;
    }

    /** The number of rows that count as reference. */
    int referenceRows(int labelling) {
        return referenceRows[labelling];
    }

    private static int rows(Bins bins, BitSet reference) {
        int rows = 0;
        for (int g = reference.nextSetBit(0); g >= 0; g = reference.nextSetBit(g + 1)) {
            rows += bins.size(g);
        }
        return rows;
    }

    /** One array per bin over all labellings, 1 where the bin counts as reference. */
    double[][] doubles() {
        double[][] z = new double[bins.count()][count()];
        for (int b = 0; b < count(); b++) {
            for (int g = reference[b].nextSetBit(0); g >= 0; g = reference[b].nextSetBit(g + 1)) {
                z[g][b] = 1;
            }
        }
        return z;
    }

    /** For each labelling the bins that count as reference, as a set of bits. */
    long[] bits(int labelling) {
        return Arrays.copyOf(reference[labelling].toLongArray(), (bins.count() + 63) / 64);
    }
}
