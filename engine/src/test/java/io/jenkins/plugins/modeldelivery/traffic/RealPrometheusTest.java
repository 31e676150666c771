package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Presets;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.QueryTemplate;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Users send real requests through a weighted proxy that obeys the route object, to two model servers that a real
 * Prometheus scrapes every second. Runs where a {@code prometheus} is on the PATH ({@code .ci/run} sees to it).
 */
class RealPrometheusTest {
    @TempDir
    Path directory;

    private LiveWorld world;

    @BeforeEach
    void start() throws Exception {
        RealPrometheus.assumeInstalled();
        world = new LiveWorld(directory, 1, Duration.ZERO);
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    private TrafficGateReport check(TrafficSource source) throws Exception {
        return world.check(
                source, Limits.of(9, 0.05, 20), Duration.ofSeconds(6), Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Presets.class,
            names = {"APP", "APP_NATIVE"})
    void shouldCountWhatUsersReallyGot(Presets preset) throws Exception {
        TrafficGateReport report = check(world.source(preset, 1));
        assertThat(report.toJson().path("share").asDouble()).as(report.toText()).isBetween(0.02, 0.10);
        assertThat(report.toJson().at("/counts/candidate/requests").asLong()).isBetween(1L, world.candidate.answered());
        assertThat(report.toJson().at("/p95/candidate").asDouble()).isBetween(0.0, 5.0);
        assertThat(report.toJson().at("/errorRate/candidate").asDouble()).isZero();
        assertThat(report.reasons()).noneMatch(reason -> reason.startsWith("SPLIT") || reason.startsWith("METRICS"));
    }

    @Test
    void shouldTakeTheRouteBackSoonAfterTheCandidateBegunToFail() throws Exception {
        world.candidate.failing(1);
        TrafficGateReport report = check(world.source(Presets.APP, 1));
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.reasons().get(0)).startsWith("ERRORS");
        long failed = world.candidate.answered();
        world.users.pause();
        assertThat(world.candidate.answered() - failed)
                .as("requests after the route was back")
                .isLessThan(20);
    }

    @Test
    void shouldTakeOwnQueriesWithSums() throws Exception {
        QueryTemplate own = new QueryTemplate(
                "http_server_requests_seconds_count{namespace=\"{namespace}\"}",
                "sum(http_server_requests_seconds_count{namespace=\"{namespace}\",status=~\"5..\"}) or vector(0)",
                "",
                "",
                "sum by (le) (http_server_requests_seconds_bucket{namespace=\"{namespace}\"})",
                1);
        TrafficGateReport report =
                check(world.source(false, 1, own.of("staging", "scorer-next"), own.of("prod", "scorer")));
        assertThat(report.toJson().path("share").asDouble()).as(report.toText()).isBetween(0.02, 0.10);
        assertThat(report.toJson().at("/p95/production").asDouble()).isPositive();
    }

    @Test
    void shouldNameASideThatIsNotScrapedAnyMore() throws Exception {
        TrafficSource source = world.source(Presets.APP, 1);
        source.observe(MetricsCursor.BEGINNING);
        world.production.close();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThatThrownBy(() -> source.observe(MetricsCursor.BEGINNING))
                        .isInstanceOf(UnreachableException.class)
                        .hasMessageContaining("production"));
    }

    @Test
    void shouldNameCredentialsThatAProxyRefuses() throws Exception {
        HttpServer proxy = ScrapedModel.serve(exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(401, -1);
            }
        });
        try {
            PrometheusAccess access = new PrometheusAccess(
                    ScrapedModel.uri(proxy), "Bearer wrong", Duration.ofSeconds(5), Duration.ofSeconds(20));
            SideQueries queries = Presets.APP.production("prod", "scorer");
            assertThatThrownBy(() -> new PrometheusSource(access, queries, queries, Clock.systemUTC())
                            .observe(MetricsCursor.BEGINNING))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("check its credentials");
        } finally {
            proxy.stop(0);
        }
    }
}
