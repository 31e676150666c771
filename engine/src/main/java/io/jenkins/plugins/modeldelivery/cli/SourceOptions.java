package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.parameter.Amounts;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Presets;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeRequests;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusAccess;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusSource;
import io.jenkins.plugins.modeldelivery.traffic.metrics.QueryTemplate;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
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

    /** What Prometheus is asked: the queries of a preset, or one's own. */
    static final class QueryOptions {
        private static final double MILLISECONDS = 0.001;

        enum Unit {
            s,
            ms
        }

        @Option(
                names = "--preset",
                description = "Whose metrics: ${COMPLETION-CANDIDATES}; default: ISTIO, or none with own queries")
        Presets preset;

        @Option(
                names = "--query-requests",
                defaultValue = "",
                paramLabel = "PROMQL",
                description =
                        "Own query: raw counter of all requests; {namespace} and {workload} stand for each side's")
        String requests;

        @Option(
                names = "--query-errors",
                defaultValue = "",
                paramLabel = "PROMQL",
                description = "Own query: raw counter of failed requests; or --error-label")
        String errors;

        @Option(
                names = "--query-latency",
                defaultValue = "",
                paramLabel = "PROMQL",
                description = "Own query: _bucket series with label le, or native histograms")
        String latency;

        @Option(
                names = "--error-label",
                defaultValue = "",
                paramLabel = "LABEL",
                description = "Label of --query-requests that tells failed ones")
        String errorLabel;

        @Option(
                names = "--error-pattern",
                defaultValue = "5..",
                paramLabel = "REGEX",
                description = "For the whole value of --error-label; default ${DEFAULT-VALUE}")
        String errorPattern;

        @Option(
                names = "--latency-unit",
                defaultValue = "s",
                description = "Of the buckets of --query-latency: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
        Unit unit;

        SideQueries candidate(String namespace, String workload) throws BadInputException {
            return isOwn() ? own(namespace, workload) : preset().candidate(namespace, workload);
        }

        SideQueries production(String namespace, String workload) throws BadInputException {
            return isOwn() ? own(namespace, workload) : preset().production(namespace, workload);
        }

        private boolean isOwn() {
            return !(requests + errors + latency + errorLabel).isEmpty();
        }

        private Presets preset() {
            return preset == null ? Presets.ISTIO : preset;
        }

        private SideQueries own(String namespace, String workload) throws BadInputException {
            if (preset != null) {
                throw new BadInputException("--preset and own queries exclude each other; leave one of them out");
            }
            return new QueryTemplate(
                            requests, errors, errorLabel, errorPattern, latency, unit == Unit.ms ? MILLISECONDS : 1)
                    .of(namespace, workload);
        }
    }

    /** How to log in to Prometheus: from a file or the environment, never from the command line, which others can read. */
    static final class PrometheusCredentials {
        @Option(names = "--token-file", paramLabel = "FILE", description = "Bearer token for Prometheus")
        Path tokenFile;

        @Option(
                names = "--token-env",
                paramLabel = "VARIABLE",
                description = "Environment variable with a bearer token")
        String tokenVariable;

        @Option(names = "--basic-file", paramLabel = "FILE", description = "user:password for Prometheus")
        Path basicFile;

        @Option(names = "--basic-env", paramLabel = "VARIABLE", description = "Environment variable with user:password")
        String basicVariable;

        /** The value of the Authorization header. */
        String authorization() throws BadInputException {
            if (tokenFile != null || tokenVariable != null) {
                String token = tokenFile != null ? file(tokenFile) : variable(tokenVariable);
                return "Bearer " + line(token, tokenFile != null ? tokenFile.toString() : tokenVariable);
            }
            String source = basicFile != null ? basicFile.toString() : basicVariable;
            String pair = line(basicFile != null ? file(basicFile) : variable(basicVariable), source);
            if (pair.indexOf(':') < 1) {
                throw new BadInputException(source + " does not hold user:password");
            }
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }

        private static String line(String text, String source) throws BadInputException {
            String stripped = text.strip();
            if (stripped.isEmpty() || stripped.chars().anyMatch(c -> c < ' ')) {
                throw new BadInputException(source + " holds no credentials in one line");
            }
            return stripped;
        }

        private static String file(Path file) throws BadInputException {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
            }
        }

        private static String variable(String name) throws BadInputException {
            String value = System.getenv(name);
            if (value == null) {
                throw new BadInputException("Environment variable " + name + " is not set");
            }
            return value;
        }
    }
}
