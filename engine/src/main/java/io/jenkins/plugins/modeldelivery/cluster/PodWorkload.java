package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Deployments and StatefulSets: both are a pod template, replicas, and a status that counts them. */
final class PodWorkload {
    private PodWorkload() {}

    static WorkloadSnapshot snapshot(WorkloadRef ref, String container, GenericKubernetesResource raw, PodReader pods)
            throws DeliveryException, InterruptedException {
        JsonNode root = Json.mapper().valueToTree(raw);
        JsonNode spec = root.path("spec");
        JsonNode status = root.path("status");
        List<String> names = new ArrayList<>();
        String image = "";
        for (JsonNode c : spec.at("/template/spec/containers")) {
            names.add(c.path("name").asText());
            if (c.path("name").asText().equals(container)) {
                image = c.path("image").asText();
            }
        }
        boolean stateful = ref.kind() == WorkloadRef.Kind.STATEFULSET;
        JsonNode strategy = spec.path(stateful ? "updateStrategy" : "strategy");
        return new WorkloadSnapshot(
                ref,
                root.at("/metadata/uid").asText(),
                root.at("/metadata/resourceVersion").asText(),
                WorkloadClient.spec(raw),
                image,
                names,
                Map.copyOf(WorkloadClient.annotationsOf(raw)),
                spec.path("paused").asBoolean(false),
                root.at("/metadata").hasNonNull("deletionTimestamp"),
                strategy.path("type").asText("RollingUpdate"),
                strategy.at("/rollingUpdate/partition").asInt(0),
                new WorkloadSnapshot.Counts(
                        generation(raw),
                        status.path("observedGeneration").asLong(0),
                        spec.path("replicas").asInt(1),
                        status.path("replicas").asInt(0),
                        status.path("updatedReplicas").asInt(0),
                        status.path("readyReplicas").asInt(0),
                        status.path("availableReplicas").asInt(0)),
                conditions(status),
                pods.current(ref, root, container));
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

    static long generation(GenericKubernetesResource raw) {
        Long generation = raw.getMetadata().getGeneration();
        return generation == null ? 0 : generation;
    }

    /** Sets the image of exactly one container; a name that is not there is an error, not a silent success. */
    static void setImage(GenericKubernetesResource raw, String container, String image) throws BadInputException {
        Object containers = raw.get("spec", "template", "spec", "containers");
        if (containers instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map && container.equals(map.get("name"))) {
                    put(map, "image", image);
                    return;
                }
            }
        }
        throw new BadInputException("There is no container '" + container + "' in "
                + raw.getKind().toLowerCase(java.util.Locale.ROOT) + "/"
                + raw.getMetadata().getName());
    }

    @SuppressWarnings("unchecked") // maps from JSON have strings for keys
    static void put(Map<?, ?> map, String key, Object value) {
        ((Map<String, Object>) map).put(key, value);
    }
}
