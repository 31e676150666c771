package io.jenkins.plugins.modeldelivery.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirichletBoundTest {
    private static double lower(Units units, double worst, double confidence) {
        return DirichletBound.lower(units, worst, DirichletBound.worstSize(units), confidence);
    }

    private static double upper(Units units, double best, double confidence) {
        return DirichletBound.upper(units, best, DirichletBound.worstSize(units), confidence);
    }

    private static Units rows(int right, int n) {
        return Units.of(
                IntStream.range(0, n).mapToDouble(i -> i < right ? 1 : 0).toArray());
    }

    @Test
    void shouldKeepFewDifferentUnitsExactlyHoweverMuchIsThinned() {
        assertThat(rows(5, 10).thinned(0).proportion(0, 1))
                .isEqualTo(rows(5, 10).proportion(0, 1));
    }

    @Test
    void shouldBeThatOfClopperAndPearsonForRowsThatAreRightOrWrong() {
        for (int right : new int[] {1, 7, 49, 50}) {
            Proportion exact = new Proportion(right, 50);
            assertThat(lower(rows(right, 50), 0, 0.95)).isCloseTo(exact.exactLower(0.95), within(1e-10));
            assertThat(upper(rows(right, 50), 1, 0.9)).isCloseTo(exact.exactUpper(0.9), within(1e-10));
        }
        assertThat(lower(rows(0, 50), 0, 0.95)).isZero();
        assertThat(upper(rows(50, 50), 1, 0.95)).isEqualTo(1);
    }

    /** All values x: the lower bound is a + (x - a) alpha^(1/n). */
    @Test
    void shouldHaveAWidthWhereNothingVaries() {
        double[] same = new double[20];
        Arrays.fill(same, 3.5);
        assertThat(lower(Units.of(same), 1, 0.95)).isCloseTo(1 + 2.5 * Math.pow(0.05, 1 / 20.0), within(1e-12));
    }

    /** The definition itself: a quantile of the ratio under weights of the exponential distribution. */
    @Test
    void shouldBeTheQuantileOfTheBayesianBootstrapWithOneWorstUnit() {
        double[] a = {0.4, 1.9, 0, 2.2, 3, 0.1};
        double[] b = {1, 2, 1, 3, 3, 0.5};
        Units units = Units.of(a, b, new long[] {1, 2, 1, 1, 1, 3}, a.length);
        double worst = DirichletBound.worstSize(units);
        SplittableRandom random = new SplittableRandom(3);
        double[] drawn = new double[200_000];
        int[] times = {1, 2, 1, 1, 1, 3};
        for (int trial = 0; trial < drawn.length; trial++) {
            double up = 0;
            double down = -Math.log(1 - random.nextDouble()) * worst;
            for (int i = 0; i < a.length; i++) {
                for (int k = 0; k < times[i]; k++) {
                    double weight = -Math.log(1 - random.nextDouble());
                    up += weight * a[i];
                    down += weight * b[i];
                }
            }
            drawn[trial] = up / down;
        }
        Arrays.sort(drawn);
        // the standard error of this quantile is below 0.0006
        assertThat(lower(units, 0, 0.95)).isCloseTo(drawn[drawn.length / 20], within(0.003));
    }

    @Test
    void shouldMirrorLowerAndUpper() {
        Units units = Units.of(0.1, 0.5, 0.55, 0.9, 0.2, 0.35);
        Units turned = Units.of(0.9, 0.5, 0.45, 0.1, 0.8, 0.65);
        assertThat(upper(units, 1, 0.9)).isCloseTo(1 - lower(turned, 0, 0.9), within(1e-11));
    }

    /** One group more on each side of nothing new: rows of a group that is repeated bring no evidence. */
    @Test
    void shouldNotGrowTighterByRowsOfTheSameGroups() {
        double[] a = {9, 10, 7, 10, 8, 10, 10, 6};
        double[] b = {10, 10, 10, 10, 10, 10, 10, 10};
        long[] once = new long[8];
        Arrays.fill(once, 1);
        double plain = lower(Units.of(a, b, once, 8), 0, 0.95);
        double[] tenA = Arrays.stream(a).map(x -> 10 * x).toArray();
        double[] tenB = Arrays.stream(b).map(x -> 10 * x).toArray();
        assertThat(lower(Units.of(tenA, tenB, once, 8), 0, 0.95)).isCloseTo(plain, within(1e-11));
    }

    @Test
    void shouldGiveTheSameBitsForAnyOrderOfUnits() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(4000).toArray();
        double[] reversed =
                IntStream.range(0, 4000).mapToDouble(i -> values[3999 - i]).toArray();
        assertThat(lower(Units.of(values), 0, 0.95)).isEqualTo(lower(Units.of(reversed), 0, 0.95));
        assertThat(Json.compact(Units.of(values))).isEqualTo(Json.compact(Units.of(reversed)));
    }

    /** Skewed values and sizes that differ. */
    @Test
    void shouldLoseNextToNothingByPowerSums() throws Exception {
        SplittableRandom random = new SplittableRandom(2);
        int n = 2900;
        double[] a = new double[n];
        double[] b = new double[n];
        long[] m = new long[n];
        for (int i = 0; i < n; i++) {
            b[i] = Math.exp(random.nextDouble() * 2);
            a[i] = b[i] * Math.pow(random.nextDouble(), 0.3);
            m[i] = 1 + random.nextInt(2);
        }
        Units exact = Units.of(a, b, m, n);
        Units thinned = exact.thinned(Units.HEAVIEST);
        assertThat(exact.rest()).isEmpty();
        assertThat(thinned.rest()).isPresent();
        assertThat(thinned.count()).isEqualTo(exact.count());
        assertThat(thinned.ratio()).isCloseTo(exact.ratio(), within(1e-12));
        assertThat(lower(thinned, 0, 0.95)).isCloseTo(lower(exact, 0, 0.95), within(2e-7));
        assertThat(upper(thinned, 1, 0.95)).isCloseTo(upper(exact, 1, 0.95), within(2e-7));
        Units read = Json.bind(Json.parse(Json.compact(thinned), "units"), Units.class, "units");
        assertThat(lower(read, 0, 0.95)).isEqualTo(lower(thinned, 0, 0.95));
        assertThat(lower(thinned.thinned(0), 0, 0.95)).isCloseTo(lower(exact, 0, 0.95), within(1e-3));
    }
}
