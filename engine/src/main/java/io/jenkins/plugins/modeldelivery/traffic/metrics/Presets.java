package io.jenkins.plugins.modeldelivery.traffic.metrics;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.regex.Pattern;

/** The queries of common gateways and meshes for one workload. */
public enum Presets {
    /** Istio as the callers see it, so that requests that never arrived count too. */
    ISTIO,
    /** Envoy Gateway, Contour, kgateway: by cluster name; the backend refs need clusters of their own. */
    ENVOY,
    /**
     * ingress-nginx, as a ServiceMonitor has it scraped (labels of the controller's own pod renamed the others to {@code
     * exported_...}): requests that a canary answered carry the namespace and service of the main Ingress too; only the label
     * {@code canary} tells them apart, with the canary's namespace, service and port.
     */
    NGINX,
    /** Linkerd at the pod that answers, without what kubelets and Prometheus ask of it. */
    LINKERD,
    /** Traefik 2 and 3, whose series of a router carry the label {@code service} as well. */
    TRAEFIK,
    /** The model server's own histogram {@code http_server_requests_seconds}, by namespace and pod prefix. */
    APP,
    /** The same as a native histogram, whose buckets are narrow enough for 15 %. */
    APP_NATIVE;

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/@:-]{0,252}");
    /** What the generated parts of pod names are made of; no vowels, so that another workload's name is hardly mistaken. */
    private static final String HASH = "[bcdfghjklmnpqrstvwxz2456789]";

    private static final double MILLISECONDS = 0.001;

    /**
     * The candidate's counters.
     *
     * @param namespace of the workload
     * @param workload its name; for ENVOY the cluster name, for TRAEFIK the service name as Traefik calls it
     */
    public SideQueries candidate(String namespace, String workload) throws BadInputException {
        return this == NGINX ? canary(namespace, workload) : of(namespace, workload);
    }

    /** Production's counters; see {@link #candidate}. */
    public SideQueries production(String namespace, String workload) throws BadInputException {
        return of(namespace, workload);
    }

    private static SideQueries canary(String namespace, String workload) throws BadInputException {
        require(namespace);
        require(workload);
        return nginx("{canary=~\"" + pattern(namespace + "-" + workload) + "-[a-z0-9]+\"}");
    }

    private static SideQueries nginx(String select) {
        return by(
                "nginx_ingress_controller_requests" + select,
                "status",
                "5..",
                "nginx_ingress_controller_response_duration_seconds_bucket" + select,
                1);
    }

    private SideQueries of(String namespace, String workload) throws BadInputException {
        require(namespace);
        require(workload);
        return switch (this) {
            case ISTIO -> {
                String select = "{reporter=\"source\",destination_workload_namespace=\"" + namespace
                        + "\",destination_workload=\"" + workload + "\"}";
                yield by(
                        "istio_requests_total" + select,
                        "response_code",
                        "5..|0",
                        "istio_request_duration_milliseconds_bucket" + select,
                        MILLISECONDS);
            }
            case ENVOY -> {
                String select = "{envoy_cluster_name=\"" + workload + "\"}";
                yield by(
                        "envoy_cluster_upstream_rq_xx" + select,
                        "envoy_response_code_class",
                        "5",
                        "envoy_cluster_upstream_rq_time_bucket" + select,
                        MILLISECONDS);
            }
            case NGINX ->
                nginx("{exported_namespace=\"" + namespace + "\",exported_service=\"" + workload + "\",canary=\"\"}");
            case LINKERD -> {
                String select = "{namespace=\"" + namespace + "\",deployment=\"" + workload
                        + "\",direction=\"inbound\",target_port!=\"4191\",route_name!=\"probe\"}";
                yield by(
                        "response_total" + select,
                        "classification",
                        "failure",
                        "response_latency_ms_bucket" + select,
                        MILLISECONDS);
            }
            case TRAEFIK -> {
                String select = "{service=\"" + workload + "\"}";
                yield by(
                        "traefik_service_requests_total" + select,
                        "code",
                        "5..",
                        "traefik_service_request_duration_seconds_bucket" + select,
                        1);
            }
            case APP ->
                by(
                        "http_server_requests_seconds_count" + pods(namespace, workload),
                        "status",
                        "5..",
                        "http_server_requests_seconds_bucket" + pods(namespace, workload),
                        1);
            case APP_NATIVE -> {
                String series = "http_server_requests_seconds" + pods(namespace, workload);
                yield by("histogram_count(" + series + ")", "status", "5..", series, 1);
            }
        };
    }

    /** Pods of a Deployment or StatefulSet of that name. */
    private static String pods(String namespace, String workload) {
        String pods = pattern(workload) + "-(" + HASH + "{6,10}-" + HASH + "{5}|[0-9]+)";
        return "{namespace=\"" + namespace + "\",pod=~\"" + pods + "\"}";
    }

    /** Of names only the dot means something in a regular expression. */
    private static String pattern(String name) {
        return name.replace(".", "\\\\.");
    }

    private static SideQueries by(String requests, String label, String pattern, String latency, double unit) {
        return new SideQueries(requests, "", label, pattern, latency, unit);
    }

    static void require(String value) throws BadInputException {
        if (!VALUE.matcher(value).matches()) {
            throw new BadInputException("'" + PlainText.shown(value) + "' cannot stand in a metric selector");
        }
    }
}
