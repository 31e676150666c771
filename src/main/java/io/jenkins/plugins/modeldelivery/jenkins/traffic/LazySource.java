package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import java.io.IOException;

/**
 * A source that is opened when it is first looked at. Files, agents and credentials may be away by then; that is a look
 * without counts, which the gate judges, and it never stands in the way of putting a route back.
 */
final class LazySource implements TrafficSource {
    /** Opens the source, or fails in whatever way. */
    interface Opening {
        TrafficSource open() throws DeliveryException, IOException, InterruptedException;
    }

    private final Opening opening;

    @CheckForNull
    private TrafficSource opened;

    LazySource(Opening opening) {
        this.opening = opening;
    }

    @Override
    public Observation observe(MetricsCursor cursor) throws DeliveryException, InterruptedException {
        if (opened == null) {
            try {
                opened = opening.open();
            } catch (IOException e) {
                throw new UnreachableException("The metrics cannot be opened: " + e.getMessage(), e);
            }
        }
        return opened.observe(cursor);
    }
}
