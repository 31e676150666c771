package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.ClusterSession;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import java.time.Clock;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Puts routes back that no step puts back any more. */
final class RouteKeeper {
    private static final Logger LOGGER = Logger.getLogger(RouteKeeper.class.getName());

    private RouteKeeper() {}

    /** What is to be done with the leases on a cluster. */
    interface Task {
        List<RestoreResult> in(RouteLeases leases) throws DeliveryException, InterruptedException;
    }

    /** The open lease of a build, whether its time is over or not; nothing where there is none. */
    static List<RestoreResult> restore(TrafficLeaseAction left, Run<?, ?> run, Ledger ledger)
            throws DeliveryException, InterruptedException {
        boolean open = open(ledger).stream().anyMatch(lease -> lease.id().equals(left.lease()));
        return open
                ? with(
                        left.environment(),
                        CredentialSource.of(run),
                        left.node(),
                        ledger,
                        leases -> leases.restoreLease(left.lease()))
                : List.of();
    }

    /** The leases that have not ended; one that is damaged hides no other. */
    static List<Lease> open(Ledger ledger) throws DeliveryException, InterruptedException {
        return ledger.leases()
                .open(damaged -> LOGGER.log(Level.WARNING, "A lease cannot be read: {0}", damaged.getMessage()));
    }

    /** Does it through the environment's connection. */
    static List<RestoreResult> with(
            EnvironmentConfiguration environment,
            CredentialSource credentials,
            @CheckForNull String node,
            Ledger ledger,
            Task task)
            throws DeliveryException, InterruptedException {
        try (ClusterSession cluster = ClusterSession.open(environment, credentials, node)) {
            return task.in(new RouteLeases(
                    cluster.objects(),
                    ledger.leases(),
                    cluster.connection().name(),
                    Clock.systemUTC(),
                    Sleeper.REAL));
        }
    }
}
