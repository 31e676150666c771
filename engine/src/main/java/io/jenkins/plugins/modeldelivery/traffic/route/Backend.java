package io.jenkins.plugins.modeldelivery.traffic.route;

/**
 * A service that answers requests.
 *
 * @param port 0 for that of production's reference
 * @param subset Istio subset, "" for none
 */
public record Backend(String namespace, String service, int port, String subset) {
    /** A service without subset, on production's port. */
    public static Backend of(String namespace, String service) {
        return new Backend(namespace, service, 0, "");
    }

    String host() {
        return service + "." + namespace + ".svc.cluster.local";
    }

    @Override
    public String toString() {
        return namespace + "/" + service + (subset.isEmpty() ? "" : "[" + subset + "]") + (port == 0 ? "" : ":" + port);
    }
}
