package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** What the pods behind a service really run: a verdict about a version must not come from another one. */
public final class ServedDigest {
    private final ClusterObjects objects;

    public ServedDigest(ClusterObjects objects) {
        this.objects = objects;
    }

    /**
     * Requires that every ready pod behind the service has a container whose {@code imageID} ends in the digest.
     *
     * @param digest {@code sha256:...}
     * @throws BadInputException when there is no such service, or it selects nothing by labels
     * @throws RefusedException naming the pods that run something else, or that there is none
     */
    public void require(Backend backend, String digest) throws DeliveryException, InterruptedException {
        int ready = 0;
        List<String> others = new ArrayList<>();
        for (ObjectNode pod : objects.list(key("Pod", "pods", backend, ""), selector(backend))) {
            if (pod.path("metadata").has("deletionTimestamp") || !isReady(pod)) {
                continue;
            }
            ready++;
            if (!runs(pod, digest)) {
                others.add(pod.path("metadata").path("name").asText());
            }
        }
        if (ready == 0 || !others.isEmpty()) {
            throw new RefusedException("Service " + backend.namespace() + "/" + backend.service()
                    + (ready == 0 ? " has no ready pod" : " is served by " + String.join(", ", others))
                    + ", not by " + digest + "; deploy the version there first");
        }
    }

    private String selector(Backend backend) throws DeliveryException, InterruptedException {
        ObjectKey service = key("Service", "services", backend, backend.service());
        JsonNode labels = objects.get(service)
                .orElseThrow(() -> new BadInputException(service + " does not exist"))
                .path("spec")
                .path("selector");
        List<String> terms = new ArrayList<>();
        labels.properties()
                .forEach(label ->
                        terms.add(label.getKey() + "=" + label.getValue().asText()));
        if (terms.isEmpty()) {
            throw new BadInputException(service + " selects no pods by labels, so nobody can tell what it runs");
        }
        return String.join(",", terms);
    }

    private static ObjectKey key(String kind, String plural, Backend backend, String name) {
        return new ObjectKey("v1", kind, plural, backend.namespace(), name);
    }

    private static boolean isReady(JsonNode pod) {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private static boolean runs(JsonNode pod, String digest) {
        for (JsonNode container : pod.path("status").path("containerStatuses")) {
            if (container.path("imageID").asText().endsWith(digest)) {
                return true;
            }
        }
        return false;
    }
}
