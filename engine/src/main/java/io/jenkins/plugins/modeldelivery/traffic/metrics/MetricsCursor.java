package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Where the next look of a {@link TrafficSource} begins. It is stored with the gate's state, so that it survives a restart.
 *
 * @param oldest the time (Unix seconds) from which the oldest of the counters read is; empty where they are as new as the look
 * @param times beside it, for each side; empty where the source has no such times
 * @param candidate what Prometheus' counters of the candidate showed
 * @param production what Prometheus' counters of production showed
 * @param at how many requests a probe has sent to each side
 * @param more what other sources keep
 */
public record MetricsCursor(
        OptionalDouble oldest,
        Optional<ScrapeTimes.Sides> times,
        Optional<Counters> candidate,
        Optional<Counters> production,
        OptionalLong at,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** Nothing was looked at yet: the next look only marks the beginning. */
    public static final MetricsCursor BEGINNING = other(Map.of());

    public MetricsCursor {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /**
     * The values of counters seen last, by the labels of their series.
     *
     * @param errors only where an own query tells them
     */
    public record Counters(Map<String, Double> requests, Map<String, Double> errors, Map<String, Double> latency) {
        static final Counters NONE = new Counters(Map.of(), Map.of(), Map.of());

        public Counters {
            requests = Collections.unmodifiableMap(new TreeMap<>(requests));
            errors = Collections.unmodifiableMap(new TreeMap<>(errors));
            latency = Collections.unmodifiableMap(new TreeMap<>(latency));
        }
    }

    /** The cursor of a source of another kind. */
    public static MetricsCursor other(Map<String, JsonNode> more) {
        return new MetricsCursor(
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                more);
    }

    static MetricsCursor probe(long at) {
        return new MetricsCursor(
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(at),
                Map.of());
    }

    public boolean atBeginning() {
        return equals(BEGINNING);
    }
}
