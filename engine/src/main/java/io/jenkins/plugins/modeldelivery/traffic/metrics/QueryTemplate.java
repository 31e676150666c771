package io.jenkins.plugins.modeldelivery.traffic.metrics;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;

/**
 * Own queries, written once for both sides: {@code {namespace}} and {@code {workload}} stand for each side's. They must give
 * raw counters, so no {@code rate} or {@code increase}; sums and {@code or vector(0)} are fine.
 *
 * @param requests counter of all requests
 * @param errors counter of failed ones; "" where the label tells them
 * @param errorLabel label of {@code requests} that tells failed ones; "" with a query for errors
 * @param errorPattern regular expression for the whole value of that label
 * @param latency {@code _bucket} series with label {@code le}, or native histograms
 * @param unitSeconds of the bucket edges: 1, or 0.001 for milliseconds
 */
public record QueryTemplate(
        String requests, String errors, String errorLabel, String errorPattern, String latency, double unitSeconds) {
    private static final String NAMESPACE = "{namespace}";
    private static final String WORKLOAD = "{workload}";

    /**
     * The queries of one side.
     *
     * @throws BadInputException when they cannot work, or a name has characters that end a selector
     */
    public SideQueries of(String namespace, String workload) throws BadInputException {
        Presets.require(namespace);
        Presets.require(workload);
        if (requests.isBlank() || latency.isBlank() || errors.isBlank() == errorLabel.isBlank()) {
            throw new BadInputException(
                    "Own queries take one for requests, one for latency, and for errors either a query"
                            + " or a label of the requests");
        }
        for (String query : new String[] {requests, errors, latency}) {
            if (query.matches("(?s).*\\b(rate|irate|increase|delta|idelta)\\s*\\(.*")) {
                throw new BadInputException("Query '" + query
                        + "' gives a rate; the raw counter is needed, differences are taken here (a new series' first"
                        + " error would be lost otherwise)");
            }
        }
        if (!requests.contains(WORKLOAD) && !requests.contains(NAMESPACE)) {
            throw new BadInputException("Query '" + requests + "' selects the same series for candidate and production;"
                    + " use {namespace} or {workload} in it");
        }
        return new SideQueries(
                fill(requests, namespace, workload),
                fill(errors, namespace, workload),
                errorLabel,
                errorPattern,
                fill(latency, namespace, workload),
                unitSeconds);
    }

    private static String fill(String query, String namespace, String workload) {
        return query.replace(NAMESPACE, namespace).replace(WORKLOAD, workload);
    }
}
