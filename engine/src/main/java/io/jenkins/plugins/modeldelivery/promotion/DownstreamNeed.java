package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A served version of a model downstream whose evaluation no longer holds after a delivery.
 *
 * @param environment where it serves
 */
public record DownstreamNeed(String model, String version, String environment) {
    /** What a finished delivery leaves to be evaluated anew, in the order of its details; bounded as they are. */
    public static List<DownstreamNeed> of(Delivery d) {
        List<DownstreamNeed> needs = new ArrayList<>();
        for (JsonNode edge : d.draft().details().path("downstream")) {
            if (!DownstreamEffects.holds(edge)) {
                needs.add(new DownstreamNeed(
                        edge.path("model").asText(),
                        edge.path("version").asText(),
                        edge.path("environment").asText()));
            }
        }
        return List.copyOf(needs);
    }
}
