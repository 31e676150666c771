package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.OutagePatience;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import java.time.Clock;
import java.time.Duration;

/**
 * Drives one delivery to its end: takes it a step further, has each new state kept before the next step, tells what is new, and
 * waits for a cluster or ledger that stays away. For one thread at a time; who cannot wait calls {@link #proceed} again and again,
 * others {@link #run}.
 */
public final class Driver implements AutoCloseable {
    private static final Duration SHORTEST = Duration.ofMillis(500);

    /** Whose delivery it is: a command, a build, or a record of its own. What it throws unchecked ends the delivery's run. */
    public interface Host {
        /** Opens ledger and cluster, with the credentials as they are now. */
        DeliverySession open() throws DeliveryException;

        /**
         * Takes a new state before anything else happens.
         *
         * @param moved whether there is another phase or decision, so that the state must not be lost
         */
        void keep(Delivery now, boolean moved);

        /** Takes a state whose line nobody has read yet. */
        void tell(Delivery news);

        /** Takes one line about a trouble. */
        void log(String line);
    }

    /**
     * How long is waited.
     *
     * @param before for a service that stays away, while nothing is changed or somebody wants to stop; zero not at all
     * @param during the same while a change is in flight
     * @param poll at most between two looks, and between two tries
     */
    public record Patience(Duration before, Duration during, Duration poll) {}

    private final Host host;
    private final Patience patience;
    private final OutagePatience outage;
    private Delivery state;
    private DeliverySession session;
    private Duration pause = SHORTEST;

    /** @param kept the state to go on from; null where there is none until {@link #begin} */
    public Driver(Host host, Clock clock, Patience patience, Delivery kept) {
        this.host = host;
        this.patience = patience;
        this.outage = new OutagePatience(clock, host::log);
        this.state = kept;
    }

    /** Where the delivery stands; null before it began. */
    public Delivery state() {
        return state;
    }

    /** The session that is open, or a new one. */
    public DeliverySession session() throws DeliveryException {
        if (session == null) {
            session = host.open();
        }
        return session;
    }

    /** Has the first state kept. */
    public void begin(Delivery first) {
        take(first);
        outage.passed();
    }

    /**
     * The next step.
     *
     * @param stop why the delivery is given up, null to go on
     * @return how long to wait before the one after it
     * @throws DeliveryException when nothing was changed, or patience is over; the last kept state can be resumed
     */
    public Duration proceed(String stop) throws DeliveryException, InterruptedException {
        Delivery d = state;
        boolean isUnchanged = d.phase() == Phase.PREPARED;
        Delivery next;
        try {
            Promotion promotion = session().promotion();
            Delivery given = stop == null ? d : promotion.abort(d, stop);
            next = given.equals(d) ? promotion.advance(d) : given; // what is given up is kept before it takes effect
        } catch (DeliveryException e) {
            Duration limit = isUnchanged || stop != null ? patience.before() : patience.during();
            if (isUnchanged && e instanceof RefusedException || limit.isZero()) {
                throw e;
            }
            return outlast(
                    e.getMessage(), limit, "; decision " + d.operation() + " stays open, run this again to take it up");
        }
        take(next);
        outage.passed();
        return next.waits() ? pause : Duration.ZERO;
    }

    /**
     * Something stays away: closes the session, so that the next one has the credentials as they are by then.
     *
     * @return how long to wait before the next try
     * @throws io.jenkins.plugins.modeldelivery.failure.UnreachableException when it stayed away for longer than the limit
     */
    public Duration outlast(String line, Duration limit, String remedy) throws DeliveryException {
        close();
        outage.outlast(line, limit, remedy);
        return patience.poll();
    }

    /**
     * Runs to the end in this thread.
     *
     * @throws DeliveryException as {@link #proceed}
     */
    public Delivery run(Sleeper sleeper) throws DeliveryException, InterruptedException {
        while (!state.isDone()) {
            Duration wait = proceed(null);
            if (!wait.isZero()) {
                sleeper.sleep(wait);
            }
        }
        return state;
    }

    private void take(Delivery now) {
        Delivery before = state;
        boolean moved = before == null || before.phase() != now.phase() || before.seq() != now.seq();
        boolean isNews = moved || !before.line().equals(now.line());
        // while things move, the next look comes soon; but a lasting storm of others' writes is not to be fed
        boolean isStorm = before != null && before.isContested() && now.isContested();
        pause = shorter(isNews && !isStorm ? SHORTEST : pause.multipliedBy(2), patience.poll());
        state = now;
        host.keep(now, moved);
        if (isNews && !now.line().isEmpty()) {
            host.tell(now);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
