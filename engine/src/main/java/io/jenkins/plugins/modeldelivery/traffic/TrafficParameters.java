package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.parameter.Amounts;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a traffic gate asks for, as people, or the section {@code traffic} of a policy, say it.
 *
 * @param share of requests that the candidate gets, above 0 and below 1, such as {@code 5%}, which it is unless given
 * @param window how long is counted after the warm-up; 300s unless given
 * @param maxWindow to where an undecided window may be extended; 900s or the window, if that is longer, unless given
 * @param warmUp at the beginning, not counted; 30s unless given
 * @param interval between two looks; what suits the source unless given
 * @param p95Increase how much slower than production at p95; 15% unless given
 * @param errorRate highest share of failed requests; 0.1% unless given
 * @param minRequests fewer requests to the candidate decide nothing; 1000 unless given
 * @param certify whether the confidence bounds, not only what was measured, must be inside the limits
 */
public record TrafficParameters(
        String share,
        String window,
        String maxWindow,
        String warmUp,
        String interval,
        String p95Increase,
        String errorRate,
        Long minRequests,
        boolean certify) {
    private static final Duration LONGEST = Duration.ofSeconds(900);

    public TrafficParameters {
        share = share == null ? "5%" : share;
        window = window == null ? "300s" : window;
        warmUp = warmUp == null ? "30s" : warmUp;
        p95Increase = p95Increase == null ? "15%" : p95Increase;
        errorRate = errorRate == null ? "0.1%" : errorRate;
        minRequests = minRequests == null ? Long.valueOf(1000) : minRequests;
    }

    /**
     * What a validated policy says, and what is filled in over it.
     *
     * @param section {@code traffic} of the policy; each key a number, or text
     */
    public static TrafficParameters of(JsonNode section, Object filled) {
        Map<String, String> policy = new HashMap<>();
        section.properties()
                .forEach(key -> policy.put(key.getKey(), key.getValue().asText()));
        return Parameters.of(TrafficParameters.class, policy, filled);
    }

    /** The share as a fraction. */
    public double fraction() throws BadInputException {
        return Amounts.share("share", share);
    }

    /**
     * The same for the engine, all of it checked.
     *
     * @param expectedShare the candidate's share of all counted requests
     * @param usualInterval what suits the source
     * @param holder who asks, for the lease
     */
    public GateSettings settings(RouteRequest route, double expectedShare, String usualInterval, String holder)
            throws BadInputException {
        Duration counted = Amounts.duration("window", window);
        Duration most = counted.compareTo(LONGEST) > 0 ? counted : LONGEST;
        GateSettings settings = new GateSettings(
                route,
                Limits.of(
                        Amounts.share("p95Increase", p95Increase), Amounts.share("errorRate", errorRate), minRequests),
                certify,
                expectedShare,
                counted,
                maxWindow == null ? most : Amounts.duration("maxWindow", maxWindow),
                Amounts.duration("warmUp", warmUp),
                Amounts.duration("interval", interval == null ? usualInterval : interval),
                holder);
        settings.check();
        return settings;
    }
}
