package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * KServe's InferenceService: what it serves is {@code spec.predictor.model.storageUri} (or the older
 * {@code spec.predictor.<framework>.storageUri}), and its status tells when the new model is loaded.
 */
final class InferenceService {
    private InferenceService() {}

    static WorkloadSnapshot snapshot(WorkloadRef ref, GenericKubernetesResource raw) {
        JsonNode root = Json.mapper().valueToTree(raw);
        JsonNode status = root.path("status");
        boolean loaded =
                "UpToDate".equals(status.at("/modelStatus/transitionStatus").asText())
                                && "Loaded"
                                        .equals(status.at("/modelStatus/states/activeModelState")
                                                .asText())
                                && !status.at("/modelStatus/states").has("targetModelState")
                        || "Loaded"
                                        .equals(status.at("/modelStatus/states/targetModelState")
                                                .asText())
                                && "UpToDate"
                                        .equals(status.at("/modelStatus/transitionStatus")
                                                .asText());
        List<WorkloadSnapshot.Condition> conditions = PodWorkload.conditions(status);
        boolean ready = conditions.stream()
                .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
        int up = loaded && ready ? 1 : 0;
        return new WorkloadSnapshot(
                ref,
                root.at("/metadata/uid").asText(),
                root.at("/metadata/resourceVersion").asText(),
                holder(root).map(h -> h.path("storageUri").asText()).orElse(""),
                List.of(),
                Map.copyOf(WorkloadClient.annotationsOf(raw)),
                false,
                root.at("/metadata").hasNonNull("deletionTimestamp"),
                "RollingUpdate",
                0,
                new WorkloadSnapshot.Counts(
                        PodWorkload.generation(raw),
                        status.path("observedGeneration").asLong(0),
                        1,
                        1,
                        up,
                        up,
                        up),
                conditions,
                failure(status));
    }

    /** A model that failed to load stands for a pod that does not come up. */
    private static List<WorkloadSnapshot.Pod> failure(JsonNode status) {
        String transition = status.at("/modelStatus/transitionStatus").asText();
        if (!transition.equals("BlockedByFailedLoad") && !transition.equals("InvalidSpec")) {
            return List.of();
        }
        String message = ClusterFailures.line(
                status.at("/modelStatus/lastFailureInfo/message").asText(""));
        return List.of(new WorkloadSnapshot.Pod("predictor", false, false, "", transition, message));
    }

    private static Optional<JsonNode> holder(JsonNode root) {
        JsonNode predictor = root.at("/spec/predictor");
        if (predictor.path("model").hasNonNull("storageUri")) {
            return Optional.of(predictor.path("model"));
        }
        return predictor.properties().stream()
                .map(Map.Entry::getValue)
                .filter(v -> v.hasNonNull("storageUri"))
                .findFirst();
    }

    static void setStorageUri(GenericKubernetesResource raw, String uri) throws BadInputException {
        if (raw.get("spec", "predictor") instanceof Map<?, ?> predictor) {
            Object model = predictor.get("model");
            if (model instanceof Map<?, ?> map && map.get("storageUri") != null) {
                PodWorkload.put(map, "storageUri", uri);
                return;
            }
            for (Object value : predictor.values()) {
                if (value instanceof Map<?, ?> map && map.get("storageUri") != null) {
                    PodWorkload.put(map, "storageUri", uri);
                    return;
                }
            }
        }
        throw new BadInputException("inferenceservice/" + raw.getMetadata().getName()
                + " has no spec.predictor.model.storageUri to change");
    }
}
