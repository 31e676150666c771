package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;
import java.util.Optional;

/** The observed labels (number 0) and the permuted ones (1..B): for each bin, whether it counts as reference. */
public final class Labellings {
    private final Bins bins;
    private final long[][] reference; // a bit per bin; null in strata
    private final Strata strata; // null where labellings share nothing
    private final byte[][] words;
    private final int[] referenceRows;

    private Labellings(Bins bins, long[][] reference) {
        this.bins = bins;
        this.reference = reference;
        this.strata = null;
        this.words = null;
        this.referenceRows =
                Arrays.stream(reference).mapToInt(bits -> rows(bins, bits)).toArray();
    }

    private Labellings(Bins bins, Strata strata, byte[][] words) {
        this.bins = bins;
        this.reference = null;
        this.strata = strata;
        this.words = words;
        this.referenceRows = new int[words.length];
        Arrays.fill(referenceRows, bins.movableReference());
    }

    /** Draws {@code permutations} labellings: in strata, or each for itself. */
    public static Labellings draw(Bins bins, int permutations, long seed) {
        if (!bins.isStratified()) {
            return independent(bins, permutations, seed);
        }
        Strata strata = new Strata(bins.movableReference(), bins.movableCurrent(), seed);
        return new Labellings(bins, strata, Strata.words(permutations, seed));
    }

    /** Each labelling from its own stream of the seed. */
    private static Labellings independent(Bins bins, int permutations, long seed) {
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
        long[] bits = others.clone();
        set(bits, chosen, count);
        return bits;
    }

    private static void set(long[] bits, int[] chosen, int count) {
        for (int i = 0; i < count; i++) {
            bits[chosen[i] >> 6] |= 1L << chosen[i];
        }
    }

    private static long[] observed(Bins bins) {
        long[] bits = new long[words(bins)];
        for (int g = 0; g < bins.count(); g++) {
            bits[g >> 6] |= bins.isReference(g) ? 1L << g : 0;
        }
        return bits;
    }

    private static int words(Bins bins) {
        return (bins.count() + Long.SIZE - 1) / Long.SIZE;
    }

    /** The observed labels and the first permutations, at most as many as there are. */
    public Labellings first(int permutations) {
        int count = Math.min(count(), permutations + 1);
        return strata == null
                ? new Labellings(bins, Arrays.copyOf(reference, count))
                : new Labellings(bins, strata, Arrays.copyOf(words, count));
    }

    /** 1 + the number of permutations. */
    public int count() {
        return referenceRows.length;
    }

    /** What the labellings share, if anything. */
    Optional<Strata> strata() {
        return Optional.ofNullable(strata);
    }

    /** Where there are strata: the option that the labelling takes of each. */
    byte[] word(int labelling) {
        return words[labelling];
    }

    /** The number of rows that count as reference. */
    int referenceRows(int labelling) {
        return referenceRows[labelling];
    }

    private static int rows(Bins bins, long[] bits) {
        int rows = 0;
        for (int w = 0; w < bits.length; w++) {
            if (bins.isSingleRows()) {
                rows += Long.bitCount(bits[w]);
                continue;
            }
            for (long rest = bits[w]; rest != 0; rest &= rest - 1) {
                rows += bins.size(w * Long.SIZE + Long.numberOfTrailingZeros(rest));
            }
        }
        return rows;
    }

    /** For each labelling the bins that count as reference, as a set of bits. */
    long[] bits(int labelling) {
        if (strata == null) {
            return reference[labelling].clone();
        }
        long[] bits = new long[words(bins)];
        for (int s = 0; s < Strata.COUNT; s++) {
            int[] chosen = strata.reference(s, words[labelling][s]);
            set(bits, chosen, chosen.length);
        }
        return bits;
    }
}
