package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.traffic.metrics.Presets;
import io.jenkins.plugins.modeldelivery.traffic.metrics.QueryTemplate;
import io.jenkins.plugins.modeldelivery.traffic.metrics.SideQueries;
import picocli.CommandLine.Option;

/** What Prometheus is asked: the queries of a preset, or one's own. */
final class QueryOptions {
    private static final double MILLISECONDS = 0.001;

    enum Unit {
        s,
        ms
    }

    @Option(
            names = "--preset",
            description = "Whose metrics: ${COMPLETION-CANDIDATES}; default: ISTIO, or none with own queries")
    Presets preset;

    @Option(
            names = "--query-requests",
            defaultValue = "",
            paramLabel = "PROMQL",
            description = "Own query: raw counter of all requests; {namespace} and {workload} stand for each side's")
    String requests;

    @Option(
            names = "--query-errors",
            defaultValue = "",
            paramLabel = "PROMQL",
            description = "Own query: raw counter of failed requests; or --error-label")
    String errors;

    @Option(
            names = "--query-latency",
            defaultValue = "",
            paramLabel = "PROMQL",
            description = "Own query: _bucket series with label le, or native histograms")
    String latency;

    @Option(
            names = "--error-label",
            defaultValue = "",
            paramLabel = "LABEL",
            description = "Label of --query-requests that tells failed ones")
    String errorLabel;

    @Option(
            names = "--error-pattern",
            defaultValue = "5..",
            paramLabel = "REGEX",
            description = "For the whole value of --error-label; default ${DEFAULT-VALUE}")
    String errorPattern;

    @Option(
            names = "--latency-unit",
            defaultValue = "s",
            description = "Of the buckets of --query-latency: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    Unit unit;

    SideQueries candidate(String namespace, String workload) throws BadInputException {
        return isOwn() ? own(namespace, workload) : preset().candidate(namespace, workload);
    }

    SideQueries production(String namespace, String workload) throws BadInputException {
        return isOwn() ? own(namespace, workload) : preset().production(namespace, workload);
    }

    private boolean isOwn() {
        return !(requests + errors + latency + errorLabel).isEmpty();
    }

    private Presets preset() {
        return preset == null ? Presets.ISTIO : preset;
    }

    private SideQueries own(String namespace, String workload) throws BadInputException {
        if (preset != null) {
            throw new BadInputException("--preset and own queries exclude each other; leave one of them out");
        }
        return new QueryTemplate(
                        requests, errors, errorLabel, errorPattern, latency, unit == Unit.ms ? MILLISECONDS : 1)
                .of(namespace, workload);
    }
}
