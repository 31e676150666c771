package io.jenkins.plugins.modeldelivery.traffic.metrics;

import java.util.Optional;

/**
 * From when the counters of one side are: each was scraped at its own moment.
 *
 * @param oldest of its counters, Unix seconds
 * @param newest likewise
 * @param mean of all
 */
public record ScrapeTimes(double oldest, double newest, double mean) {
    /** Those of both sides; empty where a side has no counter. */
    public record Sides(Optional<ScrapeTimes> candidate, Optional<ScrapeTimes> production) {}
}
