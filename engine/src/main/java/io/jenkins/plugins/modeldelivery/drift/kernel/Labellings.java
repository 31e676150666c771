package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.BitSet;

/** The observed labels (number 0) and the permuted ones (1..B): for each of them the bins that count as reference. */
public final class Labellings {
    private final BitSet[] reference;

    private Labellings(BitSet... reference) {
        this.reference = reference;
    }

    /** Draws {@code permutations} labellings, each from its own stream of the seed. */
    public static Labellings draw(Bins bins, int permutations, long seed) {
        BitSet[] reference = new BitSet[permutations + 1];
        reference[0] = observed(bins);
        int[] movable = bins.movable();
        BitSet fixed = observed(bins);
        for (int g : movable) {
            fixed.clear(g);
        }
        int[] shuffled = new int[movable.length];
        for (int b = 1; b <= permutations; b++) {
            System.arraycopy(movable, 0, shuffled, 0, movable.length);
            new SplitMix(seed, b).chooseFirst(shuffled, bins.movableReference());
            reference[b] = with(fixed, shuffled, bins.movableReference());
        }
        return new Labellings(reference);
    }

    /** Labellings given from outside, for single rows: the first n entries of each permutation count as reference. */
    static Labellings given(Bins bins, int[][] permutations, int n) {
        BitSet[] reference = new BitSet[permutations.length + 1];
        reference[0] = observed(bins);
        for (int b = 0; b < permutations.length; b++) {
            reference[b + 1] = with(new BitSet(), permutations[b], n);
        }
        return new Labellings(reference);
    }

    private static BitSet with(BitSet others, int[] chosen, int count) {
        BitSet all = (BitSet) others.clone();
        for (int i = 0; i < count; i++) {
            all.set(chosen[i]);
        }
        return all;
    }

    private static BitSet observed(Bins bins) {
        BitSet observed = new BitSet(bins.count());
        for (int g = 0; g < bins.count(); g++) {
            observed.set(g, bins.isReference(g));
        }
        return observed;
    }

    /** 1 + the number of permutations. */
    int count() {
        return reference.length;
    }

    /** The bins that count as reference, a copy. */
    BitSet reference(int labelling) {
        return (BitSet) reference[labelling].clone();
    }
}
