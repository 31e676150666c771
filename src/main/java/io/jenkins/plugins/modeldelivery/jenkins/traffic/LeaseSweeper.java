package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Item;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.FolderEnvironments;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.ClusterSession;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
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
            for (Lease lease : RouteKeeper.open(ledger)) {
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
            if (!clusters.contains(connection.name())) {
                return;
            }
            List<RestoreResult> results =
                    RouteKeeper.with(environment, credentials, null, ledger, RouteLeases::restoreExpired);
            clusters.remove(connection.name());
            results.forEach(result -> tell(environment, result));
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
}
