package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Presets;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.QueryTemplate;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
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

    private final FakeObjects objects = new FakeObjects();
    private final RouteRequest request = Samples.request(RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT);
    private ScrapedModel production;
    private ScrapedModel candidate;
    private Users users;
    private RealPrometheus prometheus;

    @BeforeEach
    void start() throws Exception {
        RealPrometheus.assumeInstalled();
        Samples.fill(objects);
        production = new ScrapedModel("prod", "scorer-7f9c6d5b4-x2x4v");
        candidate = new ScrapedModel("staging", "scorer-next-6d5b47f9c-b7b2k");
        users = new Users(objects, request, production, candidate);
    }

    @AfterEach
    void stop() {
        for (AutoCloseable part : new AutoCloseable[] {users, prometheus, production, candidate}) {
            if (part != null) {
                try {
                    part.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private TrafficSource source(boolean nativeHistograms, SideQueries own, SideQueries other) throws IOException {
        prometheus = RealPrometheus.start(directory.resolve("prometheus"), nativeHistograms, production, candidate);
        return new PrometheusSource(
                new PrometheusAccess(prometheus.url(), "", Duration.ofSeconds(10), Duration.ofSeconds(20)),
                own,
                other,
                Clock.systemUTC());
    }

    private TrafficSource source(Presets preset) throws DeliveryException, IOException {
        return source(preset == Presets.APP_NATIVE, preset.of("staging", "scorer-next"), preset.of("prod", "scorer"));
    }

    private GateReport check(TrafficSource source) throws Exception {
        GateSettings settings = new GateSettings(
                request,
                Limits.of(9, 0.05, 20),
                false,
                0.05,
                Duration.ofSeconds(6),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                "build 1");
        RouteLeases routes =
                new RouteLeases(objects, Ledger.in(directory).leases(), "c1", Clock.systemUTC(), Sleeper.REAL);
        GateReport report = new TrafficGate(settings, Optional.of(routes), source, Clock.systemUTC())
                .run(GateState.begin("l1"), Sleeper.REAL, state -> {});
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec"))
                .isEqualTo(Samples.httpRoute().path("spec"));
        return report;
    }

    @ParameterizedTest
    @EnumSource(
            value = Presets.class,
            names = {"APP", "APP_NATIVE"})
    void shouldCountWhatUsersReallyGot(Presets preset) throws Exception {
        GateReport report = check(source(preset));
        assertThat(report.toJson().path("share").asDouble()).as(report.toText()).isBetween(0.02, 0.10);
        assertThat(report.toJson().at("/counts/candidate/requests").asLong()).isBetween(1L, candidate.answered());
        assertThat(report.toJson().at("/p95/candidate").asDouble()).isBetween(0.0, 5.0);
        assertThat(report.toJson().at("/errorRate/candidate").asDouble()).isZero();
        assertThat(report.reasons()).noneMatch(reason -> reason.startsWith("SPLIT") || reason.startsWith("METRICS"));
    }

    @Test
    void shouldTakeTheRouteBackSoonAfterTheCandidateBegunToFail() throws Exception {
        candidate.fails(true);
        GateReport report = check(source(Presets.APP));
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.reasons().get(0)).startsWith("ERRORS");
        long failed = candidate.answered();
        users.pause();
        assertThat(candidate.answered() - failed)
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
        GateReport report = check(source(false, own.of("staging", "scorer-next"), own.of("prod", "scorer")));
        assertThat(report.toJson().path("share").asDouble()).as(report.toText()).isBetween(0.02, 0.10);
        assertThat(report.toJson().at("/p95/production").asDouble()).isPositive();
    }

    @Test
    void shouldNameASideThatIsNotScrapedAnyMore() throws Exception {
        TrafficSource source = source(Presets.APP);
        source.observe(PrometheusSource.beginning());
        production.close();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThatThrownBy(() -> source.observe(PrometheusSource.beginning()))
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
            SideQueries queries = Presets.APP.of("prod", "scorer");
            assertThatThrownBy(() -> new PrometheusSource(access, queries, queries, Clock.systemUTC())
                            .observe(PrometheusSource.beginning()))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("check its credentials");
        } finally {
            proxy.stop(0);
        }
    }
}
