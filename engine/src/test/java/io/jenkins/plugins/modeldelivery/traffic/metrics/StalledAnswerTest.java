package io.jenkins.plugins.modeldelivery.traffic.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that answers 200 at once, and then the first byte of a body whose rest never comes. */
@Timeout(60)
class StalledAnswerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });
        server.createContext("/whole", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Test
    void shouldCountAsFailedRequestsOfAProbe() throws Exception {
        ProbeSource probe = new ProbeSource(at("/"), at("/whole"), List.of(new byte[] {'1'}), 8, 4, TIMEOUT);
        TrafficSource.Observation seen =
                probe.observe(probe.observe(MetricsCursor.BEGINNING).cursor());
        assertThat(seen.candidate().requests()).isEqualTo(4);
        assertThat(seen.candidate().errors()).isEqualTo(4);
        assertThat(seen.production().errors()).isZero();
    }

    @Test
    void shouldNotHoldUpTheQueriesOfAPrometheus() {
        SideQueries queries = new SideQueries("req", "", "code", "5..", "lat", 1);
        PrometheusSource source = new PrometheusSource(
                new PrometheusAccess(at(""), "", TIMEOUT, Duration.ofSeconds(60)), queries, queries, Clock.systemUTC());
        assertThatThrownBy(() -> source.observe(MetricsCursor.BEGINNING))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("did not answer within 3 s");
    }
}
