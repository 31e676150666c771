package io.jenkins.plugins.modeldelivery.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class TrafficRestoreCommand implements Callable<Integer> {
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
                    new KubernetesObjects(client), opened.leases(), name, Clock.systemUTC(), Sleeper.REAL);
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
