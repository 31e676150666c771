package io.jenkins.plugins.modeldelivery.cluster;

import java.io.Serializable;

/**
 * One object of an API server, or the objects beside it.
 *
 * @param apiVersion as in manifests: {@code gateway.networking.k8s.io/v1}, {@code v1} for core
 * @param plural as in URLs: {@code httproutes}
 * @param namespace "" for what is in none
 * @param name "" for all of the kind
 * @param shown how it is called in messages
 */
public record ObjectKey(String apiVersion, String kind, String plural, String namespace, String name, String shown)
        implements Serializable {
    public ObjectKey(String apiVersion, String kind, String plural, String namespace, String name) {
        this(apiVersion, kind, plural, namespace, name, kind + " " + namespace + "/" + name);
    }

    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    public String collectionPath() {
        return (apiVersion.indexOf('/') < 0 ? "/api/" : "/apis/") + apiVersion
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + plural;
    }

    /** The path of its URL. */
    public String path() {
        return collectionPath() + "/" + name;
    }

    public ObjectKey named(String otherNamespace, String otherName) {
        return new ObjectKey(apiVersion, kind, plural, otherNamespace, otherName);
    }

    /** What RBAC calls the right to do this to it: {@code update deployments.apps/scorer}. */
    String right(String verb) {
        return verb + " " + plural + (group().isEmpty() ? "" : "." + group()) + (name.isEmpty() ? "" : "/" + name);
    }

    @Override
    public String toString() {
        return shown;
    }
}
