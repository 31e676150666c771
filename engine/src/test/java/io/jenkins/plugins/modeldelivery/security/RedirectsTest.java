package io.jenkins.plugins.modeldelivery.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever answers with a redirect must not learn at another place what our credentials are. */
class RedirectsTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger lured = new AtomicInteger();
    private volatile int status = 302;
    private HttpServer first;
    private HttpServer second;

    @BeforeEach
    void start() throws IOException {
        second = server();
        second.createContext("/", exchange -> {
            lured.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        first = server();
        first.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders()
                    .set("Location", "http://localhost:" + second.getAddress().getPort() + exchange.getRequestURI());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    private static HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        return server;
    }

    @AfterEach
    void stop() {
        first.stop(0);
        second.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + first.getAddress().getPort();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void shouldNotTakeATokenToAnotherCluster(int code) throws Exception {
        status = code;
        WorkloadRef ref = WorkloadRef.parse("models", "deployment/scorer");
        try (KubernetesClient client =
                ClusterConnection.to(url()).withToken("secret").open()) {
            assertThatThrownBy(() -> new WorkloadClient(new KubernetesObjects(client), ref, "model").read())
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageNotContaining("secret");
        }
        assertNobodyWasLured();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void shouldNotTakeASignatureToAnotherStore(int code) throws Exception {
        status = code;
        try (S3Store store =
                S3Store.open(S3Server.settings("ledger", first.getAddress().getPort()), S3Server.credentials())) {
            assertThatThrownBy(() -> store.get("models/x.json")).isInstanceOf(DeliveryException.class);
            assertThatThrownBy(() -> store.create("models/x.json", new byte[] {1}))
                    .isInstanceOf(DeliveryException.class);
        }
        assertNobodyWasLured();
    }

    @Test
    void shouldNotTakeATokenToAnotherPrometheus() {
        SideQueries queries = new SideQueries("requests_total", "errors_total", "", "", "latency_bucket", 1);
        PrometheusSource source = new PrometheusSource(
                new PrometheusAccess(URI.create(url()), "Bearer secret", Duration.ofSeconds(5), Duration.ofSeconds(60)),
                queries,
                queries,
                Clock.systemUTC());
        assertThatThrownBy(() -> source.observe(MetricsCursor.BEGINNING))
                .isInstanceOf(DeliveryException.class)
                .hasMessageNotContaining("secret");
        assertNobodyWasLured();
    }

    private void assertNobodyWasLured() {
        assertThat(asked.get()).as("requests to the right place").isPositive();
        assertThat(lured.get()).as("requests to the other place").isZero();
    }
}
