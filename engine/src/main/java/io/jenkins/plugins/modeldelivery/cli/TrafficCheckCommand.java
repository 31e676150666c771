package io.jenkins.plugins.modeldelivery.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.Kubeconfig;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.Amounts;
import io.jenkins.plugins.modeldelivery.traffic.GateSettings;
import io.jenkins.plugins.modeldelivery.traffic.GateState;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGate;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeSource;
import io.jenkins.plugins.modeldelivery.traffic.route.Backend;
import io.jenkins.plugins.modeldelivery.traffic.route.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code traffic check}: shifts a share, observes, restores, judges; the same gate as the pipeline step. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Sends a share of live traffic to the candidate, compares it with production, restores the route.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery traffic check --kubeconfig config --ledger ledger --route prod/scorer \\",
            "      --production prod/scorer --candidate staging/scorer --prometheus https://prometheus.example.com",
            "  model-delivery traffic check --router external --production prod/scorer --candidate staging/scorer \\",
            "      --probe requests.jsonl --candidate-url http://a.example.com/ --production-url http://b.example.com/"
        })
final class TrafficCheckCommand implements Callable<Integer> {
    @Option(
            names = "--router",
            defaultValue = "HTTP_ROUTE",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private RouteRequest.Router router;

    @Option(names = "--route", paramLabel = "NS/NAME", description = "The route; default: named as production")
    private String route;

    @Option(names = "--rule", defaultValue = "", description = "The route's rule where several lead to production")
    private String rule;

    @Option(names = "--production", required = true, paramLabel = "NS/SERVICE", description = "Production's service")
    private String production;

    @Option(names = "--candidate", required = true, paramLabel = "NS/SERVICE", description = "The candidate's service")
    private String candidate;

    @Option(names = "--share", defaultValue = "5%", description = "Of requests; default ${DEFAULT-VALUE}")
    private String share;

    @Option(names = "--mirror", description = "Copy requests instead of redirecting them")
    private boolean mirror;

    @Option(names = "--window", defaultValue = "300s", description = "Default ${DEFAULT-VALUE}")
    private String window;

    @Option(names = "--max-window", defaultValue = "900s", description = "Default ${DEFAULT-VALUE}")
    private String maxWindow;

    @Option(names = "--warm-up", defaultValue = "30s", description = "Not counted; default ${DEFAULT-VALUE}")
    private String warmUp;

    @Option(names = "--interval", defaultValue = "15s", description = "Between looks; default ${DEFAULT-VALUE}")
    private String interval;

    @Option(names = "--p95-increase", defaultValue = "15%", description = "Default ${DEFAULT-VALUE}")
    private String p95Increase;

    @Option(names = "--error-rate", defaultValue = "0.1%", description = "Default ${DEFAULT-VALUE}")
    private String errorRate;

    @Option(names = "--min-requests", defaultValue = "1000", description = "Default ${DEFAULT-VALUE}")
    private long minRequests;

    @Option(names = "--certify", description = "Demand confidence bounds inside the limits")
    private boolean certify;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "With inline data; needed unless external")
    private Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Context instead of the file's current one")
    private String context;

    @Option(names = "--ledger", paramLabel = "DIR", description = "Directory of the ledger; needed unless external")
    private Path ledger;

    @Option(names = "--holder", defaultValue = "command line", description = "Named in the lease")
    private String holder;

    @Mixin
    private SourceOptions source;

    @Mixin
    private ReportOptions options;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        GateSettings settings = settings();
        settings.check();
        if (router == RouteRequest.Router.EXTERNAL) {
            return run(settings, Optional.empty());
        }
        if (kubeconfig == null || ledger == null) {
            throw new BadInputException("Shifting traffic takes --kubeconfig and --ledger, or --router external");
        }
        ClusterConnection connection = Kubeconfig.read(kubeconfig, context);
        try (KubernetesClient client = connection.open();
                Ledger opened = Ledger.in(ledger)) {
            return run(
                    settings,
                    Optional.of(new RouteLeases(
                            new KubernetesObjects(client),
                            opened.leases(),
                            connection.name(),
                            Clock.systemUTC(),
                            Sleeper.REAL)));
        }
    }

    private int run(GateSettings settings, Optional<RouteLeases> routes)
            throws DeliveryException, InterruptedException {
        TrafficGate gate = new TrafficGate(settings, routes, source.source(settings.route()), Clock.systemUTC());
        GateState state = GateState.begin(UUID.randomUUID().toString());
        return options.show(gate.run(state, Sleeper.REAL, stored -> {}));
    }

    private GateSettings settings() throws BadInputException {
        double fraction = Amounts.share("--share", share);
        String[] at = (route == null ? production : route).split("/", -1);
        RouteRequest request = new RouteRequest(
                router,
                mirror ? RouteRequest.Mode.MIRROR : RouteRequest.Mode.WEIGHT,
                backend("--route", String.join("/", at)).namespace(),
                at[1],
                rule,
                backend("--production", production),
                backend("--candidate", candidate),
                fraction);
        double expected = source.isProbe() ? ProbeSource.SHARE : mirror ? fraction / (1 + fraction) : fraction;
        return new GateSettings(
                request,
                Limits.of(
                        Amounts.share("--p95-increase", p95Increase),
                        Amounts.share("--error-rate", errorRate),
                        minRequests),
                certify,
                expected,
                Amounts.duration("--window", window),
                Amounts.duration("--max-window", maxWindow),
                Amounts.duration("--warm-up", warmUp),
                Amounts.duration("--interval", interval),
                holder);
    }

    private static Backend backend(String option, String text) throws BadInputException {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new BadInputException(option + " '" + text + "' is not NAMESPACE/NAME");
        }
        return Backend.of(parts[0], parts[1]);
    }
}
