package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.traffic.Amounts;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeRequests;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the counts of {@code traffic check} come from: Prometheus, or requests of our own. */
final class SourceOptions {
    private static final Duration STALE = Duration.ofSeconds(90);

    @Option(names = "--prometheus", paramLabel = "URL", description = "Base URL of Prometheus")
    URI prometheus;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    PrometheusCredentials credentials;

    @Mixin
    QueryOptions queries;

    @Option(
            names = "--candidate-workload",
            paramLabel = "NAME",
            description = "As the metrics call it; default: the candidate's service")
    String candidateWorkload;

    @Option(
            names = "--production-workload",
            paramLabel = "NAME",
            description = "As the metrics call it; default: production's service")
    String productionWorkload;

    @Option(
            names = "--timeout",
            defaultValue = "10s",
            description = "For one query or request; default ${DEFAULT-VALUE}")
    String timeout;

    @Option(
            names = "--probe",
            paramLabel = "FILE",
            description =
                    "Instead of Prometheus: replay these requests (JSONL; the field 'input' of each line, else the line)")
    Path probe;

    @Option(names = "--candidate-url", paramLabel = "URL", description = "Where the probe sends candidate requests")
    URI candidateUrl;

    @Option(names = "--production-url", paramLabel = "URL", description = "Where the probe sends production requests")
    URI productionUrl;

    @Option(names = "--concurrency", defaultValue = "20", description = "Of the probe; default ${DEFAULT-VALUE}")
    int concurrency;

    @Option(names = "--batch", defaultValue = "200", description = "Probe requests per look; default ${DEFAULT-VALUE}")
    int batch;

    boolean isProbe() {
        return probe != null;
    }

    TrafficSource source(RouteRequest route, Clock clock) throws DeliveryException {
        Duration wait = Amounts.duration("--timeout", timeout);
        if (isProbe()) {
            if (candidateUrl == null || productionUrl == null) {
                throw new BadInputException("--probe takes --candidate-url and --production-url");
            }
            return new ProbeSource(
                    candidateUrl,
                    productionUrl,
                    ProbeRequests.parse(text(probe), probe.toString()),
                    concurrency,
                    batch,
                    wait);
        }
        if (prometheus == null) {
            throw new BadInputException("Give --prometheus URL or --probe FILE: without measurements nothing passes");
        }
        String authorization = credentials == null ? "" : credentials.authorization();
        return new PrometheusSource(
                new PrometheusAccess(prometheus, authorization, wait, STALE),
                queries.candidate(
                        route.candidate().namespace(),
                        candidateWorkload == null ? route.candidate().service() : candidateWorkload),
                queries.production(
                        route.production().namespace(),
                        productionWorkload == null ? route.production().service() : productionWorkload),
                clock);
    }

    private static String text(Path file) throws BadInputException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
