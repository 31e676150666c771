package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;

/** Where counts come from. */
public interface TrafficSource {
    /**
     * What happened between two looks.
     *
     * @param cursor where the next look begins; plain JSON, so that it survives a restart; a number {@code oldest} in it is
     *     the time (Unix seconds) from which the oldest of the counters read is, absent where they are as new as the look;
     *     beside it {@code times} has the {@link ScrapeTimes} of {@code candidate} and {@code production}
     */
    record Observation(ObjectNode cursor, RequestTally candidate, RequestTally production) {}

    /**
     * Looks at both sides. With an empty cursor it only marks the beginning and counts nothing.
     *
     * @throws DeliveryException when the answer is missing, stale, contradictory or not a number: never read as zero
     */
    Observation observe(ObjectNode cursor) throws DeliveryException, InterruptedException;
}
