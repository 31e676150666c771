package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeApiServer;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Really kills a JVM that runs {@code traffic check} (SIGKILL where there are signals), before and after every write to the
 * API server and after each phase's reads; then either a second run goes on with its state, or {@code traffic restore}
 * cleans up. The route must equal the one before, the ledger hold no open lease.
 */
class KilledCheckTest {
    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> seen = new ArrayList<>();
    private HttpServer model;
    private FakeObjects objects;
    private FakeApiServer server;
    private volatile Process process;

    @BeforeEach
    void start() throws Exception {
        model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        model.setExecutor(threads);
        model.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        model.start();
        Files.writeString(directory.resolve("requests.jsonl"), "{\"input\":{}}\n");
    }

    @AfterEach
    void stop() {
        model.stop(0);
        threads.shutdownNow();
    }

    private void world() throws Exception {
        objects = new FakeObjects();
        Samples.fill(objects);
        server = new FakeApiServer(objects);
        seen.clear();
        Files.writeString(
                directory.resolve("kubeconfig"),
                "{current-context: c, contexts: [{name: c, context: {cluster: c}}], clusters: [{name: c, cluster: {server: '"
                        + server.url() + "'}}]}");
    }

    private int check(Path home) throws Exception {
        String url = "http://127.0.0.1:" + model.getAddress().getPort() + "/";
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(
                "traffic",
                "check",
                "--kubeconfig",
                directory.resolve("kubeconfig").toString()));
        command.addAll(List.of("--ledger", home.resolve("ledger").toString()));
        command.addAll(List.of("--state", home.resolve("state.json").toString()));
        command.addAll(List.of("--production", "prod/scorer", "--candidate", "staging/scorer-next"));
        command.addAll(List.of("--probe", directory.resolve("requests.jsonl").toString()));
        command.addAll(List.of("--candidate-url", url, "--production-url", url));
        command.addAll(
                List.of("--window", "200ms", "--max-window", "200ms", "--warm-up", "0ms", "--interval", "100ms"));
        command.addAll(
                List.of("--batch", "20", "--concurrency", "2", "--min-requests", "10", "--p95-increase", "9900%"));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log.txt").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void assertUntouched(Path home, String stop) throws Exception {
        RouteRequest request = Samples.request(RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT);
        var route = objects.at(request.key().path()).orElseThrow();
        assertThat(route.path("spec")).as(stop).isEqualTo(Samples.httpRoute().path("spec"));
        assertThat(route.toString()).as(stop).doesNotContain("model-delivery.jenkins.io");
        try (Ledger ledger = Ledger.in(home.resolve("ledger"))) {
            assertThat(ledger.leases().open()).as(stop).isEmpty();
        }
    }

    private Path home(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    @Test
    void shouldLeaveTheRouteAsItWasWhereverItIsKilled() throws Exception {
        world();
        server.before(seen::add);
        Path whole = home("whole");
        int exitCode = check(whole);
        assertThat(exitCode).as(Files.readString(whole.resolve("log.txt"))).isIn(0, 3);
        assertUntouched(whole, "not killed");
        assertThat(whole.resolve("state.json")).doesNotExist();
        server.close();
        List<String> requests = List.copyOf(seen);
        assertThat(requests).filteredOn(request -> request.startsWith("PUT")).hasSize(3);
        int killed = 0;
        for (int step = 0; step < requests.size(); step++) {
            boolean write = requests.get(step).startsWith("PUT");
            boolean beforeWrite =
                    step + 1 < requests.size() && requests.get(step + 1).startsWith("PUT");
            for (boolean before : write ? new boolean[] {true, false} : new boolean[] {false}) {
                if (write || beforeWrite) {
                    kill(step, before, killed++ % 2 == 0);
                }
            }
        }
        assertThat(killed).isGreaterThanOrEqualTo(8);
    }

    /** @param before whether the process dies before its request takes effect */
    private void kill(int step, boolean before, boolean goesOn) throws Exception {
        world();
        AtomicInteger left = new AtomicInteger(step);
        AtomicInteger done = new AtomicInteger(step);
        if (before) {
            server.before(request -> {
                if (left.getAndDecrement() == 0) {
                    process.destroyForcibly();
                    throw new IllegalStateException("dropped: its sender is dead");
                }
            });
        } else {
            server.after(request -> {
                if (done.getAndDecrement() == 0) {
                    process.destroyForcibly();
                }
            });
        }
        Path home = home("step" + step + before);
        String stop = "killed " + (before ? "before " : "after ") + "request " + step + ", "
                + (goesOn ? "gone on with" : "restored");
        assertThat(check(home)).as(stop).isGreaterThan(128);
        if (goesOn) {
            assertThat(check(home))
                    .as(stop + ": " + Files.readString(home.resolve("log.txt")))
                    .isIn(0, 3);
        } else {
            restore(home);
        }
        assertUntouched(home, stop);
        server.close();
    }

    private void restore(Path home) throws Exception {
        List<Lease> open;
        try (Ledger ledger = Ledger.in(home.resolve("ledger"))) {
            open = ledger.leases().open();
        }
        for (Lease lease : open) {
            Cli.Result result = Cli.run(
                    "traffic",
                    "restore",
                    "--lease",
                    lease.id(),
                    "--ledger",
                    home.resolve("ledger").toString(),
                    "--kubeconfig",
                    directory.resolve("kubeconfig").toString());
            assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        }
    }
}
