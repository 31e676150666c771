package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/**
 * Permutations of single rows that share their work. The rows of each sample are dealt to {@link #COUNT} strata, in each of
 * which labels are shuffled a few times, once and for all: its options, of which number 0 is the observed one. A labelling
 * takes an option of each stratum by a word of a Reed-Solomon code over the integers modulo {@link #COUNT} (Reed and Solomon
 * 1960). So the kernel has to be summed for {@code COUNT} options a stratum instead of for each labelling.
 *
 * <p>The test stays exact in finite samples. When nothing has shifted, the options of a stratum are exchangeable, so adding
 * a word of the code to all words, which only renumbers options, changes no distribution; these additions take every word
 * to every other one, so the observed labelling, the word 0, has each rank with equal chance, also among a random choice of
 * words. Two words agree in fewer strata than the code has dimensions (2 of 17 at most up to 4,912 permutations), so
 * labellings have next to nothing in common.
 */
public final class Strata {
    /** How many strata, and how many options each of them has; a prime number. */
    public static final int COUNT = 17;

    /** Rows of the smaller sample from which on strata are large enough. */
    static final int LEAST = 6 * COUNT;

    private static final int REFERENCE_STREAM = -4;
    private static final int CURRENT_STREAM = -5;
    private static final int WORD_STREAM = -6;
    private static final int OPTION_STREAMS = -100;

    private final int[][] rows = new int[COUNT][];
    private final int[][][] reference = new int[COUNT][COUNT][];
    private final int[] options;

    /** Deals {@code n} reference rows, from 0 on, and the {@code m} current rows behind them. */
    Strata(int n, int m, long seed) {
        options = new int[n + m];
        int[] x = shuffled(0, n, new SplitMix(seed, REFERENCE_STREAM));
        int[] y = shuffled(n, m, new SplitMix(seed, CURRENT_STREAM));
        for (int s = 0; s < COUNT; s++) {
            int[] observed = dealt(x, s);
            int[] others = dealt(y, s);
            int[] all = Arrays.copyOf(observed, observed.length + others.length);
            System.arraycopy(others, 0, all, observed.length, others.length);
            SplitMix random = new SplitMix(seed, OPTION_STREAMS - s);
            choose(s, 0, all, observed.length);
            for (int p = 1; p < COUNT; p++) {
                random.chooseFirst(all, observed.length);
                choose(s, p, all, observed.length);
            }
            Arrays.sort(all);
            rows[s] = all;
        }
    }

    private void choose(int stratum, int option, int[] all, int count) {
        int[] chosen = Arrays.copyOf(all, count);
        reference[stratum][option] = chosen;
        for (int row : chosen) {
            options[row] |= 1 << option;
        }
    }

    private static int[] shuffled(int from, int count, SplitMix random) {
        int[] rows = new int[count];
        Arrays.setAll(rows, i -> from + i);
        random.chooseFirst(rows, count);
        return rows;
    }

    private static int[] dealt(int[] shuffled, int stratum) {
        int[] dealt = new int[(shuffled.length - stratum + COUNT - 1) / COUNT];
        Arrays.setAll(dealt, i -> shuffled[stratum + i * COUNT]);
        return dealt;
    }

    /** The rows of a stratum, ascending. */
    int[] rows(int stratum) {
        return rows[stratum];
    }

    /** The rows of a stratum that count as reference under one of its options, in no order. */
    int[] reference(int stratum, int option) {
        return reference[stratum][option];
    }

    /** The options of its stratum under which a row counts as reference, a bit for each. */
    int options(int row) {
        return options[row];
    }

    /** The word 0 and {@code count} others, distinct: for each the option in every stratum. */
    static byte[][] words(int count, long seed) {
        int dimensions = 1;
        int all = COUNT;
        while (all <= count) {
            all *= COUNT;
            dimensions++;
        }
        int[] numbers = new int[all - 1];
        Arrays.setAll(numbers, i -> i + 1);
        new SplitMix(seed, WORD_STREAM).chooseFirst(numbers, count);
        byte[][] words = new byte[count + 1][COUNT];
        for (int b = 1; b <= count; b++) {
            for (int s = 0; s < COUNT; s++) {
                words[b][s] = (byte) polynomial(numbers[b - 1], dimensions, s);
            }
        }
        return words;
    }

    /** The value at {@code x} of the polynomial whose coefficients are the digits of a number to base {@link #COUNT}. */
    private static int polynomial(int digits, int dimensions, int x) {
        int value = 0;
        int power = 1;
        int rest = digits;
        for (int i = 0; i < dimensions; i++) {
            value += rest % COUNT * power;
            power = power * x % COUNT;
            rest /= COUNT;
        }
        return value % COUNT;
    }
}
