package io.jenkins.plugins.modeldelivery.traffic.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What must hold for every input, not only for likely ones. */
class JudgePropertiesTest {
    private static TrafficCounts counts(
            int n, int m, int errors, double slower, double sigma, boolean certify, long seed) {
        Random random = new Random(seed);
        double[] own = new double[n];
        double[] other = new double[m];
        Arrays.setAll(own, i -> 0.05 * slower * Math.exp(sigma * random.nextGaussian()));
        Arrays.setAll(other, i -> 0.05 * Math.exp(sigma * random.nextGaussian()));
        return new TrafficCounts(
                OptionalDouble.of(300),
                (double) n / (n + m),
                new Limits(0.15, 0.001, 200),
                certify,
                new Side(n, Math.min(n, errors), Latencies.ofSamples(own)),
                new Side(m, 0, Latencies.ofSamples(other)));
    }

    private static TrafficCounts with(TrafficCounts c, Side candidate) {
        return new TrafficCounts(
                c.windowSeconds(), c.expectedShare(), c.limits(), c.certify(), candidate, c.production());
    }

    private static Verdict verdict(TrafficCounts counts) {
        return TrafficJudge.judge(counts).verdict();
    }

    @Property(tries = 300)
    void moreErrorsNeverMakeAVerdictBetter(
            @ForAll @IntRange(min = 1, max = 3000) int n,
            @ForAll @IntRange(min = 0, max = 20) int errors,
            @ForAll @IntRange(min = 1, max = 20) int more,
            @ForAll long seed) {
        TrafficCounts before = counts(n, 3 * n, errors, 1, 0.3, false, seed);
        Side own = before.candidate();
        Side worse = new Side(own.requests(), Math.min(n, own.errors() + more), own.latencies());
        assertThat(verdict(with(before, worse))).isGreaterThanOrEqualTo(verdict(before));
    }

    @Property(tries = 300)
    void slowerAnswersNeverMakeAVerdictBetter(
            @ForAll @IntRange(min = 1, max = 3000) int n,
            @ForAll @DoubleRange(min = 0.5, max = 2) double slower,
            @ForAll @DoubleRange(min = 1, max = 3) double more,
            @ForAll long seed) {
        Verdict before = verdict(counts(n, 3 * n, 0, slower, 0.4, false, seed));
        Verdict after = verdict(counts(n, 3 * n, 0, slower * more, 0.4, false, seed));
        assertThat(after).isGreaterThanOrEqualTo(before);
    }

    @Property(tries = 300)
    void passMeansThePointEstimatesKeepTheLimits(
            @ForAll @IntRange(min = 1, max = 3000) int n,
            @ForAll @IntRange(min = 0, max = 5) int errors,
            @ForAll @DoubleRange(min = 0.8, max = 1.3) double slower,
            @ForAll boolean certify,
            @ForAll long seed) {
        TrafficCounts counts = counts(n, 3 * n, errors, slower, 0.3, certify, seed);
        if (verdict(counts) == Verdict.PASS) {
            assertThat(counts.candidate().errorShare()).isLessThanOrEqualTo(0.001);
            assertThat(p95(counts.candidate()) / p95(counts.production())).isLessThanOrEqualTo(1.15);
            assertThat(counts.candidate().requests()).isGreaterThanOrEqualTo(200);
        }
    }

    @Property(tries = 200)
    void certifyOnlyEverDemandsMore(
            @ForAll @IntRange(min = 1, max = 6000) int n,
            @ForAll @DoubleRange(min = 0.8, max = 1.3) double slower,
            @ForAll long seed) {
        Verdict strict = verdict(counts(n, 3 * n, 0, slower, 0.3, true, seed));
        Verdict plain = verdict(counts(n, 3 * n, 0, slower, 0.3, false, seed));
        assertThat(strict).isGreaterThanOrEqualTo(plain == Verdict.FAIL ? Verdict.FAIL : plain);
        assertThat(strict == Verdict.FAIL).isEqualTo(plain == Verdict.FAIL);
    }

    /** No requests, no latencies, half of the latencies, a fifth of the requests: on either side, never PASS. */
    @Property(tries = 200)
    void withoutEvidenceNothingPasses(@ForAll @IntRange(min = 1000, max = 3000) int n, @ForAll long seed) {
        TrafficCounts full = counts(n, 3 * n, 0, 1, 0.1, false, seed);
        Latencies none = Latencies.ofSamples(new double[0]);
        Latencies half = Latencies.ofSamples(new double[n / 2]);
        for (Side own : new Side[] {
            new Side(0, 0, none),
            new Side(n, 0, none),
            new Side(0, 0, half),
            new Side(n, 0, half),
            new Side(n / 20, 0, half)
        }) {
            assertThat(verdict(with(full, own))).isNotEqualTo(Verdict.PASS);
            TrafficCounts mirrored =
                    new TrafficCounts(full.windowSeconds(), 0.5, full.limits(), false, full.candidate(), own);
            assertThat(verdict(mirrored)).isNotEqualTo(Verdict.PASS);
        }
    }

    private static double p95(Side side) {
        return side.latencies()
                .atRank(Quantile.rank(0.95, side.latencies().count()))
                .estimate();
    }
}
