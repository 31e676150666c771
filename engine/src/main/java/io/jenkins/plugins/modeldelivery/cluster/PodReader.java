package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the pods of a workload's current template: by hash label and by owner, since labels alone can be shared. */
final class PodReader {
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String HASH = "pod-template-hash";
    private static final Set<String> OVER = Set.of("Failed", "Succeeded");

    private final KubernetesClient client;
    private final String namespace;

    PodReader(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    List<WorkloadSnapshot.Pod> current(WorkloadRef ref, JsonNode workload, String container)
            throws DeliveryException, InterruptedException {
        Map<String, String> selector = selector(workload);
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
        Optional<ReplicaSet> newest = newest(selector, owner, workload, container);
        if (newest.isEmpty()) {
            return List.of();
        }
        String hash = newest.get().getMetadata().getLabels().getOrDefault(HASH, "");
        return pods(selector, HASH, hash, newest.get().getMetadata().getUid(), container);
    }

    /** The ReplicaSet of the current template: ours, of the image in the template, with the highest revision. */
    private Optional<ReplicaSet> newest(Map<String, String> selector, String owner, JsonNode workload, String container)
            throws DeliveryException, InterruptedException {
        String image = "";
        for (JsonNode c : workload.at("/spec/template/spec/containers")) {
            image = c.path("name").asText().equals(container) ? c.path("image").asText() : image;
        }
        String wanted = image;
        List<ReplicaSet> all = ClusterFailures.call(
                "list ReplicaSets in " + namespace,
                () -> client.apps()
                        .replicaSets()
                        .inNamespace(namespace)
                        .withLabels(selector)
                        .list()
                        .getItems());
        return all.stream()
                .filter(rs -> ownedBy(rs.getMetadata().getOwnerReferences(), owner))
                .filter(rs -> rs.getMetadata().getLabels() != null
                        && rs.getSpec() != null
                        && rs.getSpec().getTemplate() != null
                        && rs.getSpec().getTemplate().getSpec().getContainers().stream()
                                .anyMatch(c -> container.equals(c.getName()) && wanted.equals(c.getImage())))
                .max(Comparator.comparingLong(PodReader::revision));
    }

    private static long revision(ReplicaSet rs) {
        Map<String, String> annotations = rs.getMetadata().getAnnotations();
        String text = annotations == null ? "0" : annotations.getOrDefault(REVISION, "0");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /** All pods of an InferenceService's predictor, whatever model they load. */
    List<Pod> ofPredictor(String inferenceService) throws DeliveryException, InterruptedException {
        return list(Map.of("serving.kserve.io/inferenceservice", inferenceService, "component", "predictor"));
    }

    private List<Pod> list(Map<String, String> labels) throws DeliveryException, InterruptedException {
        List<Pod> all = ClusterFailures.call(
                "list pods in " + namespace,
                () -> client.pods()
                        .inNamespace(namespace)
                        .withLabels(labels)
                        .list()
                        .getItems());
        return all.stream().filter(pod -> !isOver(pod)).toList();
    }

    /** Evicted, or refused by its node: it stays listed for people to look at, but others were started in its place. */
    private static boolean isOver(Pod pod) {
        return pod.getStatus() != null
                && OVER.contains(String.valueOf(pod.getStatus().getPhase()));
    }

    private List<WorkloadSnapshot.Pod> pods(
            Map<String, String> selector, String hashLabel, String hash, String owner, String container)
            throws DeliveryException, InterruptedException {
        Map<String, String> labels = new TreeMap<>(selector);
        labels.put(hashLabel, hash);
        List<WorkloadSnapshot.Pod> pods = new ArrayList<>();
        for (Pod pod : list(labels)) {
            if (ownedBy(pod.getMetadata().getOwnerReferences(), owner)) {
                pods.add(view(pod, container));
            }
        }
        return List.copyOf(pods);
    }

    static WorkloadSnapshot.Pod view(Pod pod, String container) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        Optional<ContainerStatus> ours = status.getContainerStatuses().stream()
                .filter(s -> container.equals(s.getName()))
                .findFirst();
        Optional<ContainerStatus> waiting = Stream.concat(
                        status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                .filter(s -> s.getState() != null && s.getState().getWaiting() != null)
                .findFirst();
        boolean ready = status.getConditions().stream()
                .anyMatch((PodCondition c) -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
        return new WorkloadSnapshot.Pod(
                pod.getMetadata().getName(),
                ready,
                pod.getMetadata().getDeletionTimestamp() != null,
                ours.map(ContainerStatus::getImageID).orElse(""),
                waiting.map(s -> text(s.getState().getWaiting().getReason())).orElse(""),
                waiting.map(s -> ClusterFailures.line(s.getState().getWaiting().getMessage()))
                        .orElse(""));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static boolean ownedBy(List<OwnerReference> owners, String uid) {
        return owners != null && owners.stream().anyMatch(o -> uid.equals(o.getUid()));
    }

    private static Map<String, String> selector(JsonNode workload) {
        Map<String, String> labels = new TreeMap<>();
        workload.at("/spec/selector/matchLabels")
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        return labels;
    }
}
