package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.parameter.Amounts;
import io.jenkins.plugins.modeldelivery.parameter.Parameter;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a traffic gate asks for, as people, or the section {@code traffic} of a policy, say it.
 *
 * @param share of requests that the candidate gets, above 0 and below 1; 5% unless given
 */
public record TrafficParameters(
        String share,
        @Parameter(usual = "300s", help = "Default {usual}") String window,
        @Parameter(help = "Default 900s") String maxWindow,

        @Parameter(usual = "30s", help = "Not counted; default {usual}")
        String warmUp,

        @Parameter(help = "Between looks; default 3s, with --probe 15s")
        String interval,

        @Parameter(usual = "15%", help = "Default {usual}") String p95Increase,
        @Parameter(usual = "0.1%", help = "Default {usual}") String errorRate,
        @Parameter(usual = "1000", help = "Default {usual}") Long minRequests,

        @Parameter(help = "Demand confidence bounds inside the limits")
        boolean certify) {
    private static final Duration LONGEST = Duration.ofSeconds(900);

    public TrafficParameters {
        share = share == null ? "5%" : share;
    }

    /**
     * What a validated policy says, and what is filled in over it.
     *
     * @param section {@code traffic} of the policy; each key a number, or text
     */
    public static TrafficParameters of(JsonNode section, Object filled) {
        Map<String, String> policy = new HashMap<>();
        section.properties().forEach(key -> policy.put(key.getKey(), text(key.getValue())));
        return Parameters.of(TrafficParameters.class, policy, filled);
    }

    /** A schema takes 1000.0 for a whole number, too. */
    private static String text(JsonNode value) {
        return value.canConvertToExactIntegral() ? value.bigIntegerValue().toString() : value.asText();
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
