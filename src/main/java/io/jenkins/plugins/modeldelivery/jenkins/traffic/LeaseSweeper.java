package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.FolderEnvironments;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.durable.BackgroundWorkers;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.ClusterSession;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Every minute: leases in the ledger whose time is over are put back, whichever Jenkins took them. Clusters are reached
 * through the environments that are configured here, globally or on folders.
 */
@Extension
public final class LeaseSweeper extends AsyncPeriodicWork {
    private static final Logger LOGGER = Logger.getLogger(LeaseSweeper.class.getName());

    public LeaseSweeper() {
        super("Putting routes back whose traffic test is over");
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.MINUTES.toMillis(1);
    }

    @Override
    public long getInitialDelay() {
        return TimeUnit.SECONDS.toMillis(20);
    }

    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }

    @Override
    protected void execute(TaskListener listener) throws InterruptedException {
        sweep(Instant.now());
    }

    /** Does one round, now. */
    void sweep(Instant now) throws InterruptedException {
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(null)) {
            Set<String> clusters = new HashSet<>();
            for (Lease lease : openIn(ledger)) {
                if (lease.isOverdue(now)) {
                    clusters.add(lease.target().cluster());
                }
            }
            sweep(clusters, ledger);
        } catch (DeliveryException e) {
            LOGGER.log(Level.WARNING, "Leases on routes cannot be read: {0}", e.getMessage());
        }
    }

    private static void sweep(Set<String> clusters, Ledger ledger) throws InterruptedException {
        for (EnvironmentConfiguration environment :
                ModelDeliveryConfiguration.get().getEnvironments()) {
            sweep(clusters, environment, null, ledger);
        }
        if (clusters.isEmpty()) {
            return;
        }
        for (AbstractFolder<?> folder : Jenkins.get().allItems(AbstractFolder.class)) {
            FolderEnvironments property = folder.getProperties().get(FolderEnvironments.class);
            if (property != null) {
                for (EnvironmentConfiguration environment : property.getEnvironments()) {
                    sweep(clusters, environment, folder, ledger);
                }
            }
        }
        if (!clusters.isEmpty()) {
            LOGGER.log(
                    Level.WARNING,
                    "Routes in {0} are split although their time is over, and no environment here reaches them from the"
                            + " controller; run 'traffic restore --expired' where they can be reached",
                    clusters);
        }
    }

    /** Clusters that could be swept leave the set. */
    private static void sweep(
            Set<String> clusters, EnvironmentConfiguration environment, @CheckForNull Item item, Ledger ledger)
            throws InterruptedException {
        if (clusters.isEmpty() || environment.isFromAgent()) {
            return;
        }
        CredentialSource credentials = CredentialSource.of(item);
        try {
            ClusterConnection connection = ClusterSession.connection(environment, credentials);
            if (!clusters.contains(connection.name()) && !clusters.contains(connection.formerName())) {
                return;
            }
            List<RestoreResult> results = with(environment, credentials, null, ledger, RouteLeases::restoreExpired);
            clusters.remove(connection.name());
            for (RestoreResult result : results) {
                if (result.outcome() != RestoreResult.Outcome.OTHER_CLUSTER) {
                    tell(environment, result);
                }
            }
            if (results.stream().noneMatch(result -> result.outcome() == RestoreResult.Outcome.OTHER_CLUSTER)) {
                clusters.remove(connection.formerName());
            }
        } catch (DeliveryException e) {
            LOGGER.log(Level.WARNING, "Environment {0}: {1}", new Object[] {environment.getName(), e.getMessage()});
        } catch (RuntimeException e) { // a store of credentials that fails keeps no other environment from being swept
            LOGGER.log(Level.WARNING, e, () -> "Environment " + environment.getName());
        }
    }

    private static void tell(EnvironmentConfiguration environment, RestoreResult result) {
        LOGGER.warning(() -> "Put back after its time: " + result.message());
        Notifications.fire(
                null,
                Event.of(EventKind.ROUTE_RESTORED_LATE, Instant.now(), result.message())
                        .in(environment.getName()));
    }

    /**
     * A build that has ended keeps no route split, however it ended: killed hard, its program damaged, its resume failed. The
     * step itself has usually put everything back long before; then this finds nothing to do.
     */
    @Extension
    public static final class Listener extends RunListener<Run<?, ?>> {
        @Override
        public void onCompleted(Run<?, ?> run, @NonNull TaskListener listener) {
            List<TrafficLeaseAction> left = run.getActions(TrafficLeaseAction.class);
            if (!left.isEmpty()) {
                BackgroundWorkers.get().submit(BackgroundWorkers.Work.BRINGING_BACK, () -> putBack(left, run));
            }
        }

        private static void putBack(List<TrafficLeaseAction> left, Run<?, ?> run) {
            try (Ledger ledger = ModelDeliveryConfiguration.get().open(run)) {
                for (TrafficLeaseAction lease : left) {
                    for (RestoreResult result : restore(lease, run, ledger)) {
                        LOGGER.warning(() -> run + " ended without putting its route back: " + result.message());
                    }
                }
            } catch (DeliveryException e) {
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "A route that " + run
                                + " may have left split could not be put back yet; the sweeper tries again"
                                + " when the lease's time is over");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // Jenkins goes down; the sweeper finds the lease after it
            }
        }
    }

    /** What is to be done with the leases on a cluster. */
    private interface Task {
        List<RestoreResult> in(RouteLeases leases) throws DeliveryException, InterruptedException;
    }

    /** The open lease of a build, whether its time is over or not; nothing where there is none. */
    private static List<RestoreResult> restore(TrafficLeaseAction left, Run<?, ?> run, Ledger ledger)
            throws DeliveryException, InterruptedException {
        boolean open = openIn(ledger).stream().anyMatch(lease -> lease.id().equals(left.lease()));
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
    private static List<Lease> openIn(Ledger ledger) throws DeliveryException, InterruptedException {
        return ledger.leases()
                .open(damaged -> LOGGER.log(Level.WARNING, "A lease cannot be read: {0}", damaged.getMessage()));
    }

    /** Does it through the environment's connection. */
    private static List<RestoreResult> with(
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
                    cluster.connection().formerName(),
                    Clock.systemUTC(),
                    Sleeper.REAL));
        }
    }
}
