package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** A cluster, a ledger and five minutes of traffic in virtual time. */
final class GateWorld {
    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    static final String CANDIDATE_SLICES = "/apis/discovery.k8s.io/v1/namespaces/staging/endpointslices/scorer-next-1";
    static final String PRODUCTION_SLICES = "/apis/discovery.k8s.io/v1/namespaces/prod/endpointslices/scorer-1";

    final FakeObjects objects;
    final RouteRequest request;
    final Time time = new Time();
    final Wall wall = new Wall();
    final Ledger ledger;
    Gateway gateway;
    Duration interval = Duration.ofSeconds(15);
    int window = 300;
    int maxWindow = 900;
    int warmUp = 30;

    /** Time that only passes when somebody waits. */
    static final class Time extends Clock {
        Instant now = START;

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** What the machine's clock shows of it. */
    final class Wall extends Clock {
        Duration set = Duration.ZERO;

        /** As NTP, or somebody, does: negative sets it back. */
        void set(Duration by) {
            set = set.plus(by);
        }

        @Override
        public Instant instant() {
            return time.now.plus(set);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    GateWorld(Path directory) throws Exception {
        this(directory, new FakeObjects(), RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT);
    }

    GateWorld(Path directory, FakeObjects objects, RouteRequest.Router router, RouteRequest.Mode mode)
            throws Exception {
        this.objects = objects;
        this.request = Samples.request(router, mode);
        this.ledger = Ledger.on(DirectoryStore.open(directory), wall, time::pass, 1);
        Samples.fill(objects);
        this.gateway = new Gateway(this, 100);
    }

    TrafficGate gate() {
        double share = request.share();
        boolean mirror = request.mode() == RouteRequest.Mode.MIRROR;
        GateSettings settings = new GateSettings(
                request,
                Limits.DEFAULT,
                false,
                mirror ? share / (1 + share) : share,
                Duration.ofSeconds(window),
                Duration.ofSeconds(maxWindow),
                Duration.ofSeconds(warmUp),
                interval,
                "build 1");
        return new TrafficGate(settings, Optional.of(routes()), gateway, wall);
    }

    RouteLeases routes() {
        return new RouteLeases(objects, ledger.leases(), "c1", wall, time::pass);
    }

    TrafficGateReport run() throws Exception {
        return run(TrafficGateState.begin("l1"));
    }

    TrafficGateReport run(TrafficGateState state) throws Exception {
        TrafficGateReport report = gate().run(state, time::pass, stored -> {});
        assertRecomputes(report);
        return report;
    }

    /** From its own document, written and read as a ledger does. */
    private static void assertRecomputes(TrafficGateReport report) throws Exception {
        JsonNode kept = Json.parse(Json.compact(report.toJson()), "the kept report");
        JsonNode again = Json.parse(Json.compact(TrafficGateReport.recompute(kept)), "the report once more");
        assertThat(again).isEqualTo(kept);
    }

    /** Goes on until so many seconds after the start have passed. */
    TrafficGateState runUntil(TrafficGateState begin, long seconds) throws Exception {
        TrafficGate gate = gate();
        TrafficGateState state = begin;
        while (elapsed() < seconds) {
            TrafficGate.Step step = gate.step(state);
            state = step.state();
            time.pass(step.pause().orElseThrow());
        }
        return state;
    }

    JsonNode spec() {
        return objects.at(request.key().path()).orElseThrow().path("spec");
    }

    JsonNode specBefore() {
        return (request.router() == RouteRequest.Router.HTTP_ROUTE ? Samples.httpRoute() : Samples.virtualService())
                .path("spec");
    }

    void assertRestored() throws Exception {
        assertThat(spec()).isEqualTo(specBefore());
        assertThat(objects.at(request.key().path()).orElseThrow().toString())
                .doesNotContain("model-delivery.jenkins.io");
        assertThat(ledger.leases().open()).isEmpty();
    }

    long elapsed() {
        return Duration.between(START, time.now).toSeconds();
    }

    /** Runs to an end that is not PASS, for this reason, with the route as before. */
    TrafficGateReport endsWith(String reason) throws Exception {
        TrafficGateReport report = run();
        assertThat(report.verdict()).isNotEqualTo(Verdict.PASS);
        assertThat(report.reasons().get(0)).startsWith(reason);
        assertRestored();
        return report;
    }
}
