package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeApiServer;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real requests through a weighted proxy that obeys the route object, to two model servers. */
class LoopbackTrafficTest {
    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeObjects objects = new FakeObjects();
    private final RouteRequest request = Samples.request(RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT);
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger candidateFailures = new AtomicInteger();
    private HttpServer production;
    private HttpServer candidate;
    private HttpServer proxy;
    private RequestTally.Builder own = new RequestTally.Builder();
    private RequestTally.Builder other = new RequestTally.Builder();

    @BeforeEach
    void start() throws Exception {
        Samples.fill(objects);
        production = serve(exchange -> answer(exchange, 200));
        candidate = serve(exchange -> answer(exchange, candidateFailures.getAndDecrement() > 0 ? 500 : 200));
        Random random = new Random(1);
        proxy = serve(exchange -> {
            boolean toCandidate;
            synchronized (random) {
                toCandidate = random.nextDouble() < share();
            }
            long begin = System.nanoTime();
            int status = send(toCandidate ? candidate : production);
            synchronized (this) {
                RequestTally.Builder tally = toCandidate ? own : other;
                tally.count(1, status >= 500 ? 1 : 0);
                tally.sample((System.nanoTime() - begin) / 1e9);
            }
            answer(exchange, status);
        });
    }

    @AfterEach
    void stop() {
        List.of(proxy, production, candidate).forEach(server -> server.stop(0));
        threads.shutdownNow();
    }

    private HttpServer serve(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private double share() {
        JsonNode refs = objects.at(request.key().path())
                .orElseThrow()
                .path("spec")
                .path("rules")
                .path(1)
                .path("backendRefs");
        double weight = refs.path(1).path("weight").asDouble(0);
        return weight == 0 ? 0 : weight / (weight + refs.path(0).path("weight").asDouble(1));
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private int send(HttpServer to) {
        try {
            return http.send(HttpRequest.newBuilder(uri(to)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            return 599;
        }
    }

    /** Sends its users' requests at each look and reports what the proxy saw. */
    private final class Users implements TrafficSource {
        @Override
        public Observation observe(MetricsCursor cursor) {
            for (int i = 0; i < 400; i++) {
                send(proxy);
            }
            synchronized (LoopbackTrafficTest.this) {
                Observation seen = new Observation(
                        MetricsCursor.other(Map.of("begun", BooleanNode.TRUE)), own.tally(), other.tally());
                own = new RequestTally.Builder();
                other = new RequestTally.Builder();
                return seen;
            }
        }
    }

    private TrafficGateReport check(
            RouteRequest route, TrafficSource source, double share, int minRequests, RouteLeases routes)
            throws Exception {
        GateSettings settings = new GateSettings(
                route,
                Limits.of(3, 0.01, minRequests),
                false,
                share,
                Duration.ofMillis(600),
                Duration.ofSeconds(60),
                Duration.ZERO,
                Duration.ofMillis(100),
                "build 1");
        TrafficGate gate = new TrafficGate(settings, Optional.ofNullable(routes), source, Clock.systemUTC());
        return gate.run(TrafficGateState.begin("l1"), Sleeper.REAL, state -> {});
    }

    private TrafficGateReport throughTheRoute(int failures) throws Exception {
        candidateFailures.set(failures);
        try (FakeApiServer server = new FakeApiServer(objects);
                KubernetesClient client = ClusterConnection.to(server.url()).open()) {
            RouteLeases routes = new RouteLeases(
                    new KubernetesObjects(client),
                    Ledger.on(DirectoryStore.open(directory)).leases(),
                    "c1",
                    Clock.systemUTC(),
                    Sleeper.REAL);
            return check(request, new Users(), 0.05, 1_000_000, routes);
        } finally {
            assertThat(objects.at(request.key().path()).orElseThrow().path("spec"))
                    .isEqualTo(Samples.httpRoute().path("spec"));
        }
    }

    @Test
    void shouldSendRealRequestsToTheCandidateAndStopWhenTheyFail() throws Exception {
        TrafficGateReport report = throughTheRoute(1_000_000);
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.reasons().get(0)).startsWith("ERRORS");
    }

    @Test
    void shouldServeTheShareThatTheRouteSays() throws Exception {
        TrafficGateReport report = throughTheRoute(0);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.toJson().path("share").asDouble()).isBetween(0.02, 0.09);
    }

    @Test
    void shouldProbeBothSidesItself() throws Exception {
        RouteRequest external = Samples.request(RouteRequest.Router.EXTERNAL, RouteRequest.Mode.WEIGHT);
        ProbeSource probe = new ProbeSource(
                uri(candidate), uri(production), List.of("{}".getBytes()), 4, 100, Duration.ofSeconds(5));
        TrafficGateReport report = check(external, probe, ProbeSource.SHARE, 200, null);
        assertThat(report.toJson().path("share").asDouble()).isEqualTo(0.5);
        assertThat(report.toJson().path("errorRate").path("candidate").asDouble())
                .isZero();
        candidateFailures.set(1_000_000);
        assertThat(check(external, probe, ProbeSource.SHARE, 200, null).verdict())
                .isEqualTo(Verdict.FAIL);
    }
}
