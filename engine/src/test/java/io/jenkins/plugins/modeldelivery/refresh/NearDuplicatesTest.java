package io.jenkins.plugins.modeldelivery.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is dropped is near; what is near is overlooked as rarely as stated. */
class NearDuplicatesTest {
    /** Two sets of which {@code shared} of {@code all} elements are in both. */
    private static long[][] pair(Random random, int shared, int all) {
        long[] elements = random.longs(all).toArray();
        int own = (all - shared) / 2;
        long[] a = IntStream.range(0, shared + own)
                .mapToLong(i -> elements[i])
                .sorted()
                .toArray();
        long[] b = IntStream.concat(IntStream.range(0, shared), IntStream.range(shared + own, all))
                .mapToLong(i -> elements[i])
                .sorted()
                .toArray();
        return new long[][] {a, b};
    }

    @Test
    void shouldOverlookAPairAtTheThresholdInSixOfAHundredThousand() {
        Random random = new Random(1);
        int missed = 0;
        for (int i = 0; i < 3000; i++) {
            long[][] pair = pair(random, 80, 100);
            assertThat(Shingles.similarity(pair[0], pair[1])).isEqualTo(0.8);
            Selection.NearDuplicates near = new Selection.NearDuplicates(0.8);
            near.keep(pair[0]);
            missed += near.keep(pair[1]) ? 1 : 0;
        }
        // expected 0.18; more than 4 has a probability below 2e-6
        assertThat(missed).isLessThanOrEqualTo(4);
    }

    @Test
    void shouldNeverDropWhatIsBelowTheThreshold() {
        Random random = new Random(2);
        Selection.NearDuplicates near = new Selection.NearDuplicates(0.8);
        for (int i = 0; i < 2000; i++) {
            long[][] pair = pair(random, 78, 100);
            assertThat(near.keep(pair[0])).isTrue();
            assertThat(near.keep(pair[1])).isTrue();
            assertThat(near.keep(pair[1])).isFalse();
        }
    }

    @Test
    void shouldCompareTextsByTheirTokensInAnyScript() {
        assertThat(Shingles.of("Hello,  WORLD! How are you?")).isEqualTo(Shingles.of("hello world how are you"));
        assertThat(Shingles.of("ﬁne\u00A0ﬂow one two")).isEqualTo(Shingles.of("FINE FLOW one two"));
        assertThat(Shingles.of("one two three four")).hasSize(2);
        assertThat(Shingles.of("one two")).hasSize(1).isNotEqualTo(Shingles.of("two one"));
        assertThat(Shingles.of("!?")).isEmpty();
        assertThat(Shingles.of("東京都に住んでいます")).hasSize(8);
        long[] a = Shingles.of("book a flight to Rome for two adults on monday morning");
        long[] b = Shingles.of("book a flight to Oslo for two adults on monday morning");
        assertThat(Shingles.similarity(a, b)).isEqualTo(6 / 12.0);
        assertThat(Arrays.equals(a, b)).isFalse();
    }

    @Test
    void shouldFindTheTextOfAnInputOnlyWhereThereIsOne() throws Exception {
        assertThat(Shingles.textOf(Json.parse("\"hi\"", ""), Optional.empty())).contains("hi");
        assertThat(Shingles.textOf(
                        Json.parse("{\"messages\":[{\"content\":\"a\"},{\"content\":\"b\"}]}", ""), Optional.empty()))
                .contains("a\nb\n");
        for (String none : new String[] {"1", "[1,2]", "{\"q\":\"hi\"}", "[]", "{\"messages\":[{\"content\":1}]}"}) {
            assertThat(Shingles.textOf(Json.parse(none, ""), Optional.empty())).isEmpty();
        }
        assertThat(Shingles.textOf(Json.parse("{\"q\":\"hi\"}", ""), Optional.of(LogFields.pointer("q"))))
                .contains("hi");
    }
}
