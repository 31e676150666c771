package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deployments and StatefulSets: both are a pod template, replicas, and a status that counts them. */
final class PodWorkload {
    private static final String CONTAINERS = "/spec/template/spec/containers";

    private PodWorkload() {}

    static WorkloadSnapshot snapshot(WorkloadRef ref, String container, JsonNode root, PodReader pods)
            throws DeliveryException, InterruptedException {
        JsonNode spec = root.path("spec");
        JsonNode status = root.path("status");
        List<String> names = new ArrayList<>();
        root.at(CONTAINERS).forEach(c -> names.add(c.path("name").asText()));
        boolean stateful = ref.kind() == WorkloadRef.Kind.STATEFULSET;
        JsonNode strategy = spec.path(stateful ? "updateStrategy" : "strategy");
        return new WorkloadSnapshot(
                ref,
                root.at("/metadata/uid").asText(),
                root.at("/metadata/resourceVersion").asText(),
                WorkloadClient.spec(root),
                image(root, container).orElse(""),
                names,
                WorkloadClient.annotationsOf(root),
                spec.path("paused").asBoolean(false),
                root.at("/metadata").hasNonNull("deletionTimestamp"),
                strategy.path("type").asText("RollingUpdate"),
                strategy.at("/rollingUpdate/partition").asInt(0),
                new WorkloadSnapshot.Counts(
                        root.at("/metadata/generation").asLong(0),
                        status.path("observedGeneration").asLong(0),
                        spec.path("replicas").asInt(1),
                        status.path("replicas").asInt(0),
                        status.path("updatedReplicas").asInt(0),
                        status.path("readyReplicas").asInt(0),
                        status.path("availableReplicas").asInt(0)),
                conditions(status),
                pods.current(root, container));
    }

    static List<WorkloadSnapshot.Condition> conditions(JsonNode status) {
        List<WorkloadSnapshot.Condition> conditions = new ArrayList<>();
        for (JsonNode c : status.path("conditions")) {
            conditions.add(new WorkloadSnapshot.Condition(
                    c.path("type").asText(),
                    c.path("status").asText(),
                    c.path("reason").asText(),
                    ClusterFailures.line(c.path("message").asText())));
        }
        return List.copyOf(conditions);
    }

    /** The image of a container of the pod template. */
    static Optional<String> image(JsonNode workload, String container) {
        return container(workload, container).map(c -> c.path("image").asText());
    }

    private static Optional<JsonNode> container(JsonNode workload, String name) {
        for (JsonNode c : workload.at(CONTAINERS)) {
            if (c.path("name").asText().equals(name)) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }

    /** Sets the image of exactly one container; a name that is not there is an error, not a silent success. */
    static void setImage(JsonNode workload, WorkloadRef ref, String container, String image) throws BadInputException {
        JsonNode found = container(workload, container)
                .orElseThrow(() -> new BadInputException("There is no container '" + container + "' in " + ref));
        ((ObjectNode) found).put("image", image);
    }
}
