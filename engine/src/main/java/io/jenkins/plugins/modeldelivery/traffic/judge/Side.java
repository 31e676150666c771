package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What one side of a comparison did within the window.
 *
 * @param requests all requests, failed ones included
 * @param errors failed requests, at most {@code requests}
 * @param latencies of the requests that were timed
 */
public record Side(
        long requests,
        long errors,
        @JsonProperty("latencySeconds") Latencies latencies) {
    public Side {
        if (requests < 0 || errors < 0 || errors > requests) {
            throw new IllegalArgumentException(errors + " errors in " + requests + " requests");
        }
    }

    /** The share of failed requests; NaN without requests. */
    double errorShare() {
        return (double) errors / requests;
    }
}
