package io.jenkins.plugins.modeldelivery.traffic.route;

/**
 * One namespaced object of an API server.
 *
 * @param apiVersion as in manifests: {@code gateway.networking.k8s.io/v1}, {@code v1} for core
 * @param plural as in URLs: {@code httproutes}
 */
public record ObjectKey(String apiVersion, String kind, String plural, String namespace, String name) {
    String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    String collectionPath() {
        return (apiVersion.indexOf('/') < 0 ? "/api/" : "/apis/") + apiVersion + "/namespaces/" + namespace + "/"
                + plural;
    }

    /** The path of its URL. */
    public String path() {
        return collectionPath() + "/" + name;
    }

    ObjectKey named(String otherNamespace, String otherName) {
        return new ObjectKey(apiVersion, kind, plural, otherNamespace, otherName);
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
