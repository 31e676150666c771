package io.jenkins.plugins.modeldelivery.traffic.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeSourceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final MetricsCursor BEGUN = MetricsCursor.probe(0);

    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private ProbeSource probe(String candidate, String production, int batch) throws Exception {
        return new ProbeSource(
                URI.create(candidate), URI.create(production), List.of(new byte[] {'1'}), 2, batch, TIMEOUT);
    }

    private String here(String host) {
        return "http://" + host + ":" + server.getAddress().getPort() + "/";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "localhost",
                "[::1]",
                "0.0.0.0",
                "[::ffff:127.0.0.1]",
                "169.254.169.254",
                "[fe80::1]",
                "2130706433"
            })
    void shouldSendNothingToTheMachineItselfOrItsLink(String host) throws Exception {
        String elsewhere = "http://192.0.2.1/"; // reserved for documentation
        for (ProbeSource probe : List.of(probe(here(host), elsewhere, 1), probe(elsewhere, here(host), 1))) {
            ProbeSource guarded = probe.guarded(false, TIMEOUT);
            for (MetricsCursor at : List.of(MetricsCursor.BEGINNING, BEGUN)) {
                assertThatThrownBy(() -> guarded.observe(at))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("A probe sends nothing to " + host);
            }
        }
        assertThat(requests).hasValue(0);
    }

    @Test
    void shouldNotTakeANameThatIsNotFoundForAnotherMachine() throws Exception {
        ProbeSource guarded =
                probe("http://nowhere.invalid/", "http://nowhere.invalid/", 1).guarded(false, TIMEOUT);
        assertThatThrownBy(() -> guarded.observe(BEGUN))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("A probe does not find nowhere.invalid");
    }

    @Test
    void shouldSendThereWhereItIsAllowed() throws Exception {
        ProbeSource probe = probe(here("127.0.0.1"), here("127.0.0.1"), 3).guarded(true, TIMEOUT);
        assertThat(probe.observe(BEGUN).candidate().requests()).isEqualTo(3);
        assertThat(requests).hasValue(6);
    }

    /** Whoever waits for the look waits no longer, and what was sent until then counts. */
    @Test
    void shouldBeginNoRequestWhenTheLookIsOver() throws Exception {
        ProbeSource probe = probe(here("127.0.0.1"), here("127.0.0.1"), 1000);
        TrafficSource.Observation seen = probe.guarded(true, Duration.ZERO).observe(BEGUN);
        assertThat(seen.candidate().requests()).isLessThan(1000);
        assertThat(seen.candidate().requests() + seen.production().requests()).isEqualTo(requests.get());
    }
}
