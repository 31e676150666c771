package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An API server with a route, a model that answers, and JVMs of their own that run {@code traffic} commands on them. */
final class CheckSite implements AutoCloseable {
    final FakeObjects objects = new FakeObjects();
    final FakeApiServer server;
    private final Path directory;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer model;

    /** @param directory for what the commands read; may be shared by sites that follow each other */
    CheckSite(Path directory) throws IOException {
        this.directory = directory;
        Samples.fill(objects);
        server = new FakeApiServer(objects);
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
        Files.writeString(
                kubeconfig(),
                "{current-context: c, contexts: [{name: c, context: {cluster: c}}], clusters: [{name: c, cluster: {server: '"
                        + server.url() + "'}}]}");
    }

    Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    /**
     * Starts {@code traffic check} on the site; what it prints stands in {@code log.txt}.
     *
     * @param home where log and {@code state.json} are
     * @param window how long is counted
     * @param more options; one for the ledger must be among them
     */
    Process check(Path home, String window, Map<String, String> environment, String... more) throws IOException {
        return traffic(home, environment, arguments(home, window, more));
    }

    /** The same in this JVM. */
    Cli.Result run(Path home, String window, String... more) {
        List<String> command = new ArrayList<>(List.of("traffic"));
        command.addAll(List.of(arguments(home, window, more)));
        return Cli.run(command.toArray(String[]::new));
    }

    private String[] arguments(Path home, String window, String... more) {
        String url = "http://127.0.0.1:" + model.getAddress().getPort() + "/";
        List<String> command =
                new ArrayList<>(List.of("check", "--kubeconfig", kubeconfig().toString()));
        command.addAll(List.of("--state", home.resolve("state.json").toString()));
        command.addAll(List.of("--production", "prod/scorer", "--candidate", "staging/scorer-next"));
        command.addAll(List.of("--probe", directory.resolve("requests.jsonl").toString()));
        command.addAll(List.of("--candidate-url", url, "--production-url", url));
        command.addAll(List.of("--window", window, "--max-window", window, "--warm-up", "0ms", "--interval", "100ms"));
        command.addAll(
                List.of("--batch", "20", "--concurrency", "2", "--min-requests", "10", "--p95-increase", "9900%"));
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    /** Starts {@code traffic} in a JVM of its own. */
    static Process traffic(Path home, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "traffic"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log.txt").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    boolean isSplit() {
        return route().contains("scorer-next");
    }

    private String route() {
        return objects.at(request().key().path()).orElseThrow().toString();
    }

    private static RouteRequest request() {
        return Samples.request(RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT);
    }

    /** @param when for the message */
    void assertUntouched(String when) {
        var route = objects.at(request().key().path()).orElseThrow();
        assertThat(route.path("spec")).as(when).isEqualTo(Samples.httpRoute().path("spec"));
        assertThat(route()).as(when).doesNotContain("model-delivery.jenkins.io");
    }

    @Override
    public void close() {
        server.close();
        model.stop(0);
        threads.shutdownNow();
    }
}
