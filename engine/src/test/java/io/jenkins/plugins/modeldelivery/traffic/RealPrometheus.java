package io.jenkins.plugins.modeldelivery.traffic;

import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.modeldelivery.io.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A Prometheus in a process of its own. */
final class RealPrometheus implements AutoCloseable {
    /**
     * Who is scraped.
     *
     * @param labels that service discovery would give it, as YAML
     */
    record Target(int port, String labels) {}

    private final Process process;
    private final URI url;

    private RealPrometheus(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    static void assumeInstalled() {
        Assumptions.assumeTrue(
                binary().isPresent(), "no 'prometheus' on the PATH: NOT TESTED with a real one (Debian: prometheus)");
    }

    private static Optional<Path> binary() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static RealPrometheus start(Path home, boolean nativeHistograms, int scrapeSeconds, Target... targets)
            throws IOException {
        Files.createDirectories(home);
        StringBuilder config = new StringBuilder("""
                global: {scrape_interval: %1$ds, scrape_timeout: %1$ds}
                scrape_configs:
                  - job_name: models
                    static_configs:
                """.formatted(scrapeSeconds));
        for (Target target : targets) {
            config.append(
                    "      - {targets: ['127.0.0.1:%d'], labels: %s}%n".formatted(target.port(), target.labels()));
        }
        Path file = Files.writeString(home.resolve("prometheus.yml"), config);
        int port = FreePort.find();
        Process process = new ProcessBuilder(
                        binary().orElseThrow().toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + home.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        nativeHistograms ? "--enable-feature=native-histograms" : "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        RealPrometheus prometheus = new RealPrometheus(process, URI.create("http://127.0.0.1:" + port));
        try {
            await().atMost(Duration.ofSeconds(90)).until(() -> prometheus.knows(targets.length));
        } catch (RuntimeException e) {
            prometheus.close();
            throw new IllegalStateException(Files.readString(home.resolve("log")), e);
        }
        return prometheus;
    }

    /** Whether every target was scraped. */
    private boolean knows(int targets) throws InterruptedException {
        try {
            String answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(url.resolve("/api/v1/query?query=sum(up)"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return answer.contains("\"" + targets + "\"]");
        } catch (IOException e) {
            // it is not up yet
            return false;
        }
    }

    URI url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
