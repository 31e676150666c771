package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both paths against alibi-detect, scikit-learn and SciPy. */
class GoldenTest {
    private static final List<String> KINDS = List.of("alibi_ref", "scipy_pooled_median");

    static Stream<Arguments> setsAndKinds() {
        return Golden.names().stream().flatMap(name -> KINDS.stream().map(kind -> Arguments.of(name, kind)));
    }

    static Stream<String> sets() {
        return Golden.names().stream();
    }

    static Computation exact(Golden golden) {
        return new DoubleComputation(golden.pooled(), new Workers(1, Progress.NONE));
    }

    @ParameterizedTest
    @MethodSource("setsAndKinds")
    void shouldAgreeInDoublePrecision(String name, String kind) throws InterruptedException {
        check(Golden.of(name), kind, exact(Golden.of(name)), 1e-10);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldFindTheMediansInDoublePrecision(String name) throws InterruptedException {
        checkMedians(Golden.of(name), exact(Golden.of(name)), 1e-10);
    }

    /** The golden data as the fast path gets it: centred, scaled, padded. */
    static Computation fast(Golden golden, int threads) {
        double[][] pooled = golden.pooled();
        int d = pooled[0].length;
        double[] mean = new double[d];
        for (double[] row : pooled) {
            for (int u = 0; u < d; u++) {
                mean[u] += row[u] / pooled.length;
            }
        }
        float[][] rows = new float[pooled.length][FloatComputation.paddedWidth(d)];
        for (int i = 0; i < rows.length; i++) {
            for (int u = 0; u < d; u++) {
                rows[i][u] = (float) ((pooled[i][u] - mean[u]) / 4);
            }
        }
        return new FloatComputation(rows, 4, new Workers(threads, Progress.NONE));
    }

    @ParameterizedTest
    @MethodSource("setsAndKinds")
    void shouldAgreeInSinglePrecision(String name, String kind) throws InterruptedException {
        check(Golden.of(name), kind, fast(Golden.of(name), 1), 1e-6);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldFindTheMediansInSinglePrecision(String name) throws InterruptedException {
        checkMedians(Golden.of(name), fast(Golden.of(name), 2), 1e-5);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldAgreeOnTheWholeLadder(String name) throws InterruptedException {
        Golden golden = Golden.of(name);
        double sigma = golden.sigma("scipy_pooled_median");
        Statistics[] exact = exact(golden).ladder(sigma, golden.bins(), golden.labellings());
        Statistics[] fast = fast(golden, 2).ladder(sigma, golden.bins(), golden.labellings());
        for (int k = 0; k < exact.length; k++) {
            assertThat(fast[k].mmd2()).isCloseTo(exact[k].mmd2(), within(1e-6));
            assertThat(fast[k].values()).containsExactly(exact[k].values(), within(1e-6));
            assertThat(fast[k].variance()).isCloseTo(exact[k].variance(), within(1e-6));
        }
    }

    private static void check(Golden golden, String kind, Computation computation, double tolerance)
            throws InterruptedException {
        double sigma = golden.sigma(kind);
        Statistics statistics = computation.single(sigma, golden.bins(), golden.labellings());
        assertThat(statistics.mmd2()).isCloseTo(golden.value(kind, "sklearn_unbiased"), within(tolerance));
        assertThat(statistics.biased()).isCloseTo(golden.value(kind, "sklearn_biased"), within(tolerance));
        assertThat(statistics.values()[0]).isCloseTo(statistics.mmd2(), within(tolerance));
        double[] permuted = Arrays.copyOfRange(statistics.values(), 1, statistics.values().length);
        assertThat(permuted).containsExactly(golden.permuted(kind), within(tolerance));
        double gap = golden.value(kind, "min_gap_perm_to_stat");
        if (gap > 2 * tolerance) {
            assertThat(statistics.reaching(statistics.values()[0]) - 1)
                    .isEqualTo((int) golden.value(kind, "count_perm_ge_stat"));
        }
    }

    private static void checkMedians(Golden golden, Computation computation, double relative)
            throws InterruptedException {
        int[] all = IntStream.range(0, golden.pooled().length).toArray();
        int[] reference = IntStream.range(0, golden.n()).toArray();
        double pooled = golden.sigma("scipy_pooled_median");
        double alibi = golden.sigma("alibi_ref");
        assertThat(Math.sqrt(computation.distances(all).median() / 2)).isCloseTo(pooled, within(relative * pooled));
        Distances within = computation.distances(reference); // of which alibi-detect takes the lower median
        assertThat(Math.sqrt(within.smallest((within.count() - 1) / 2) / 2)).isCloseTo(alibi, within(relative * alibi));
    }
}
