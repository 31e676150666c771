package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Optional;

/**
 * From when the counters of one side are: each was scraped at its own moment.
 *
 * @param oldest of its counters, Unix seconds
 * @param newest likewise
 * @param mean of all
 */
public record ScrapeTimes(double oldest, double newest, double mean) {
    private static final String OLDEST = "oldest";
    private static final String NEWEST = "newest";
    private static final String MEAN = "mean";

    /** The times of a side in a cursor's {@code times}; empty where it had no counter, or its source has no such times. */
    public static Optional<ScrapeTimes> of(JsonNode json) {
        return json.hasNonNull(OLDEST) && json.hasNonNull(NEWEST) && json.hasNonNull(MEAN)
                ? Optional.of(new ScrapeTimes(
                        json.path(OLDEST).asDouble(),
                        json.path(NEWEST).asDouble(),
                        json.path(MEAN).asDouble()))
                : Optional.empty();
    }

    public ObjectNode toJson() {
        return Json.object().put(OLDEST, oldest).put(NEWEST, newest).put(MEAN, mean);
    }
}
