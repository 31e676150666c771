package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Presets;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Users send real requests through a weighted proxy that obeys the route object, to two model servers that a real
 * Prometheus scrapes.
 */
final class LiveWorld implements AutoCloseable {
    final ScrapedModel production = new ScrapedModel("prod", "scorer-7f9c6d5b4-x2x4v");
    final ScrapedModel candidate = new ScrapedModel("staging", "scorer-next-6d5b47f9c-b7b2k");
    final Users users;
    private final FakeObjects objects = new FakeObjects();
    private final RouteRequest request = Samples.request(RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT);
    private final Path directory;
    private RealPrometheus prometheus;

    LiveWorld(Path directory, int users, Duration pause) throws Exception {
        this.directory = directory;
        Samples.fill(objects);
        this.users = new Users(objects, request, production, candidate, users, pause);
    }

    TrafficSource source(boolean nativeHistograms, int scrapeSeconds, SideQueries own, SideQueries other)
            throws Exception {
        prometheus = RealPrometheus.start(
                directory.resolve("prometheus"),
                nativeHistograms,
                scrapeSeconds,
                production.target(),
                candidate.target());
        return new PrometheusSource(
                new PrometheusAccess(
                        prometheus.url(), "", Duration.ofSeconds(10), Duration.ofSeconds(20 + scrapeSeconds)),
                own,
                other,
                Clock.systemUTC());
    }

    TrafficSource source(Presets preset, int scrapeSeconds) throws Exception {
        return source(
                preset == Presets.APP_NATIVE,
                scrapeSeconds,
                preset.candidate("staging", "scorer-next"),
                preset.production("prod", "scorer"));
    }

    /** Runs a gate to its end and makes sure that the route is as before. */
    TrafficGateReport check(TrafficSource source, Limits limits, Duration window, Duration warmUp, Duration interval)
            throws Exception {
        GateSettings settings = new GateSettings(
                request, limits, false, 0.05, window, window.multipliedBy(10), warmUp, interval, "build 1");
        RouteLeases routes = new RouteLeases(
                objects, Ledger.on(DirectoryStore.open(directory)).leases(), "c1", Clock.systemUTC(), Sleeper.REAL);
        TrafficGateReport report = new TrafficGate(settings, Optional.of(routes), source, Clock.systemUTC())
                .run(TrafficGateState.begin("l1"), Sleeper.REAL, state -> {});
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec"))
                .isEqualTo(Samples.httpRoute().path("spec"));
        return report;
    }

    @Override
    public void close() {
        users.close();
        production.close();
        candidate.close();
        if (prometheus != null) {
            prometheus.close();
        }
    }
}
