package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import java.time.Duration;

/**
 * What a traffic gate asks for, as the section {@code traffic} of a policy says it.
 *
 * @param share of requests that the candidate gets, above 0 and below 1
 * @param window how long is counted
 * @param maxWindow to where an undecided window may be extended
 */
public record TrafficRules(double share, Duration window, Duration maxWindow, Limits limits) {
    private static final String SHARE = "share";
    private static final String WINDOW = "window";
    private static final String MAX_WINDOW = "maxWindow";

    /**
     * 5 % of the traffic for 300 s, at most 15 % slower at p95, at most 0.1 % failed of at least 1,000 requests; extended
     * to at most 900 s.
     *
     * @param section the keys that differ from that; each a number, or text such as {@code 5%} and {@code 300s}
     * @throws BadInputException naming the key
     */
    public static TrafficRules of(JsonNode section) throws BadInputException {
        Duration window = duration(section, WINDOW, "300s");
        Duration longest = duration(section, MAX_WINDOW, "900s");
        if (!section.has(MAX_WINDOW) && longest.compareTo(window) < 0) {
            longest = window;
        }
        return new TrafficRules(
                share(section, SHARE, "5%"),
                window,
                longest,
                Limits.of(
                        share(section, "p95Increase", "15%"),
                        share(section, "errorRate", "0.1%"),
                        section.path("minRequests").asLong(1000)));
    }

    private static double share(JsonNode section, String key, String usual) throws BadInputException {
        return Amounts.share("traffic " + key, section.path(key).asText(usual));
    }

    private static Duration duration(JsonNode section, String key, String usual) throws BadInputException {
        return Amounts.duration("traffic " + key, section.path(key).asText(usual));
    }
}
