package io.jenkins.plugins.modeldelivery.traffic.metrics;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.Serializable;
import java.util.regex.Pattern;

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
        String requests, String errors, String errorLabel, String errorPattern, String latency, double unitSeconds)
        implements Serializable {
    private static final Pattern SELECTOR =
            Pattern.compile("\\s*[A-Za-z_:][A-Za-z0-9_:]*\\s*(\\{([^{}\"]|\"([^\"\\\\]|\\\\.)*\")*}\\s*)?");

    /**
     * The query whose samples tell how old the numbers are: only a plain selector keeps their time, what a function or a
     * sum gives is always as new as the question.
     *
     * @throws BadInputException when neither requests nor latency is a plain selector
     */
    String dated() throws BadInputException {
        for (String query : new String[] {requests, latency}) {
            if (SELECTOR.matcher(query).matches()) {
                return query;
            }
        }
        throw new BadInputException("Neither '" + requests + "' nor '" + latency
                + "' is a plain selector, so stale samples would look new; write one of them without functions");
    }
}
