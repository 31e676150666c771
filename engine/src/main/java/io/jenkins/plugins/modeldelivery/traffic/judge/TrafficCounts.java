package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Everything that a verdict on live traffic depends on: the document {@code model-delivery/traffic-counts/v1}. What contradicts
 * itself is bad input, what is empty is not.
 *
 * @param windowSeconds how long was counted, above 0; empty where unknown
 * @param expectedShare the candidate's intended share of all counted requests, 0 to 1 exclusive
 * @param certify whether PASS demands confidence bounds inside the limits instead of point estimates
 */
@JsonPropertyOrder("schema")
public record TrafficCounts(
        OptionalDouble windowSeconds,
        double expectedShare,
        Limits limits,
        boolean certify,
        Side candidate,
        Side production) {
    /** The share of live traffic where nothing else is said. */
    public static final double DEFAULT_SHARE = 0.05;

    private static final String SCHEMA = "model-delivery/traffic-counts/v1";
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000_000L);
    private static final Set<String> SETTINGS =
            Set.of("windowSeconds", "expectedShare", "limits", "certify", "p95Increase", "errorRate", "minRequests");

    public TrafficCounts {
        if (!(windowSeconds.orElse(1) > 0)) {
            throw new IllegalArgumentException(
                    "windowSeconds " + windowSeconds.getAsDouble() + "; a number above 0 was expected");
        }
        if (!(expectedShare > 0 && expectedShare < 1)) {
            throw new IllegalArgumentException("expectedShare " + expectedShare + "; above 0 and below 1 was expected");
        }
    }

    /** The same counts under other limits. */
    public TrafficCounts judgedBy(Limits other) {
        return new TrafficCounts(windowSeconds, expectedShare, other, certify, candidate, production);
    }

    /** The document as it stands, where all but the two sides may be left out. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Stored(
            OptionalDouble windowSeconds,
            OptionalDouble expectedShare,
            Optional<StoredLimits> limits,
            Optional<Boolean> certify,
            StoredSide candidate,
            StoredSide production) {}

    private record StoredLimits(
            OptionalDouble p95Increase, OptionalDouble errorRate, Optional<BigDecimal> minRequests) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record StoredSide(
            BigDecimal requests,
            BigDecimal errors,
            @JsonProperty("latencySeconds") Latencies latencies) {}

    /**
     * @param source how to call the document in a message
     * @throws BadInputException naming the field that is missing or makes no sense
     */
    public static TrafficCounts parse(JsonNode document, String source) throws BadInputException {
        requireNoNull(document, source);
        requireNoNull(document.path("limits"), source);
        if (document.hasNonNull("schema") && !document.get("schema").asText().equals(SCHEMA)) {
            throw new BadInputException(
                    source + " has schema '" + document.get("schema").asText() + "'; " + SCHEMA + " was expected");
        }
        Stored stored = Json.bind(document, Stored.class, source);
        try {
            return new TrafficCounts(
                    stored.windowSeconds(),
                    stored.expectedShare().orElse(DEFAULT_SHARE),
                    stored.limits().isEmpty()
                            ? Limits.DEFAULT
                            : limits(stored.limits().get(), source),
                    stored.certify().orElse(false),
                    side(stored.candidate(), "candidate", source),
                    side(stored.production(), "production", source));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(source + " has " + e.getMessage(), e);
        }
    }

    private static Limits limits(StoredLimits stored, String source) throws BadInputException {
        long minRequests = stored.minRequests().isEmpty()
                ? Limits.DEFAULT.minRequests()
                : whole(stored.minRequests().get(), "limits.minRequests", source);
        try {
            return Limits.of(
                    stored.p95Increase().orElse(Limits.DEFAULT.p95Increase()),
                    stored.errorRate().orElse(Limits.DEFAULT.errorRate()),
                    minRequests);
        } catch (BadInputException e) {
            throw new BadInputException(source + ": " + e.getMessage(), e);
        }
    }

    private static Side side(StoredSide stored, String name, String source) throws BadInputException {
        long requests = whole(stored.requests(), name + ".requests", source);
        long errors = whole(stored.errors(), name + ".errors", source);
        if (errors > requests) {
            throw new BadInputException(source + " says " + errors + " errors in " + requests + " requests of " + name);
        }
        return new Side(requests, errors, stored.latencies());
    }

    private static long whole(BigDecimal value, String key, String source) throws BadInputException {
        if (value.signum() < 0
                || value.compareTo(MOST) > 0
                || value.stripTrailingZeros().scale() > 0) {
            throw new BadInputException(source + " needs a whole number of at least 0 as " + key + ", not " + value);
        }
        return value.longValueExact();
    }

    /** What is left out has a default; null is nothing that anybody chose. */
    private static void requireNoNull(JsonNode settings, String source) throws BadInputException {
        for (Map.Entry<String, JsonNode> setting : settings.properties()) {
            boolean ours = SETTINGS.contains(setting.getKey());
            if (ours && setting.getValue().isNull()) {
                throw new BadInputException(
                        source + " has an empty '" + setting.getKey() + "'; leave it out for its default");
            }
        }
    }

    @JsonProperty
    String schema() {
        return SCHEMA;
    }
}
