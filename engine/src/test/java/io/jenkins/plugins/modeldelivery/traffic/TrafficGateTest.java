package io.jenkins.plugins.modeldelivery.traffic;

import static io.jenkins.plugins.modeldelivery.verdict.Verdict.FAIL;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.INCONCLUSIVE;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.GateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Tally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Five minutes of traffic in virtual time: the simulated gateway follows the route object that the gate edits. */
class TrafficGateTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    Path directory;

    private final FakeObjects objects = new FakeObjects();
    private final RouteRequest request = Samples.request(RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT);
    private final Time time = new Time();
    private Gateway gateway;
    private Ledger ledger;

    private static final class Time extends Clock {
        private Instant now = START;

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

    /** Serves what the route's weights say, or the share it is told to, since its last look. */
    private final class Gateway implements TrafficSource {
        private final Random random = new Random(3);
        private final double rps;
        private double errors;
        private double slower = 1;
        private double share = -1;
        private boolean lost;

        Gateway(double rps) {
            this.rps = rps;
        }

        private double share() {
            JsonNode refs = objects.at(request.key().path())
                    .orElseThrow()
                    .path("spec")
                    .path("rules")
                    .path(1)
                    .path("backendRefs");
            if (refs.size() < 2) {
                return 0;
            }
            double own = refs.path(1).path("weight").asDouble();
            return share >= 0 ? share : own / (own + refs.path(0).path("weight").asDouble());
        }

        @Override
        public Observation observe(ObjectNode cursor) throws DeliveryException {
            if (lost) {
                throw new UnreachableException("Prometheus cannot be reached");
            }
            ObjectNode next = Json.object().put("at", time.now.toString());
            Tally own = new Tally();
            Tally other = new Tally();
            if (cursor.has("at")) {
                Duration passed =
                        Duration.between(Instant.parse(cursor.path("at").asText()), time.now);
                long requests = Math.round(rps * passed.toMillis() / 1000.0);
                for (long i = 0; i < requests; i++) {
                    boolean candidate = random.nextDouble() < share();
                    Tally tally = candidate ? own : other;
                    tally.count(1, candidate && random.nextDouble() < errors ? 1 : 0);
                    tally.sample((candidate ? slower : 1) * 0.05 * Math.exp(0.3 * random.nextGaussian()));
                }
            }
            return new Observation(next, own, other);
        }
    }

    @BeforeEach
    void fill() throws Exception {
        Samples.fill(objects);
        ledger = Ledger.in(directory);
        gateway = new Gateway(100);
    }

    private GateSettings settings(int maxWindow) {
        return new GateSettings(
                request,
                Limits.DEFAULT,
                false,
                0.05,
                Duration.ofSeconds(300),
                Duration.ofSeconds(maxWindow),
                Duration.ofSeconds(30),
                Duration.ofSeconds(15),
                "build 1");
    }

    private TrafficGate gate(int maxWindow) {
        RouteLeases routes = new RouteLeases(objects, ledger.leases(), "c1", time, d -> time.now = time.now.plus(d));
        return new TrafficGate(settings(maxWindow), Optional.of(routes), gateway, time);
    }

    private GateReport run(int maxWindow) throws Exception {
        return gate(maxWindow).run(GateState.begin("l1"), d -> time.now = time.now.plus(d), state -> {});
    }

    private void assertRestored() throws Exception {
        JsonNode route = objects.at(request.key().path()).orElseThrow();
        assertThat(route.path("spec")).isEqualTo(Samples.httpRoute().path("spec"));
        assertThat(route.toString()).doesNotContain("model-delivery.jenkins.io");
        assertThat(ledger.leases().open()).isEmpty();
    }

    private long elapsed() {
        return Duration.between(START, time.now).toSeconds();
    }

    @Test
    void shouldPassAnEqualCandidateAfterTheWholeWindow() throws Exception {
        GateReport report = run(900);
        assertThat(report.reasons()).isEmpty();
        assertThat(report.verdict()).isEqualTo(PASS);
        assertThat(elapsed()).isBetween(330L, 346L);
        assertThat(report.toJson().path("series").size()).isGreaterThan(20);
        assertThat(report.toJson().path("share").asDouble()).isBetween(0.04, 0.06);
        assertRestored();
    }

    /** From the first evidence of at least 1 % errors at 100/s: one look and 5 s. Here one in five fails from the start. */
    @Test
    void shouldStopAFailingCandidateAtTheFirstLook() throws Exception {
        gateway.errors = 0.2;
        GateReport report = run(900);
        assertThat(report.verdict()).isEqualTo(FAIL);
        assertThat(report.reasons().get(0)).startsWith("ERRORS");
        assertThat(elapsed()).isLessThanOrEqualTo(20);
        assertRestored();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0})
    void shouldNoticeAGatewayThatSplitsOtherwiseWithinThirtySeconds(double served) throws Exception {
        gateway.share = served;
        GateReport report = run(900);
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.reasons().get(0)).startsWith("SPLIT");
        assertThat(elapsed()).isLessThanOrEqualTo(30);
        assertRestored();
    }

    @Test
    void shouldFailASlowCandidate() throws Exception {
        gateway.slower = 1.5;
        assertThat(run(900).verdict()).isEqualTo(FAIL);
        assertRestored();
    }

    @Test
    void shouldExtendTheWindowOnlyAsFarAsAllowed() throws Exception {
        gateway = new Gateway(50);
        assertThat(run(900).verdict()).isEqualTo(PASS);
        assertThat(elapsed()).isBetween(400L, 700L);
        assertRestored();
    }

    @Test
    void shouldNotWaitForWhatTheLongestWindowCannotGive() throws Exception {
        gateway = new Gateway(10);
        GateReport report = run(600);
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(elapsed()).isLessThan(350);
        assertThat(report.toJson().path("needed").path("windowSeconds").asDouble())
                .isGreaterThan(600);
        assertRestored();
    }

    @Test
    void shouldRestoreWhenTheMetricsAreLost() throws Exception {
        TrafficGate gate = gate(900);
        GateState state = GateState.begin("l1");
        for (int i = 0; i < 4; i++) {
            time.now = time.now.plus(gate.step(state).orElseThrow());
        }
        gateway.lost = true;
        GateReport report = gate.run(state, d -> time.now = time.now.plus(d), s -> {});
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.reasons().get(0)).startsWith("METRICS_LOST");
        assertRestored();
    }

    @Test
    void shouldRestoreWhenStopped() throws Exception {
        TrafficGate gate = gate(900);
        GateState state = GateState.begin("l1");
        gate.step(state);
        gate.step(state);
        assertThat(state.phase()).isEqualTo(Phase.SHIFTED);
        gate.stop(state, "aborted by alice");
        assertRestored();
        gate.step(state);
        assertThat(gate.report(state).verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(gate.report(state).reasons().get(0)).contains("alice");
    }

    @Test
    void shouldChangeNothingWhenPreflightRefuses() {
        objects.remove("/apis/gateway.networking.k8s.io/v1/namespaces/staging/referencegrants/g");
        assertThatThrownBy(() -> run(900)).isInstanceOf(RefusedException.class);
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec"))
                .isEqualTo(Samples.httpRoute().path("spec"));
    }

    /** Dies after any step, before or after its state was stored, and goes on from the last stored text. */
    @Test
    void shouldComeToTheSameEndThroughAnyRestart() throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            fill();
            time.now = START;
            Random random = new Random(seed);
            String stored = GateState.begin("l" + seed).text();
            GateReport report = null;
            while (report == null) {
                GateState state = GateState.parse(stored);
                TrafficGate gate = gate(900);
                Optional<Duration> wait = gate.step(state);
                if (wait.isEmpty()) {
                    report = gate.report(state);
                } else if (random.nextInt(5) > 0) {
                    stored = state.text();
                    time.now = time.now.plus(wait.get());
                } else {
                    time.now = time.now.plusSeconds(1);
                }
            }
            assertThat(report.verdict()).as("seed %s", seed).isEqualTo(PASS);
            assertRestored();
        }
    }
}
