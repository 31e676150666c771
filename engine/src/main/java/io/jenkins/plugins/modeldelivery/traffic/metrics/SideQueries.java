package io.jenkins.plugins.modeldelivery.traffic.metrics;

/**
 * The raw counters of one side; selectors or sums without {@code rate} or {@code increase}.
 *
 * @param requests counter of all requests
 * @param errors counter of failed ones; "" where they are those of {@code requests} whose label matches
 * @param errorLabel label of {@code requests} that tells failed ones, "" with an own query
 * @param errorPattern regular expression for the whole value of that label
 * @param latency {@code _bucket} series with label {@code le}, or native histograms
 * @param unitSeconds of the bucket edges: 1, or 0.001 for milliseconds
 */
public record SideQueries(
        String requests, String errors, String errorLabel, String errorPattern, String latency, double unitSeconds) {}
