package io.jenkins.plugins.modeldelivery.traffic.judge;

import static io.jenkins.plugins.modeldelivery.verdict.Verdict.FAIL;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.INCONCLUSIVE;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficJudgeTest {
    private static final double[] ENVOY = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, Double.POSITIVE_INFINITY};

    static double[] latencies(int n, double median, double sigma, long seed) {
        Random random = new Random(seed);
        double[] values = new double[n];
        Arrays.setAll(values, i -> median * Math.exp(sigma * random.nextGaussian()));
        return values;
    }

    static TrafficCounts counts(int n, long errors, double slower) {
        return counts(n, errors, slower, false);
    }

    static TrafficCounts counts(int n, long errors, double slower, boolean certify) {
        return new TrafficCounts(
                OptionalDouble.of(300),
                0.05,
                Limits.DEFAULT,
                certify,
                side(n, errors, Latencies.ofSamples(latencies(n, 0.05 * slower, 0.4, 1))),
                side(19 * n, 0, Latencies.ofSamples(latencies(19 * n, 0.05, 0.4, 2))));
    }

    static Side side(long requests, long errors, Latencies latencies) {
        return new Side(requests, errors, latencies);
    }

    private static TrafficCounts buckets(Latencies candidate, Latencies production) {
        return new TrafficCounts(
                OptionalDouble.of(300),
                0.05,
                Limits.DEFAULT,
                false,
                side(candidate.count(), 0, candidate),
                side(production.count(), 0, production));
    }

    @Test
    void shouldPassAnEqualCandidateOnEnoughTraffic() {
        TrafficReport report = TrafficJudge.judge(counts(1500, 1, 1));
        assertThat(report.reasons()).isEmpty();
        assertThat(report.verdict()).isEqualTo(PASS);
    }

    @Test
    void shouldFailASlowCandidateAndSayHowSlow() {
        TrafficReport report = TrafficJudge.judge(counts(1500, 0, 1.5));
        assertThat(report.verdict()).isEqualTo(FAIL);
        assertThat(report.reasons().get(0)).contains("p95", "limit +15 %");
    }

    /** The critical counts of a one-sided 5 % test of 0.1 %. */
    @ParameterizedTest
    @CsvSource({"150,2", "300,2", "750,3", "1500,5", "3000,7"})
    void shouldFailFromTheCriticalNumberOfErrorsOn(int n, int critical) {
        assertThat(TrafficJudge.judge(counts(n, critical, 1)).verdict()).isEqualTo(FAIL);
        assertThat(TrafficJudge.judge(counts(n, critical - 1, 1)).verdict()).isNotEqualTo(FAIL);
    }

    @Test
    void shouldSayHowMuchTrafficWouldBeEnough() {
        TrafficReport report = TrafficJudge.judge(counts(150, 0, 1));
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.neededRequests()).hasValue(1000);
        assertThat(report.neededWindowSeconds()).hasValue(2000);
        assertThat(report.reasons()).last().asString().contains("1,000 requests", "34 minutes", "mirror");
    }

    @Test
    void shouldCertifyOnlyWithTheBoundInside() {
        assertThat(TrafficJudge.judge(counts(2994, 0, 1, true)).verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(TrafficJudge.judge(counts(2994, 0, 1, true)).neededRequests())
                .hasValue(2995);
        assertThat(TrafficJudge.judge(counts(2995, 0, 1, true)).verdict()).isEqualTo(PASS);
    }

    @Test
    void shouldNotBlameTheCandidateForASickProduction() {
        TrafficCounts healthy = counts(1500, 30, 1);
        TrafficCounts sick = new TrafficCounts(
                healthy.windowSeconds(),
                0.05,
                Limits.DEFAULT,
                false,
                healthy.candidate(),
                side(28500, 570, healthy.production().latencies()));
        assertThat(TrafficJudge.judge(healthy).verdict()).isEqualTo(FAIL);
        TrafficReport report = TrafficJudge.judge(sick);
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.reasons().get(0)).startsWith("BASELINE_UNHEALTHY");
        assertThat(report.moreWouldHelp()).isFalse();
    }

    @Test
    void shouldNotLetOneUnluckyProductionRequestHideABrokenCandidate() {
        TrafficCounts c = counts(100, 40, 1);
        TrafficCounts unlucky = new TrafficCounts(
                c.windowSeconds(),
                0.25,
                Limits.DEFAULT,
                false,
                c.candidate(),
                side(300, 1, Latencies.ofSamples(latencies(300, 0.05, 0.4, 3))));
        assertThat(TrafficJudge.judge(unlucky).verdict()).isEqualTo(FAIL);
    }

    @ParameterizedTest
    @CsvSource({"15000,15000", "10,30000"})
    void shouldNoticeAGatewayThatSplitsOtherwise(int candidate, int production) {
        TrafficCounts split = new TrafficCounts(
                OptionalDouble.of(300),
                0.05,
                Limits.DEFAULT,
                false,
                side(candidate, 0, Latencies.ofSamples(latencies(candidate, 0.05, 0.4, 1))),
                side(production, 0, Latencies.ofSamples(latencies(production, 0.05, 0.4, 2))));
        TrafficReport report = TrafficJudge.judge(split);
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.reasons()).anyMatch(reason -> reason.startsWith("SPLIT"));
    }

    @Test
    void shouldNameTheBucketThatIsTooWideAndTheEdgesToAdd() {
        Latencies coarse = Latencies.ofBuckets(ENVOY, new long[] {0, 0, 0, 900, 1480, 1500, 1500, 1500, 1500});
        Latencies base = Latencies.ofBuckets(ENVOY, new long[] {0, 0, 0, 17100, 28120, 28500, 28500, 28500, 28500});
        TrafficReport report = TrafficJudge.judge(buckets(coarse, base));
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.reasons().get(0)).startsWith("RESOLUTION").contains("(0.05, 0.1] s", "add bucket edges");
        assertThat(report.moreWouldHelp()).isFalse();
    }

    @Test
    void shouldFailOnCoarseBucketsWhereTheirEdgesDecide() {
        Latencies slow = Latencies.ofBuckets(ENVOY, new long[] {0, 0, 0, 0, 0, 200, 1500, 1500, 1500});
        Latencies base = Latencies.ofBuckets(ENVOY, new long[] {0, 0, 0, 17100, 28120, 28500, 28500, 28500, 28500});
        assertThat(TrafficJudge.judge(buckets(slow, base)).verdict()).isEqualTo(FAIL);
    }

    @Test
    void shouldNeverPassWithTheQuantileInAnOpenBucket() {
        Latencies open = Latencies.ofBuckets(ENVOY, new long[] {0, 0, 0, 0, 0, 0, 0, 0, 1500});
        Latencies base = Latencies.ofBuckets(ENVOY, new long[] {0, 0, 0, 0, 0, 0, 0, 0, 28500});
        assertThat(TrafficJudge.judge(buckets(open, base)).verdict()).isEqualTo(INCONCLUSIVE);
        Latencies first = Latencies.ofBuckets(ENVOY, new long[] {1500, 1500, 1500, 1500, 1500, 1500, 1500, 1500, 1500});
        Latencies same =
                Latencies.ofBuckets(ENVOY, new long[] {28500, 28500, 28500, 28500, 28500, 28500, 28500, 28500, 28500});
        assertThat(TrafficJudge.judge(buckets(first, same)).verdict()).isEqualTo(INCONCLUSIVE);
    }

    @Test
    void shouldNeverPassOnZeroLatenciesThatTellNothing() {
        TrafficCounts zero = new TrafficCounts(
                OptionalDouble.of(300),
                0.05,
                Limits.DEFAULT,
                false,
                side(1500, 0, Latencies.ofSamples(new double[1500])),
                side(28500, 0, Latencies.ofSamples(new double[28500])));
        assertThat(TrafficJudge.judge(zero).verdict()).isEqualTo(INCONCLUSIVE);
    }

    @Test
    void shouldShowTheSameVerdictInEveryView() {
        TrafficReport report = TrafficJudge.judge(counts(1500, 50, 1));
        assertThat(report.toText()).startsWith("FAIL live traffic: ").contains("3.33 %");
        assertThat(report.toMarkdown()).startsWith("**FAIL live traffic: ").contains("| FAIL | errors |");
        assertThat(report.toJson().path("verdict").asText()).isEqualTo("FAIL");
    }
}
