package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.durable.OutagePatience;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.Phase;
import java.time.Duration;

/**
 * One delivery under way, whoever keeps it: takes it a step further, has each new state kept before the next one, tells
 * the log, and waits for a cluster or ledger that stays away. For one thread at a time.
 */
final class Course implements AutoCloseable {
    /** Who keeps the delivery: a build, or a record of its own. */
    interface Keeper {
        /** Opens ledger and cluster, with the credentials as they are now. */
        ClusterSession open() throws DeliveryException;

        /**
         * Takes a new state.
         *
         * @param moved whether it must not be lost
         */
        void keep(Delivery state, boolean moved);
    }

    private final Keeper keeper;
    private final DeliveryLog deliveryLog;
    private final int rolloutSeconds;

    @CheckForNull
    private ClusterSession session;

    /** @param rolloutSeconds how long a rollout may take, null when nothing is said about that */
    Course(Keeper keeper, DeliveryLog deliveryLog, @CheckForNull Integer rolloutSeconds) {
        this.keeper = keeper;
        this.deliveryLog = deliveryLog;
        this.rolloutSeconds = rolloutSeconds == null ? 0 : rolloutSeconds;
    }

    ClusterSession session() throws DeliveryException {
        if (session == null) {
            session = keeper.open();
        }
        return session;
    }

    /** A first or next state. */
    void store(@CheckForNull Delivery before, Delivery now) {
        keeper.keep(now, deliveryLog.tell(before, now));
    }

    /**
     * The next step.
     *
     * @param stop why it is given up, null to go on
     * @return how long to wait before the one after it
     * @throws DeliveryException when nothing was changed, or patience is over
     */
    Duration proceed(Delivery d, @CheckForNull String stop) throws DeliveryException, InterruptedException {
        try {
            Delivery given = stop == null ? d : session().promotion().abort(d, stop);
            if (!given.equals(d)) {
                store(d, given);
                return Duration.ZERO; // kept before it takes effect
            }
            Delivery next = session().promotion().advance(d);
            store(d, next);
            deliveryLog.allIsWell();
            return next.waits() ? deliveryLog.pause() : Duration.ZERO;
        } catch (RefusedException e) {
            if (d.phase() == Phase.PREPARED) {
                throw e;
            }
            return trouble(d, e, stop != null);
        } catch (DeliveryException e) {
            return trouble(d, e, stop != null);
        }
    }

    private Duration trouble(Delivery d, DeliveryException e, boolean stopping) throws RefusedException {
        boolean hurry = d.phase() == Phase.PREPARED || stopping;
        Duration limit =
                hurry ? OutagePatience.BEFORE_CHANGES : OutagePatience.DURING_CHANGES.plusSeconds(rolloutSeconds);
        close(); // next time with credentials as they are then
        String remedy = "; decision " + d.operation() + " stays open, run this again to take it up";
        return deliveryLog.retry(e.getMessage(), limit, remedy);
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
