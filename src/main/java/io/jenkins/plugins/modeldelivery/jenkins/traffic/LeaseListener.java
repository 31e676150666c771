package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.durable.BackgroundWorkers;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A build that has ended keeps no route split, however it ended: killed hard, its program damaged, its resume failed. The
 * step itself has usually put everything back long before; then this finds nothing to do.
 */
@Extension
public final class LeaseListener extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(LeaseListener.class.getName());

    @Override
    public void onCompleted(Run<?, ?> run, @NonNull TaskListener listener) {
        List<TrafficLeaseAction> left = run.getActions(TrafficLeaseAction.class);
        if (!left.isEmpty()) {
            BackgroundWorkers.get().submit(() -> restore(left, run));
        }
    }

    private static void restore(List<TrafficLeaseAction> left, Run<?, ?> run) {
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(run)) {
            for (TrafficLeaseAction lease : left) {
                for (RestoreResult result : RouteKeeper.restore(lease, run, ledger)) {
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
