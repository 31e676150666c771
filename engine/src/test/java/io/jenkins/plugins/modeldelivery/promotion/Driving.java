package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Drives a delivery of a test, and keeps what it was told. */
public final class Driving implements Driver.Host {
    private static final int TRIES = 30;

    private final DeliverySession session;
    private final Consumer<Delivery> kept;
    final List<String> troubles = new ArrayList<>();
    int opened;

    Driving(DeliverySession session, Consumer<Delivery> kept) {
        this.session = session;
        this.kept = kept;
    }

    /** With the patience of the command line. */
    public static Delivery toItsEnd(DeliverySession session, Sleeper sleeper, Delivery start, Consumer<Delivery> kept)
            throws DeliveryException, InterruptedException {
        Duration poll = session.environment().timing().poll();
        return new Driving(session, kept)
                .driver(start, new Driver.Patience(Duration.ZERO, poll.multipliedBy(TRIES), poll))
                .run(sleeper);
    }

    Driver driver(Delivery start, Driver.Patience patience) {
        return new Driver(this, session.clock(), patience, start);
    }

    @Override
    public DeliverySession open() {
        opened++;
        return session;
    }

    @Override
    public void keep(Delivery now, boolean moved) {
        kept.accept(now);
    }

    @Override
    public void tell(Delivery news) {
        // the states tell as much
    }

    @Override
    public void log(String line) {
        troubles.add(line);
    }
}
