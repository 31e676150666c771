package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/** The observed labels (number 0) and the permuted ones (1..B): for each bin, whether it counts as reference. */
public final class Labellings {
    private final Bins bins;
    private final long[][] reference; // a bit per bin
    private final int[] referenceRows;

    private Labellings(Bins bins, long[][] reference) {
        this.bins = bins;
        this.reference = reference;
        this.referenceRows =
                Arrays.stream(reference).mapToInt(words -> rows(bins, words)).toArray();
    }

    /** Draws {@code permutations} labellings, each from its own stream of the seed. */
    public static Labellings draw(Bins bins, int permutations, long seed) {
        long[][] reference = new long[permutations + 1][];
        reference[0] = observed(bins);
        int[] movable = bins.movable();
        long[] fixed = reference[0].clone();
        for (int g : movable) {
            fixed[g >> 6] &= ~(1L << g);
        }
        int[] shuffled = new int[movable.length];
        for (int b = 1; b <= permutations; b++) {
            System.arraycopy(movable, 0, shuffled, 0, movable.length);
            new SplitMix(seed, b).chooseFirst(shuffled, bins.movableReference());
            reference[b] = with(fixed, shuffled, bins.movableReference());
        }
        return new Labellings(bins, reference);
    }

    /** Labellings given from outside, for single rows: the first n entries of each permutation count as reference. */
    public static Labellings given(Bins bins, int[][] permutations, int n) {
        long[][] reference = new long[permutations.length + 1][];
        reference[0] = observed(bins);
        for (int b = 0; b < permutations.length; b++) {
            reference[b + 1] = with(new long[reference[0].length], permutations[b], n);
        }
        return new Labellings(bins, reference);
    }

    private static long[] with(long[] others, int[] chosen, int count) {
        long[] words = others.clone();
        for (int i = 0; i < count; i++) {
            words[chosen[i] >> 6] |= 1L << chosen[i];
        }
        return words;
    }

    private static long[] observed(Bins bins) {
        long[] words = new long[(bins.count() + Long.SIZE - 1) / Long.SIZE];
        for (int g = 0; g < bins.count(); g++) {
            words[g >> 6] |= bins.isReference(g) ? 1L << g : 0;
        }
        return words;
    }

    /** The observed labels and the first permutations, at most as many as there are. */
    public Labellings first(int permutations) {
        return new Labellings(bins, Arrays.copyOf(reference, Math.min(count(), permutations + 1)));
    }

    /** 1 + the number of permutations. */
    public int count() {
        return reference.length;
    }

    /** The number of rows that count as reference. */
    int referenceRows(int labelling) {
        return referenceRows[labelling];
    }

    private static int rows(Bins bins, long[] words) {
        int rows = 0;
        for (int w = 0; w < words.length; w++) {
            if (bins.isSingleRows()) {
                rows += Long.bitCount(words[w]);
                continue;
            }
            for (long rest = words[w]; rest != 0; rest &= rest - 1) {
                rows += bins.size(w * Long.SIZE + Long.numberOfTrailingZeros(rest));
            }
        }
        return rows;
    }

    /** One array per bin over all labellings, 1 where the bin counts as reference. */
    double[][] doubles() {
        double[][] z = new double[bins.count()][count()];
        for (int g = 0; g < z.length; g++) {
            for (int b = 0; b < count(); b++) {
                z[g][b] = reference[b][g >> 6] >>> g & 1;
            }
        }
        return z;
    }

    /** For each labelling the bins that count as reference, as a set of bits. */
    long[] bits(int labelling) {
        return reference[labelling].clone();
    }
}
