package io.jenkins.plugins.modeldelivery.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.judge.CountsFile;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Groups the commands about live traffic. */
@Command(
        name = "traffic",
        mixinStandardHelpOptions = true,
        description = "Compares a candidate with production under live traffic.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TrafficCheckCommand.class, TrafficCommand.JudgeCommand.class, TrafficCommand.RestoreCommand.class
        })
final class TrafficCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing: judge, check or restore; see traffic --help");
    }

    /** {@code traffic judge}: recorded counts in, verdict out; no network. */
    @Command(
            name = "judge",
            mixinStandardHelpOptions = true,
            description = "Judges recorded counts and latencies of a candidate and production.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  model-delivery traffic judge --counts counts.json",
                "  model-delivery traffic judge --counts many.jsonl --format json"
            })
    static final class JudgeCommand implements Callable<Integer> {
        @Option(
                names = "--counts",
                required = true,
                paramLabel = "FILE",
                description =
                        "A traffic-counts document, or JSONL with one a line (the exit code is that of the worst)")
        private Path counts;

        @Mixin
        private ReportOptions options;

        @Override
        public Integer call() throws BadInputException {
            CountsFile judged = CountsFile.judge(counts);
            if (judged.reports().size() == 1 && !(judged.lines() && options.format == ReportOptions.Format.json)) {
                return options.show(judged.reports().get(0));
            }
            options.print(judged.reports().stream().map(this::render).collect(Collectors.joining("\n")));
            return ExitCode.of(Verdict.worst(
                    judged.reports().stream().map(TrafficReport::verdict).toList()));
        }

        private String render(TrafficReport report) {
            return switch (options.format) {
                case json -> Json.compact(report.toJson());
                case text -> report.toText();
                case markdown -> report.toMarkdown();
            };
        }
    }

    /** {@code traffic restore}: puts routes back that a dead Jenkins left split; safe at any time, as often as one likes. */
    @Command(
            name = "restore",
            mixinStandardHelpOptions = true,
            description = "Puts split routes back as they were, by the leases in the ledger.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  model-delivery traffic restore --expired --ledger ledger --kubeconfig config",
                "  model-delivery traffic restore --lease 0b6c1c8e --ledger ledger --kubeconfig config"
            })
    static final class RestoreCommand implements Callable<Integer> {
        static final class Which {
            @Option(names = "--lease", paramLabel = "ID", description = "This lease, whether its time is over or not")
            private String lease;

            @Option(names = "--expired", description = "Every lease of this cluster whose time is over")
            private boolean expired;
        }

        @ArgGroup(exclusive = true, multiplicity = "1")
        private Which which;

        @Mixin
        private LedgerOptions ledger;

        @Option(
                names = "--force",
                description = "With --lease: also where production has no ready endpoint and the candidate has")
        private boolean force;

        @Option(
                names = "--cluster",
                paramLabel = "NAME",
                description = "The cluster's name in the ledger; default: host and port of its API server")
        private String cluster;

        @Mixin
        private ClusterOptions connection;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws DeliveryException, InterruptedException {
            ClusterConnection to = connection.connection();
            String name = cluster == null ? to.name() : cluster;
            try (KubernetesClient client = to.open();
                    Ledger opened = ledger.open()) {
                RouteLeases routes = new RouteLeases(
                        new KubernetesObjects(client),
                        opened.leases(),
                        name,
                        to.formerName(),
                        Clock.systemUTC(),
                        Sleeper.REAL);
                List<RestoreResult> results = restore(routes);
                PrintWriter out = spec.commandLine().getOut();
                results.forEach(result -> out.println(result.outcome() + ": " + result.message()));
                if (results.isEmpty()) {
                    out.println(nothing(opened, name));
                }
                out.flush();
                return results.stream().allMatch(RestoreResult::isClean) ? ExitCode.PASS : ExitCode.FAIL;
            }
        }

        /** A ledger may hold leases of several clusters, and one cluster be reached by several addresses. */
        private static String nothing(Ledger ledger, String name) throws DeliveryException, InterruptedException {
            Instant now = Clock.systemUTC().instant();
            String others = ledger.leases().open().stream()
                    .filter(lease ->
                            lease.isOverdue(now) && !lease.target().cluster().equals(name))
                    .map(lease -> lease.id() + " (" + lease.target().cluster() + ")")
                    .collect(Collectors.joining(", "));
            return others.isEmpty()
                    ? "No lease is past its time."
                    : "No lease of cluster " + name + " is past its time; of others: " + others + ", see --cluster.";
        }

        private List<RestoreResult> restore(RouteLeases routes) throws DeliveryException, InterruptedException {
            if (which.expired) {
                return routes.restoreExpired();
            }
            return force ? routes.forceRestore(which.lease) : routes.restoreLease(which.lease);
        }
    }
}
