package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A text as the set of its runs of three tokens. Tokens are runs of letters and digits after NFKC and lower case; in scripts
 * without spaces between words each character is one. A shorter text is a single run of all its tokens.
 */
final class Shingles {
    private static final int TOKENS = 3;
    private static final Set<Character.UnicodeScript> UNSPACED = Set.of(
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.THAI,
            Character.UnicodeScript.LAO,
            Character.UnicodeScript.KHMER,
            Character.UnicodeScript.MYANMAR);

    private Shingles() {}

    /** The text of an input: itself, what the pointer says, or the contents of chat messages; empty for anything else. */
    static Optional<String> textOf(JsonNode input, Optional<JsonPointer> pointer) {
        if (pointer.isPresent()) {
            JsonNode node = input.at(pointer.get());
            return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
        }
        if (input.isTextual()) {
            return Optional.of(input.textValue());
        }
        JsonNode messages = input.isArray() ? input : input.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode message : messages) {
            if (!message.path("content").isTextual()) {
                return Optional.empty();
            }
            text.append(message.get("content").textValue()).append('\n');
        }
        return Optional.of(text.toString());
    }

    /** Hashes of the runs, in ascending order, each once; empty for a text without letters or digits. */
    static long[] of(String text) {
        List<Long> tokens = tokens(text);
        int runs = tokens.isEmpty() ? 0 : Math.max(1, tokens.size() - TOKENS + 1);
        long[] hashes = new long[runs];
        for (int i = 0; i < runs; i++) {
            long hash = 0;
            for (int j = i; j < Math.min(i + TOKENS, tokens.size()); j++) {
                hash = SplitMix.mix(hash * 31 + tokens.get(j));
            }
            hashes[i] = hash;
        }
        return Arrays.stream(hashes).sorted().distinct().toArray();
    }

    private static List<Long> tokens(String text) {
        String clean = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        List<Long> tokens = new ArrayList<>();
        long token = 0;
        for (int i = 0; i < clean.length(); i += Character.charCount(clean.codePointAt(i))) {
            int c = clean.codePointAt(i);
            boolean inside = Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
            boolean alone = inside && UNSPACED.contains(Character.UnicodeScript.of(c));
            if (token != 0 && (!inside || alone)) {
                tokens.add(token);
                token = 0;
            }
            if (alone) {
                tokens.add(SplitMix.mix(c + 1L));
            } else if (inside) {
                token = SplitMix.mix(token * 31 + c + 1);
            }
        }
        if (token != 0) {
            tokens.add(token);
        }
        return tokens;
    }

    /** Shared runs over all runs (Jaccard 1901); 1 for two empty sets. */
    static double similarity(long[] a, long[] b) {
        int shared = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            shared += a[i] == b[j] ? 1 : 0;
            boolean first = a[i] <= b[j];
            boolean second = a[i] >= b[j];
            i += first ? 1 : 0;
            j += second ? 1 : 0;
        }
        int all = a.length + b.length - shared;
        return all == 0 ? 1 : (double) shared / all;
    }
}
