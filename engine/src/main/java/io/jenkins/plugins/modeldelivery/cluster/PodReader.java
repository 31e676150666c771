package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds the pods of a workload's current template: by hash label and by owner, since labels alone can be shared. */
final class PodReader {
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String HASH = "pod-template-hash";
    private static final Set<String> OVER = Set.of("Failed", "Succeeded");

    private final ClusterObjects objects;
    private final WorkloadRef ref;

    PodReader(ClusterObjects objects, WorkloadRef ref) {
        this.objects = objects;
        this.ref = ref;
    }

    List<WorkloadSnapshot.Pod> current(JsonNode workload, String container)
            throws DeliveryException, InterruptedException {
        Map<String, String> selector = labels(workload.at("/spec/selector/matchLabels"));
        if (selector.isEmpty()) {
            return List.of();
        }
        String owner = workload.at("/metadata/uid").asText();
        if (ref.kind() == WorkloadRef.Kind.STATEFULSET) {
            String revision = workload.at("/status/updateRevision").asText();
            return revision.isEmpty()
                    ? List.of()
                    : pods(selector, "controller-revision-hash", revision, owner, container);
        }
        Optional<ObjectNode> newest = newest(selector, owner, workload, container);
        if (newest.isEmpty()) {
            return List.of();
        }
        JsonNode metadata = newest.get().path("metadata");
        String hash = metadata.path("labels").path(HASH).asText();
        return pods(selector, HASH, hash, metadata.path("uid").asText(), container);
    }

    /** The ReplicaSet of the current template: ours, of the image in the template, with the highest revision. */
    private Optional<ObjectNode> newest(Map<String, String> selector, String owner, JsonNode workload, String container)
            throws DeliveryException, InterruptedException {
        String wanted = PodWorkload.image(workload, container).orElse("");
        return list(ref.replicaSets(), selector).stream()
                .filter(set -> isOwnedBy(set, owner) && set.path("metadata").has("labels"))
                .filter(set ->
                        PodWorkload.image(set, container).filter(wanted::equals).isPresent())
                .max(Comparator.comparingLong(PodReader::revision));
    }

    private static long revision(JsonNode set) {
        String text = set.at("/metadata/annotations").path(REVISION).asText();
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /** All pods of an InferenceService's predictor, whatever model they load. */
    List<ObjectNode> ofPredictor() throws DeliveryException, InterruptedException {
        return pods(Map.of("serving.kserve.io/inferenceservice", ref.name(), "component", "predictor"));
    }

    /** Without those evicted, or refused by their node: they stay listed for people to look at, but others were started instead. */
    private List<ObjectNode> pods(Map<String, String> labels) throws DeliveryException, InterruptedException {
        return list(ref.pods(), labels).stream()
                .filter(pod -> !OVER.contains(pod.at("/status/phase").asText()))
                .toList();
    }

    private List<ObjectNode> list(ObjectKey key, Map<String, String> labels)
            throws DeliveryException, InterruptedException {
        return objects.list(
                key,
                labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(",")));
    }

    private List<WorkloadSnapshot.Pod> pods(
            Map<String, String> selector, String hashLabel, String hash, String owner, String container)
            throws DeliveryException, InterruptedException {
        Map<String, String> labels = new TreeMap<>(selector);
        labels.put(hashLabel, hash);
        List<WorkloadSnapshot.Pod> pods = new ArrayList<>();
        for (JsonNode pod : pods(labels)) {
            if (isOwnedBy(pod, owner)) {
                pods.add(view(pod, container));
            }
        }
        return List.copyOf(pods);
    }

    static WorkloadSnapshot.Pod view(JsonNode pod, String container) {
        JsonNode status = pod.path("status");
        String imageId = "";
        for (JsonNode one : status.path("containerStatuses")) {
            imageId = one.path("name").asText().equals(container) && imageId.isEmpty()
                    ? one.path("imageID").asText()
                    : imageId;
        }
        JsonNode waiting = waiting(status.path("initContainerStatuses"))
                .or(() -> waiting(status.path("containerStatuses")))
                .orElse(status.path("nothing"));
        boolean ready = PodWorkload.conditions(status).stream()
                .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
        return new WorkloadSnapshot.Pod(
                pod.at("/metadata/name").asText(),
                ready,
                pod.path("metadata").hasNonNull("deletionTimestamp"),
                imageId,
                waiting.path("reason").asText(),
                waiting.isMissingNode()
                        ? ""
                        : ClusterFailures.line(waiting.path("message").textValue()));
    }

    /** What the first container that waits, waits for. */
    private static Optional<JsonNode> waiting(JsonNode statuses) {
        for (JsonNode one : statuses) {
            if (one.path("state").hasNonNull("waiting")) {
                return Optional.of(one.path("state").path("waiting"));
            }
        }
        return Optional.empty();
    }

    private static boolean isOwnedBy(JsonNode object, String uid) {
        for (JsonNode owner : object.at("/metadata/ownerReferences")) {
            if (owner.path("uid").asText().equals(uid)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> labels(JsonNode matched) {
        Map<String, String> labels = new TreeMap<>();
        matched.properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        return labels;
    }
}
