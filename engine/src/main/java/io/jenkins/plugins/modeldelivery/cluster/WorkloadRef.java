package io.jenkins.plugins.modeldelivery.cluster;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which workload: {@code deployment/x}, {@code statefulset/x} or KServe's {@code inferenceservice/x}, in a namespace. */
public record WorkloadRef(Kind kind, String namespace, String name) implements Serializable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** The kinds of workload, each with its place in the API. */
    public enum Kind {
        DEPLOYMENT("apps", "v1", "Deployment", "deployments"),
        STATEFULSET("apps", "v1", "StatefulSet", "statefulsets"),
        INFERENCESERVICE("serving.kserve.io", "v1beta1", "InferenceService", "inferenceservices");

        private final String group;
        private final String version;
        private final String kind;
        private final String plural;

        Kind(String group, String version, String kind, String plural) {
            this.group = group;
            this.version = version;
            this.kind = kind;
            this.plural = plural;
        }

        String group() {
            return group;
        }

        String version() {
            return version;
        }

        String kind() {
            return kind;
        }

        String plural() {
            return plural;
        }

        /** Whether it runs container images; KServe's serves a storage URI. */
        public boolean runsImages() {
            return this != INFERENCESERVICE;
        }
    }

    /**
     * Parses {@code kind/name}.
     *
     * @throws BadInputException naming what is not a Kubernetes name or not a kind we know
     */
    public static WorkloadRef parse(String namespace, String text) throws BadInputException {
        String[] parts = (text == null ? "" : text).split("/", -1);
        if (namespace == null || !LABEL.matcher(namespace).matches()) {
            throw new BadInputException("namespace: '" + ClusterFailures.line(namespace) + "' is not a namespace name");
        }
        if (parts.length != 2 || !NAME.matcher(parts[1]).matches()) {
            throw new BadInputException("workload: '" + ClusterFailures.line(text)
                    + "' is not deployment/NAME, statefulset/NAME or inferenceservice/NAME");
        }
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(parts[0])) {
                return new WorkloadRef(kind, namespace, parts[1]);
            }
        }
        throw new BadInputException("workload: '" + ClusterFailures.line(parts[0])
                + "' is not a kind we know; deployment, statefulset or inferenceservice");
    }

    /** Itself. */
    ObjectKey key() {
        return new ObjectKey(
                kind.group() + "/" + kind.version(), kind.kind(), kind.plural(), namespace, name, describe());
    }

    /** Its pods, and those of others. */
    ObjectKey pods() {
        return new ObjectKey("v1", "Pod", "pods", namespace, "");
    }

    /** The ReplicaSets of Deployments. */
    ObjectKey replicaSets() {
        return new ObjectKey("apps/v1", "ReplicaSet", "replicasets", namespace, "");
    }

    /** Its namespace. */
    ObjectKey ownNamespace() {
        return new ObjectKey("v1", "Namespace", "namespaces", "", namespace, "namespace " + namespace);
    }

    /** {@code deployment/x in namespace}, for messages. */
    public String describe() {
        return this + " in " + namespace;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + "/" + name;
    }
}
