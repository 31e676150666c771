package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;

/**
 * What one side of a comparison did within the window.
 *
 * @param requests all requests, failed ones included
 * @param errors failed requests, at most {@code requests}
 * @param latencies of the requests that were timed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Side(
        long requests,
        long errors,
        @JsonProperty("latencySeconds") Latencies latencies) {
    private static final double MOST = 1e15;

    public Side {
        if (requests < 0 || errors < 0 || errors > requests) {
            throw new IllegalArgumentException(errors + " errors in " + requests + " requests");
        }
    }

    /** As it stands in a document, where a whole number may have a decimal point. */
    @JsonCreator
    static Side stored(
            @JsonProperty("requests") double requests,
            @JsonProperty("errors") double errors,
            @JsonProperty("latencySeconds") Latencies latencies) {
        return new Side(whole("requests", requests), whole("errors", errors), latencies);
    }

    @SuppressFBWarnings(value = "FE_FLOATING_POINT_EQUALITY", justification = "asks whether a number is whole")
    static long whole(String name, double value) {
        if (!(value >= 0 && value <= MOST && value == Math.rint(value))) {
            throw new IllegalArgumentException(name + " is " + value + "; a whole number of at least 0 was expected");
        }
        return (long) value;
    }

    /** The share of failed requests; NaN without requests. */
    double errorShare() {
        return (double) errors / requests;
    }
}
