package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * KServe's InferenceService: what it serves is {@code spec.predictor.model.storageUri} (or the older
 * {@code spec.predictor.<framework>.storageUri}). Its own status is not enough to tell when the new model serves:
 * {@code observedGeneration} is that of the Deployment or Knative Service below it, and {@code Ready} and {@code Loaded} stay
 * as they were until the controller gets to work, in Standard mode even while old pods are being replaced. So the pods are
 * counted: KServe notes on each the URI that it loads.
 */
final class InferenceService {
    /** The new model could not be loaded; the old one may still serve. */
    static final String FAILED_LOAD = "BlockedByFailedLoad";

    /** The controller can make nothing of the specification. */
    static final String INVALID = "InvalidSpec";

    private static final String SOURCE = "internal.serving.kserve.io/storage-initializer-sourceuri";
    private static final String CONTAINER = "kserve-container";

    private InferenceService() {}

    static WorkloadSnapshot snapshot(WorkloadRef ref, JsonNode root, PodReader reader)
            throws DeliveryException, InterruptedException {
        JsonNode status = root.path("status");
        String uri = holder(root).map(h -> h.path("storageUri").asText()).orElse("");
        String transition = status.at("/modelStatus/transitionStatus").asText();
        boolean failed = transition.equals(FAILED_LOAD) || transition.equals(INVALID);
        String problem = ClusterFailures.line(
                status.at("/modelStatus/lastFailureInfo/message").asText(""));
        int current = 0;
        List<WorkloadSnapshot.Pod> fresh = new ArrayList<>();
        for (JsonNode pod : reader.ofPredictor()) {
            WorkloadSnapshot.Pod view = PodReader.view(pod, CONTAINER);
            if (!view.terminating()) {
                current++;
                if (uri.equals(WorkloadClient.annotationsOf(pod).getOrDefault(SOURCE, ""))) {
                    fresh.add(failed && view.waiting().equals("CrashLoopBackOff") ? because(view, problem) : view);
                }
            }
        }
        List<WorkloadSnapshot.Condition> conditions = PodWorkload.conditions(status);
        int up = serves(status, conditions)
                ? (int) fresh.stream().filter(WorkloadSnapshot.Pod::ready).count()
                : 0;
        long generation = root.at("/metadata/generation").asLong(0);
        List<WorkloadSnapshot.Pod> pods = new ArrayList<>(fresh);
        if (failed) {
            // a model that failed to load stands for a pod that does not come up
            pods.add(new WorkloadSnapshot.Pod("predictor", false, false, "", transition, problem));
        }
        return new WorkloadSnapshot(
                ref,
                root.at("/metadata/uid").asText(),
                root.at("/metadata/resourceVersion").asText(),
                WorkloadClient.spec(root),
                uri,
                List.of(),
                WorkloadClient.annotationsOf(root),
                false,
                root.at("/metadata").hasNonNull("deletionTimestamp"),
                root.at("/spec/predictor/canaryTrafficPercent").asInt(100) < 100
                        ? WorkloadSnapshot.CANARY
                        : "RollingUpdate",
                0,
                new WorkloadSnapshot.Counts(
                        generation,
                        generation,
                        Math.max(1, root.at("/spec/predictor/minReplicas").asInt(1)),
                        current,
                        fresh.size(),
                        up,
                        up),
                conditions,
                List.copyOf(pods));
    }

    private static boolean serves(JsonNode status, List<WorkloadSnapshot.Condition> conditions) {
        JsonNode model = status.path("modelStatus");
        String loaded = model.at("/states/targetModelState")
                .asText(model.at("/states/activeModelState").asText());
        return "UpToDate".equals(model.path("transitionStatus").asText())
                && "Loaded".equals(loaded)
                && conditions.stream()
                        .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
    }

    /** The kubelet says only that it gave up; KServe knows what the program that loads the model said last. */
    private static WorkloadSnapshot.Pod because(WorkloadSnapshot.Pod pod, String problem) {
        return new WorkloadSnapshot.Pod(pod.name(), false, false, pod.imageId(), pod.waiting(), problem);
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

    static void setStorageUri(JsonNode root, WorkloadRef ref, String uri) throws BadInputException {
        JsonNode holder = holder(root)
                .orElseThrow(() -> new BadInputException(ref + " has no spec.predictor.model.storageUri to change"));
        ((ObjectNode) holder).put("storageUri", uri);
    }
}
