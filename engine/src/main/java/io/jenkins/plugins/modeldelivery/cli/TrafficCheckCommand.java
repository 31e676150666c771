package io.jenkins.plugins.modeldelivery.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.Kubeconfig;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.GateSettings;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGate;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState;
import io.jenkins.plugins.modeldelivery.traffic.TrafficParameters;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ProbeSource;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
@DeclaredOptions.Of(TrafficParameters.class)
final class TrafficCheckCommand implements Callable<Integer> {
    @Mixin
    private RouteOptions route;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "With inline data; needed unless external")
    private Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Context instead of the file's current one")
    private String context;

    @Mixin
    private LedgerOptions ledger;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Where the gate stands; a run with the file of one that was killed goes on with it")
    private Path stateFile;

    @Option(names = "--holder", defaultValue = "command line", description = "Named in the lease")
    private String holder;

    @Mixin
    private WatchdogOptions watchdog;

    @Option(
            names = "--dry-run",
            description = "Check everything, show what would be written to the cluster as JSON, change nothing")
    private boolean dryRun;

    @Mixin
    private SourceOptions source;

    @Mixin
    private ReportOptions options;

    @Spec
    private CommandSpec spec;

    private final Clock clock = SteadyClock.start();

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        GateSettings settings = settings();
        if (settings.route().router() == RouteRequest.Router.EXTERNAL) {
            return run(settings, Optional.empty());
        }
        if (kubeconfig == null || !ledger.isGiven()) {
            throw new BadInputException("Shifting traffic takes --kubeconfig and --ledger, or --router external");
        }
        ClusterConnection connection = Kubeconfig.read(kubeconfig, context);
        try (KubernetesClient client = connection.open();
                Ledger opened = ledger.openOrMake()) {
            RouteLeases routes = watchdog.guard(new RouteLeases(
                    new KubernetesObjects(client),
                    opened.leases(),
                    connection.name(),
                    connection.formerName(),
                    clock,
                    Sleeper.REAL));
            return dryRun ? show(routes, settings) : run(settings, Optional.of(routes));
        }
    }

    private int show(RouteLeases routes, GateSettings settings) throws DeliveryException, InterruptedException {
        Instant until = clock.instant().plus(settings.longest());
        options.print(Json.pretty(routes.plan(settings.route(), until)));
        return ExitCode.PASS;
    }

    private int run(GateSettings settings, Optional<RouteLeases> routes)
            throws DeliveryException, InterruptedException {
        TrafficGate gate = new TrafficGate(settings, routes, source.source(settings.route(), clock), clock);
        StateFile file = new StateFile(stateFile);
        TrafficGateState[] last = {begin(file, settings.route().describe())};
        ShutdownCleanup end = ShutdownCleanup.of(Thread.currentThread());
        try {
            int exitCode = options.show(gate.run(last[0], Sleeper.REAL, state -> {
                last[0] = state;
                file.keep(state.text());
            }));
            file.delete();
            return exitCode;
        } catch (UncheckedIOException e) {
            throw new BadInputException(e.getMessage(), e);
        } catch (InterruptedException | DeliveryException e) {
            // a request that was under way when the process was asked to end may show as a failed one
            if (last[0].phase() == TrafficGateState.Phase.RESTORED) {
                file.delete();
            }
            if (!end.isAsked()) {
                tellOfWhatStaysSplit(last[0]);
                throw e;
            }
            return ended(gate.report(last[0]));
        } finally {
            end.close();
        }
    }

    /** The state to go on with; a new one where there is no file. */
    private TrafficGateState begin(StateFile file, String split) throws BadInputException {
        Optional<String> kept;
        try {
            kept = file.text();
        } catch (BadInputException e) {
            throw new BadInputException("--state " + stateFile + " gives no state to go on with: " + e.getMessage(), e);
        }
        if (kept.isEmpty()) {
            TrafficGateState first =
                    TrafficGateState.begin(UUID.randomUUID().toString()).about(split);
            file.keep(first.text());
            return first;
        }
        TrafficGateState state = TrafficGateState.parse(kept.get(), "--state " + stateFile);
        String begun = state.split().orElse(split);
        if (!begun.equals(split)) {
            throw new BadInputException("--state " + stateFile + " is about " + begun + ", the options about " + split
                    + "; name another file, or put that split back with 'traffic restore --lease " + state.lease()
                    + "'");
        }
        return state;
    }

    private void tellOfWhatStaysSplit(TrafficGateState state) {
        if (state.phase() == TrafficGateState.Phase.SHIFTED || state.phase() == TrafficGateState.Phase.OBSERVING) {
            PrintWriter err = spec.commandLine().getErr();
            String until = state.until().map(time -> " until " + time).orElse("");
            err.println("model-delivery: the route may still be split; lease " + state.lease() + " is open" + until
                    + ", put it back with 'traffic restore --lease " + state.lease() + "'");
            err.flush();
        }
    }

    /** Tells what became of the route, while the end of the process waits for it. */
    private int ended(TrafficGateReport report) throws BadInputException {
        PrintWriter err = spec.commandLine().getErr();
        err.println("model-delivery: interrupted");
        err.flush();
        return options.show(report);
    }

    private GateSettings settings() throws BadInputException {
        TrafficParameters asked = DeclaredOptions.of(TrafficParameters.class, spec, route);
        RouteRequest request = route.request(asked);
        double share = request.share();
        return asked.settings(
                request,
                source.isProbe() ? ProbeSource.SHARE : route.mirror ? share / (1 + share) : share,
                source.isProbe() ? "15s" : "3s",
                holder);
    }

    /** Lets a command that changed the world tidy up when it is asked to end (Ctrl-C, SIGTERM), before the process does. */
    static final class ShutdownCleanup implements AutoCloseable {
        private static final long PATIENCE_SECONDS = 60;

        private final CountDownLatch done = new CountDownLatch(1);
        private final Thread hook;
        private volatile boolean asked;

        private ShutdownCleanup(Thread worker) {
            hook = new Thread(() -> {
                asked = true;
                worker.interrupt();
                try {
                    done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        /** From now on the worker is interrupted when the process is asked to end, and waited for until {@link #close}. */
        static ShutdownCleanup of(Thread worker) {
            ShutdownCleanup end = new ShutdownCleanup(worker);
            Runtime.getRuntime().addShutdownHook(end.hook);
            return end;
        }

        /** Whether the process was asked to end. */
        boolean isAsked() {
            return asked;
        }

        @Override
        public void close() {
            done.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process is ending already: the hook has run
            }
        }
    }
}
