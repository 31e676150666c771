package io.jenkins.plugins.modeldelivery.promotion;

import java.util.List;

/**
 * A served version of a model downstream whose evaluation no longer holds after a delivery.
 *
 * @param environment where it serves
 */
public record DownstreamNeed(String model, String version, String environment) {
    /** What a finished delivery leaves to be evaluated anew, in the order of its details; bounded as they are. */
    public static List<DownstreamNeed> of(Delivery d) {
        return d.draft().details().downstream().stream()
                .filter(edge -> !edge.holds())
                .map(edge -> new DownstreamNeed(
                        edge.model(), edge.version(), edge.environment().orElse("")))
                .toList();
    }
}
