package io.jenkins.plugins.modeldelivery.cluster.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/** The pods of the fake cluster, and the kubelet that runs them. */
final class FakePods {
    static final String PODS = "/api/v1/namespaces/prod/pods";

    private final FakeApiServer api;
    private int serial;

    FakePods(FakeApiServer api) {
        this.api = api;
    }

    void create(String name, String label, String hash, String owner, String image) {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        String podName = name + "-" + hash + "-" + ++serial;
        ObjectNode meta = pod.putObject("metadata").put("name", podName).put("namespace", "prod");
        meta.putObject("labels").put("app", name).put(label, hash);
        meta.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "apps/v1")
                .put("kind", "x")
                .put("name", "x")
                .put("uid", owner)
                .put("controller", true);
        pod.putObject("status")
                .put("phase", "Pending")
                .putArray("containerStatuses")
                .addObject()
                .put("name", "model")
                .put("image", image)
                .put("imageID", "")
                .put("restartCount", 0);
        api.put(PODS + "/" + podName, pod);
    }

    void age(ObjectNode stored, String image, Fate fate) {
        ObjectNode pod = stored.deepCopy();
        ObjectNode own = (ObjectNode) pod.at("/status/containerStatuses/0");
        String before = own.at("/state/waiting/reason").asText();
        String waiting =
                switch (fate) {
                    case PULL_FAILS -> before.isEmpty() ? "ErrImagePull" : "ImagePullBackOff";
                    case CRASHES -> before.isEmpty() ? "ContainerCreating" : "CrashLoopBackOff";
                    case CONFIG_MISSING -> "CreateContainerConfigError";
                    default -> before.isEmpty() && own.path("imageID").asText().isEmpty() ? "ContainerCreating" : "";
                };
        ObjectNode state = own.putObject("state");
        if (!waiting.isEmpty()) {
            state.putObject("waiting").put("reason", waiting).put("message", "because of " + image);
        } else {
            state.putObject("running");
            String digest = fate == Fate.LIES ? "sha256:" + "0".repeat(64) : digestOf(image);
            own.put("imageID", image.replaceAll("[@:][^/]*$", "") + "@" + digest);
            boolean ready = fate != Fate.HANGS && fate != Fate.DEADLINE;
            var conditions = ((ObjectNode) pod.path("status")).putArray("conditions");
            conditions.addObject().put("type", "Ready").put("status", ready ? "True" : "False");
        }
        if (!pod.equals(stored)) {
            api.put(PODS + "/" + pod.at("/metadata/name").asText(), pod);
        }
    }

    /** The digest in a reference; for a tag, what the registry would say. */
    static String digestOf(String image) {
        return image.contains("@")
                ? image.substring(image.indexOf('@') + 1)
                : "sha256:" + Sha256.of(image.getBytes(StandardCharsets.UTF_8));
    }

    static boolean isReady(ObjectNode pod) {
        return pod.at("/status/conditions/0/status").asText().equals("True");
    }

    List<ObjectNode> list(String app, String label, String hash, boolean fresh) {
        return api.list(PODS).stream()
                .filter(p -> p.at("/metadata/labels/app").asText().equals(app))
                .filter(p -> !p.at("/status/phase").asText().equals("Failed"))
                .filter(p -> p.at("/metadata/labels").path(label).asText().equals(hash) == fresh)
                .sorted(Comparator.comparing(p -> p.at("/metadata/name").asText()))
                .toList();
    }
}
