package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
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
@JsonIgnoreProperties(ignoreUnknown = true)
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
    private static final Set<String> SETTINGS =
            Set.of("windowSeconds", "expectedShare", "limits", "certify", "p95Increase", "errorRate", "minRequests");

    public TrafficCounts {
        if (!(windowSeconds.orElse(1) > 0)) {
            throw new IllegalArgumentException(
                    "windowSeconds is " + windowSeconds.getAsDouble() + "; a number above 0 was expected");
        }
        if (!(expectedShare > 0 && expectedShare < 1)) {
            throw new IllegalArgumentException(
                    "expectedShare is " + expectedShare + "; above 0 and below 1 was expected");
        }
    }

    /** As it stands in a document, where all but the two sides may be left out. */
    @JsonCreator
    static TrafficCounts stored(
            @JsonProperty("schema") Optional<String> schema,
            @JsonProperty("windowSeconds") OptionalDouble windowSeconds,
            @JsonProperty("expectedShare") OptionalDouble expectedShare,
            @JsonProperty("limits") Optional<Limits> limits,
            @JsonProperty("certify") Optional<Boolean> certify,
            @JsonProperty("candidate") Side candidate,
            @JsonProperty("production") Side production) {
        if (!schema.orElse(SCHEMA).equals(SCHEMA)) {
            throw new IllegalArgumentException("schema is '" + schema.get() + "'; " + SCHEMA + " was expected");
        }
        return new TrafficCounts(
                windowSeconds,
                expectedShare.orElse(DEFAULT_SHARE),
                limits.orElse(Limits.DEFAULT),
                certify.orElse(false),
                candidate,
                production);
    }

    /**
     * @param source how to call the document in a message
     * @throws BadInputException naming the field that is missing or makes no sense
     */
    public static TrafficCounts parse(JsonNode document, String source) throws BadInputException {
        requireNoNull(document, source);
        requireNoNull(document.path("limits"), source);
        return Json.bind(document, TrafficCounts.class, source);
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
