package io.jenkins.plugins.modeldelivery.traffic.route;

import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;

/**
 * What shall be split, and how.
 *
 * @param namespace of the route (for REPLICAS: of the candidate's Deployment)
 * @param name of the route (for REPLICAS: the candidate's Deployment)
 * @param rule name of the route's rule; "" where only one rule leads to production
 * @param share of requests for the candidate, above 0 to 0.5; a mirror may copy up to 1
 */
public record RouteRequest(
        Router router,
        Mode mode,
        String namespace,
        String name,
        String rule,
        Backend production,
        Backend candidate,
        double share) {
    /** What moves the traffic. */
    public enum Router {
        /** Gateway API weights or mirror. */
        HTTP_ROUTE,
        /** Istio weights or mirror. */
        VIRTUAL_SERVICE,
        /** A second Ingress with ingress-nginx' canary annotations (that controller was retired in 2026). */
        INGRESS_CANARY,
        /** Number of candidate pods behind one Service; only on explicit wish. */
        REPLICAS,
        /** Somebody else splits; nothing is changed. */
        EXTERNAL
    }

    /** Whether users see the candidate's answers. */
    public enum Mode {
        WEIGHT,
        MIRROR
    }

    /** In one line, which another split does not share. */
    public String describe() {
        String at = namespace + "/" + name + (rule.isEmpty() ? "" : " rule " + rule);
        return router + " " + at + ": " + mode + " " + share + " of " + production + " to " + candidate;
    }

    /** The object that carries the lease. */
    public ObjectKey key() {
        return switch (router) {
            case HTTP_ROUTE ->
                new ObjectKey("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes", namespace, name);
            case VIRTUAL_SERVICE ->
                new ObjectKey("networking.istio.io/v1", "VirtualService", "virtualservices", namespace, name);
            case INGRESS_CANARY ->
                new ObjectKey(
                        "networking.k8s.io/v1", "Ingress", "ingresses", candidate.namespace(), name + "-candidate");
            case REPLICAS -> new ObjectKey("apps/v1", "Deployment", "deployments", namespace, name);
            case EXTERNAL -> new ObjectKey("v1", "External", "external", namespace, name);
        };
    }
}
