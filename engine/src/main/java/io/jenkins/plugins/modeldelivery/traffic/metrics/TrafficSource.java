package io.jenkins.plugins.modeldelivery.traffic.metrics;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;

/** Where counts come from. */
public interface TrafficSource {
    /** Counters of requests that users sent. */
    String PROMETHEUS = "prometheus";

    /** Requests that the gate itself sent. */
    String PROBE = "probe";

    String UNKNOWN = "unknown";

    /**
     * What happened between two looks.
     *
     * @param cursor where the next look begins
     */
    record Observation(MetricsCursor cursor, RequestTally candidate, RequestTally production) {}

    /**
     * Looks at both sides. At the {@link MetricsCursor#BEGINNING} it only marks where counting starts, and counts nothing.
     *
     * @throws DeliveryException when the answer is missing, stale, contradictory or not a number: never read as zero
     */
    Observation observe(MetricsCursor cursor) throws DeliveryException, InterruptedException;

    /** What it is, for the report: {@value #PROMETHEUS}, {@value #PROBE}, or {@value #UNKNOWN}, which no minimum takes. */
    default String kind() {
        return UNKNOWN;
    }
}
