package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrataTest {
    private static final int COUNT = Strata.COUNT;
    private static final int N = 130;
    private static final int M = 211;

    private final Strata strata = new Strata(N, M, 5);

    @Test
    void shouldDealEveryRowOnceAndEachSampleEvenly() {
        assertThat(IntStream.range(0, COUNT)
                        .flatMap(s -> Arrays.stream(strata.rows(s)))
                        .sorted())
                .containsExactlyElementsOf(IntStream.range(0, N + M).boxed().toList());
        for (int s = 0; s < COUNT; s++) {
            assertThat(Arrays.stream(strata.rows(s)).filter(row -> row < N).count())
                    .isBetween((long) N / COUNT, (long) N / COUNT + 1);
            assertThat(Arrays.stream(strata.rows(s)).filter(row -> row >= N).count())
                    .isBetween((long) M / COUNT, (long) M / COUNT + 1);
        }
    }

    @Test
    void shouldHaveTheObservedLabelsAsOptionZeroAndShuffledOnesBesides() {
        for (int s = 0; s < COUNT; s++) {
            int[] observed =
                    Arrays.stream(strata.rows(s)).filter(row -> row < N).toArray();
            assertThat(strata.reference(s, 0)).containsExactlyInAnyOrder(observed);
            Set<String> different = new HashSet<>();
            for (int p = 0; p < COUNT; p++) {
                assertThat(strata.reference(s, p)).hasSameSizeAs(observed).doesNotHaveDuplicates();
                assertThat(strata.rows(s)).contains(strata.reference(s, p));
                different.add(Arrays.toString(
                        Arrays.stream(strata.reference(s, p)).sorted().toArray()));
            }
            assertThat(different).hasSizeGreaterThan(COUNT - 2);
        }
    }

    @Test
    void shouldTellTheOptionsOfARow() {
        for (int s = 0; s < COUNT; s++) {
            for (int p = 0; p < COUNT; p++) {
                Set<Integer> reference = new HashSet<>();
                for (int row : strata.reference(s, p)) {
                    reference.add(row);
                }
                for (int row : strata.rows(s)) {
                    assertThat((strata.options(row) >>> p & 1) != 0).isEqualTo(reference.contains(row));
                }
            }
        }
    }

    /** What makes the test exact: the words are a group, so adding one of them only renumbers the others. */
    @ParameterizedTest
    @ValueSource(ints = {16, 288, 4912})
    void shouldTakeTheWordsFromAGroup(int all) {
        Set<String> words = new HashSet<>();
        byte[][] drawn = Strata.words(all, 3);
        for (byte[] word : drawn) {
            words.add(Arrays.toString(word));
        }
        assertThat(words).hasSize(all + 1);
        assertThat(drawn[0]).containsOnly(0);
        for (int b = 0; b <= all; b += 7) {
            byte[] sum = new byte[COUNT];
            for (int s = 0; s < COUNT; s++) {
                sum[s] = (byte) ((drawn[b][s] + drawn[all / 2][s]) % COUNT);
            }
            assertThat(words).contains(Arrays.toString(sum));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 99, 288, 289, 999})
    void shouldDrawDistinctWordsThatHardlyAgree(int count) {
        byte[][] words = Strata.words(count, 3);
        int most = count <= 16 ? 0 : count <= 288 ? 1 : 2;
        assertThat(words).hasNumberOfRows(count + 1);
        for (int b = 1; b <= count; b++) {
            for (int c = 0; c < Math.min(b, 60); c++) {
                assertThat(agreeing(words[b], words[c])).isLessThanOrEqualTo(most);
            }
        }
    }

    private static int agreeing(byte[] a, byte[] b) {
        int count = 0;
        for (int s = 0; s < COUNT; s++) {
            count += a[s] == b[s] ? 1 : 0;
        }
        return count;
    }

    @Test
    void shouldDrawTheSameForTheSameSeedOnly() {
        assertThat(Strata.words(99, 3)).isDeepEqualTo(Strata.words(99, 3));
        assertThat(Arrays.deepEquals(Strata.words(99, 3), Strata.words(99, 4))).isFalse();
        Stream.of(5, 6)
                .forEach(seed -> assertThat(Arrays.equals(new Strata(N, M, seed).rows(0), strata.rows(0)))
                        .isEqualTo(seed == 5));
    }
}
