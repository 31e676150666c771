package io.jenkins.plugins.modeldelivery.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Rows are centred by some of them: whatever those are like, the numbers are those of the exact path. */
class SamplesTest {
    private static final int N = 130;
    private static final int WIDTH = 5;
    private static final int PASSED_OVER = 1; // of 260 pooled rows this is not among those that all are centred by

    private static double[][] rows(int stream) {
        SplitMix random = new SplitMix(3, stream);
        double[][] rows = new double[N][WIDTH];
        for (double[] row : rows) {
            for (int u = 0; u < WIDTH; u++) {
                row[u] = random.nextDouble();
            }
        }
        return rows;
    }

    private static void assertAgrees(double[][] reference, double[][] current) throws Exception {
        DriftOptions options = DriftFixture.options("threads", 2, "permutations", 199);
        DriftReport fast = DriftTest.compare(Vectors.of(reference), Vectors.of(current), options, Progress.NONE);
        DriftReport exact = DriftTest.compare(
                Vectors.of(reference),
                Vectors.of(current),
                DriftFixture.options("threads", 2, "permutations", 199, "precision", DriftOptions.Precision.DOUBLE),
                Progress.NONE);
        double sigma = exact.bandwidth().orElseThrow();
        assertThat(fast.bandwidth().orElseThrow()).isCloseTo(sigma, within(1e-5 * sigma));
        assertThat(fast.mmd2().orElseThrow()).isCloseTo(exact.mmd2().orElseThrow(), within(1e-6));
        assertThat(fast.pValue()).isEqualTo(exact.pValue());
    }

    @Test
    void shouldNotDrawTheRowThatTheOthersHereRelyOn() {
        Samples samples = new Samples(Vectors.of(rows(1)), Vectors.of(rows(2)));
        assertThat(samples.drawn()).doesNotContain(PASSED_OVER);
    }

    @Test
    void shouldAgreeFarFromZero() throws Exception {
        double[][] reference = rows(1);
        double[][] current = rows(2);
        for (int i = 0; i < N; i++) {
            for (int u = 0; u < WIDTH; u++) {
                reference[i][u] += 1e6;
                current[i][u] += 1e6 + 0.1;
            }
        }
        assertAgrees(reference, current);
    }

    @Test
    void shouldAgreeWhereARowLiesFarFromTheOthers() throws Exception {
        double[][] reference = rows(1);
        reference[PASSED_OVER][0] = 1e15;
        assertAgrees(reference, rows(2));
    }

    /** So far that its square is no number in single precision, if the others set the scale. */
    @Test
    void shouldNeverPassWhereARowLiesOutOfRange() throws Exception {
        double[][] reference = rows(1);
        reference[PASSED_OVER][0] = 1e25;
        DriftReport report =
                DriftTest.compare(Vectors.of(reference), Vectors.of(rows(2)), DriftOptions.defaults(), Progress.NONE);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons().get(0)).startsWith("degenerate test");
    }

    @Test
    void shouldAgreeWhereTheRowsToCentreByAreAllEqual() throws Exception {
        double[][] reference = new double[N][];
        Arrays.fill(reference, new double[WIDTH]);
        double[][] current = reference.clone();
        reference[PASSED_OVER] = new double[] {0, 0, 0, 0, 1e-30}; // its square is zero in single precision
        assertAgrees(reference, current);
    }
}
