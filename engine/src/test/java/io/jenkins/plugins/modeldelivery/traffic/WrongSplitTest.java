package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Presets;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long it takes until users are safe, in real time, with a real Prometheus that scrapes every 15 s. Every phase of the
 * scrapes, in simulated time: {@link SplitCheckTest}; every error rate: {@link StopConditionsTest}.
 */
class WrongSplitTest {
    private static final int SCRAPE = 15;
    private static final int USERS = 4;
    private static final int PER_SECOND = 100;
    private static final int REQUESTS = 455; // so many without one to the candidate: chance at 2.5 % is below 1e-5
    private static final Limits LIMITS = new Limits(9, ScrapedModel.ERROR_RATE, 1000);

    @TempDir
    Path directory;

    private LiveWorld world;

    @BeforeEach
    void start() throws Exception {
        RealPrometheus.assumeInstalled();
        world = new LiveWorld(directory, USERS, Duration.ofMillis(1000 * USERS / PER_SECOND));
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    private TrafficGateReport check(TrafficSource source) throws Exception {
        return world.check(source, LIMITS, Duration.ofSeconds(120), Duration.ofSeconds(30), Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0})
    void shouldTakeTheRouteBackWithinThirtySecondsOfAWrongSplit(double share, TestReporter reporter) throws Exception {
        world.users.gatewayServes(said -> said > 0 ? share : 0);
        TrafficSource source = world.source(Presets.APP, SCRAPE);
        long before = world.users.sent();
        Instant begun = Instant.now();
        TrafficGateReport report = check(source);
        Instant back = Instant.now();
        double took = seconds(Instant.parse(report.toJson().at("/test/shifted").asText()), back);
        double rate = (world.users.sent() - before) / seconds(begun, back);
        reporter.publishEntry("share " + share, "back after " + took + " s at " + Math.round(rate) + " requests/s");
        assertThat(report.reasons().get(0)).startsWith("SPLIT");
        assertThat(report.verdict()).isNotEqualTo(Verdict.PASS);
        // with as many requests as were meant 30 s; a machine that sends fewer a second takes longer to send what
        // proves it
        double more = Math.max(0, REQUESTS / rate - REQUESTS / (double) PER_SECOND);
        assertThat(took).as("at %.0f requests/s", rate).isLessThanOrEqualTo(30 + more);
    }

    @Test
    void shouldTakeTheRouteBackWithinOneScrapeAndFiveSecondsOfTheEvidence(TestReporter reporter) throws Exception {
        world.candidate.failing(0.1);
        TrafficGateReport report = check(world.source(Presets.APP, SCRAPE));
        Instant back = Instant.parse(report.toJson().at("/test/restored").asText());
        double took = seconds(world.candidate.evidence().orElseThrow(), back);
        reporter.publishEntry("10 % errors", "back " + took + " s after the evidence");
        assertThat(report.reasons().get(0)).startsWith("ERRORS");
        assertThat(report.verdict()).as(report.toText()).isEqualTo(Verdict.FAIL);
        assertThat(took).isLessThanOrEqualTo(SCRAPE + 5);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
