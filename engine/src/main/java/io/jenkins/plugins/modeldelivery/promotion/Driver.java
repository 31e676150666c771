package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import java.time.Duration;
import java.util.function.Consumer;

/** Drives a delivery to its end in one thread, for callers that can wait; others call {@link Promotion#advance} themselves. */
public final class Driver {
    /** So many failures in a row of cluster or ledger are waited out. */
    public static final int TOLERATED = 30;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final Promotion promotion;
    private final Environment environment;
    private final Sleeper sleeper;

    public Driver(Promotion promotion, Environment environment, Sleeper sleeper) {
        this.promotion = promotion;
        this.environment = environment;
        this.sleeper = sleeper;
    }

    /**
     * Runs to DONE.
     *
     * @param stored told every new state, before anything else happens; to be kept by whoever wants to resume
     * @throws RefusedException when nothing was changed
     * @throws DeliveryException otherwise when cluster or ledger stayed away, or refuse to answer; the last stored state can
     *     be resumed
     */
    public Delivery run(Delivery start, Consumer<Delivery> stored) throws DeliveryException, InterruptedException {
        Delivery d = start;
        int failures = 0;
        Duration pause = FIRST_PAUSE;
        while (!d.isDone()) {
            try {
                d = promotion.advance(d);
                stored.accept(d);
                failures = 0;
                pause = d.isContested() ? longer(pause) : FIRST_PAUSE;
                if (d.waits()) {
                    sleeper.sleep(d.isContested() ? pause : environment.timing().poll());
                }
            } catch (UnreachableException | LostRaceException | RefusedException e) {
                if (++failures > TOLERATED || d.phase() == Phase.PREPARED) {
                    throw e;
                }
                sleeper.sleep(environment.timing().poll());
            }
        }
        return d;
    }

    /** Conflicts mostly pass at once, and a rollback is in a hurry; a lasting storm is not to be fed. */
    private Duration longer(Duration pause) {
        Duration next = pause.multipliedBy(2);
        Duration poll = environment.timing().poll();
        return next.compareTo(poll) > 0 ? poll : next;
    }
}
