package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * A text as a vector: its runs of two to four characters, hashed to {@value #WIDTH} places with a sign (Weinberger et al. 2009),
 * each place the root of what fell on it, and the whole of length 1. The same text gives the same bits everywhere.
 */
final class CharacterGrams {
    static final int WIDTH = 512;

    private static final int SHORTEST = 2;
    private static final int LONGEST = 4;

    private CharacterGrams() {}

    /** Writes the vector of a text; of one without letters it is all zeros. */
    static void write(String text, double[] into, int at) {
        int[] characters = characters(text);
        Arrays.fill(into, at, at + WIDTH, 0);
        for (int i = 0; i < characters.length; i++) {
            long hash = 0;
            for (int length = 1; length <= Math.min(LONGEST, characters.length - i); length++) {
                hash = SplitMix.mix(hash * 31 + characters[i + length - 1] + 1);
                if (length >= SHORTEST) {
                    into[at + (int) (hash & (WIDTH - 1))] += hash < 0 ? -1 : 1;
                }
            }
        }
        double sum = 0;
        for (int u = at; u < at + WIDTH; u++) {
            sum += Math.abs(into[u]);
        }
        for (int u = at; sum > 0 && u < at + WIDTH; u++) {
            into[u] = Math.copySign(Math.sqrt(Math.abs(into[u]) / sum), into[u]);
        }
    }

    /** In one form, in lower case, with one blank before, between and behind words; none of a text without a word. */
    private static int[] characters(String text) {
        String clean = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip()
                .replaceAll("\\s+", " ");
        return clean.isEmpty() ? new int[0] : (" " + clean + " ").codePoints().toArray();
    }
}
