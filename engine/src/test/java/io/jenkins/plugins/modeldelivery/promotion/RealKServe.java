package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.List;
import java.util.Map;

/**
 * An InferenceService of the official kind, without KServe: this plays its controller, one small move at a time. The pods
 * are real and run an image that loads nothing.
 */
final class RealKServe {
    private static final String SOURCE = "internal.serving.kserve.io/storage-initializer-sourceuri";
    private static final Map<String, String> LABELS =
            Map.of("serving.kserve.io/inferenceservice", "scorer", "component", "predictor");

    private final RealCluster cluster;
    private int serial;

    RealKServe(RealCluster cluster, String uri, int replicas) {
        this.cluster = cluster;
        cluster.create("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: scorer}
                spec:
                  predictor:
                    minReplicas: %d
                    model: {modelFormat: {name: sklearn}, storageUri: "%s", protocolVersion: v2}
                """.formatted(replicas, uri));
    }

    private String path() {
        return "/apis/serving.kserve.io/v1beta1/namespaces/" + cluster.namespace + "/inferenceservices/scorer";
    }

    ObjectNode read() throws Exception {
        return (ObjectNode) Json.parse(cluster.client.raw(path()), "InferenceService");
    }

    String uri() throws Exception {
        return read().at("/spec/predictor/model/storageUri").asText();
    }

    /** One round: a pod is made, or an old one goes when the new ones are ready; then the status. */
    void tick() throws Exception {
        ObjectNode service = read();
        String uri = service.at("/spec/predictor/model/storageUri").asText();
        int desired = service.at("/spec/predictor/minReplicas").asInt();
        List<Pod> pods = cluster.client
                .pods()
                .inNamespace(cluster.namespace)
                .withLabels(LABELS)
                .list()
                .getItems();
        List<Pod> fresh = pods.stream().filter(pod -> loads(pod, uri)).toList();
        List<Pod> stale = pods.stream().filter(pod -> !loads(pod, uri)).toList();
        if (fresh.stream().allMatch(RealKServe::isReady)) {
            if (!stale.isEmpty() && pods.size() > desired) {
                cluster.client.resource(stale.get(0)).delete();
            } else if (fresh.size() < desired) {
                pod(uri);
            }
        }
        status(service);
    }

    boolean isUp() throws Exception {
        return read().at("/status/modelStatus/transitionStatus").asText().equals("UpToDate");
    }

    private static boolean loads(Pod pod, String uri) {
        return uri.equals(pod.getMetadata().getAnnotations().get(SOURCE));
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    private void pod(String uri) {
        cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: scorer-predictor-%d
                  labels: {serving.kserve.io/inferenceservice: scorer, component: predictor}
                  annotations: {%s: "%s"}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: kserve-container, image: "%s"}]
                """.formatted(++serial, SOURCE, uri, RealCluster.A));
    }

    /** As soon as there are pods KServe calls them loaded, whichever model they have. */
    private void status(ObjectNode service) throws Exception {
        ObjectNode status = service.putObject("status").put("observedGeneration", 1);
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        ObjectNode model = status.putObject("modelStatus").put("transitionStatus", "UpToDate");
        model.putObject("states").put("activeModelState", "Loaded").put("targetModelState", "Loaded");
        cluster.client.raw(path() + "/status", "PUT", Json.compact(service));
    }
}
