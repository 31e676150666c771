package io.jenkins.plugins.modeldelivery.cluster.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The API server with controllers for Deployments and StatefulSets and a kubelet, all moved by {@link #tick}. */
public final class FakeCluster implements AutoCloseable {
    /** What becomes of pods with a certain image. */
    public enum Fate {
        RUNS,
        /** Runs, but takes its time: never ready within a test's patience. */
        HANGS,
        PULL_FAILS,
        CRASHES,
        CONFIG_MISSING,
        /** No pod can be created. */
        QUOTA,
        /** The Deployment's own deadline passes. */
        DEADLINE,
        /** Runs another image than its reference says. */
        LIES
    }

    private static final String APPS = "/apis/apps/v1/namespaces/prod/";

    public final FakeApiServer api;
    private final Map<String, Fate> fates = new HashMap<>();
    private int lag;
    private final Map<String, Integer> unseen = new HashMap<>();
    private final FakePods pods;

    public FakeCluster() throws IOException {
        this(new FakeApiServer());
    }

    /** Behind that API server, which nobody else uses. */
    public FakeCluster(FakeApiServer api) {
        this.api = api;
        pods = new FakePods(api);
    }

    public void fate(String image, Fate fate) {
        fates.put(image, fate);
    }

    /** The controllers see a new generation only after so many ticks. */
    public void lag(int ticks) {
        lag = ticks;
    }

    public static String deployment(String name) {
        return APPS + "deployments/" + name;
    }

    public static String statefulSet(String name) {
        return APPS + "statefulsets/" + name;
    }

    /** Makes a workload with the containers {@code model} (our image) and {@code proxy}, and lets it come up. */
    public void create(String path, String image, int replicas) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean stateful = path.contains("/statefulsets/");
        ObjectNode object =
                Json.object().put("apiVersion", "apps/v1").put("kind", stateful ? "StatefulSet" : "Deployment");
        object.putObject("metadata").put("name", name).put("namespace", "prod");
        ObjectNode spec = object.putObject("spec").put("replicas", replicas);
        spec.putObject("selector").putObject("matchLabels").put("app", name);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", name);
        var containers = template.putObject("spec").putArray("containers");
        containers.addObject().put("name", "proxy").put("image", "registry.example.com/proxy:1");
        containers.addObject().put("name", "model").put("image", image).putArray("args");
        api.put(path, object);
        for (int i = 0; i < 3 * replicas + 3; i++) {
            tick();
        }
    }

    public String image(String path) {
        return api.get(path).at("/spec/template/spec/containers/1/image").asText();
    }

    /** What {@code kubectl set image} does: the image, and nothing else. */
    public void setImage(String path, String image) {
        ObjectNode object = api.get(path).deepCopy();
        ((ObjectNode) object.at("/spec/template/spec/containers/1")).put("image", image);
        api.put(path, object);
    }

    public void setSpec(String path, String field, JsonNode value) {
        ObjectNode object = api.get(path).deepCopy();
        object.withObject("/spec").set(field, value);
        api.put(path, object);
    }

    public void annotate(String path, String key, String value) {
        ObjectNode object = api.get(path).deepCopy();
        object.withObject("/metadata").withObject("/annotations").put(key, value);
        api.put(path, object);
    }

    /** One round of all controllers and kubelets. */
    public void tick() {
        synchronized (api) {
            for (ObjectNode d : api.list(APPS + "deployments")) {
                reconcile(deployment(d.at("/metadata/name").asText()), d.deepCopy(), false);
            }
            for (ObjectNode s : api.list(APPS + "statefulsets")) {
                reconcile(statefulSet(s.at("/metadata/name").asText()), s.deepCopy(), true);
            }
        }
    }

    private void reconcile(String path, ObjectNode w, boolean stateful) {
        long generation = w.at("/metadata/generation").asLong();
        if (w.at("/status/observedGeneration").asLong() < generation
                && unseen.merge(path + generation, 1, Integer::sum) <= lag) {
            return;
        }
        String name = w.at("/metadata/name").asText();
        String hash = Sha256.of(Json.compact(w.at("/spec/template")).getBytes(StandardCharsets.UTF_8))
                .substring(0, 10);
        String label = stateful ? "controller-revision-hash" : "pod-template-hash";
        String image = image(path);
        Fate fate = fates.getOrDefault(image, Fate.RUNS);
        int desired = w.at("/spec/replicas").asInt();
        boolean paused = w.at("/spec/paused").asBoolean(false);
        ObjectNode status = w.withObject("/status").put("observedGeneration", generation);
        String owner = w.at("/metadata/uid").asText();
        if (!paused) {
            String parent = stateful
                    ? owner
                    : replicaSet(w, name, hash).at("/metadata/uid").asText();
            List<ObjectNode> fresh = pods.list(name, label, hash, true);
            if (fresh.size() < desired && fate != Fate.QUOTA) {
                pods.create(name, label, hash, parent, image);
                fresh = pods.list(name, label, hash, true);
            }
            fresh.forEach(pod -> pods.age(pod, image, fate));
            long ready = fresh.stream().filter(FakePods::isReady).count();
            List<ObjectNode> stale = pods.list(name, label, hash, false);
            for (int i = 0; i < stale.size() && stale.size() - i > desired - ready; i++) {
                api.delete(
                        FakePods.PODS + "/" + stale.get(i).at("/metadata/name").asText());
            }
            for (int i = desired; i < fresh.size(); i++) {
                api.delete(
                        FakePods.PODS + "/" + fresh.get(i).at("/metadata/name").asText());
            }
        }
        count(status, name, label, hash, desired, paused, fate, stateful);
        api.put(path, w);
    }

    private void count(
            ObjectNode status,
            String name,
            String label,
            String hash,
            int desired,
            boolean paused,
            Fate fate,
            boolean stateful) {
        List<ObjectNode> fresh = pods.list(name, label, hash, true);
        List<ObjectNode> stale = pods.list(name, label, hash, false);
        long ready = fresh.stream().filter(FakePods::isReady).count();
        status.put("replicas", fresh.size() + stale.size())
                .put("updatedReplicas", fresh.size())
                .put("readyReplicas", ready + stale.size())
                .put("availableReplicas", ready + stale.size());
        if (stateful) {
            status.put("updateRevision", hash);
            return;
        }
        var conditions = status.putArray("conditions");
        conditions
                .addObject()
                .put("type", "Available")
                .put("status", ready + stale.size() >= desired ? "True" : "False")
                .put("reason", "x")
                .put("message", "");
        if (fate == Fate.QUOTA && !paused) {
            conditions
                    .addObject()
                    .put("type", "ReplicaFailure")
                    .put("status", "True")
                    .put("reason", "FailedCreate")
                    .put("message", "exceeded quota: models");
        }
        boolean late = fate == Fate.DEADLINE && !paused;
        conditions
                .addObject()
                .put("type", "Progressing")
                .put("status", late ? "False" : "True")
                .put("reason", late ? "ProgressDeadlineExceeded" : "ReplicaSetUpdated")
                .put("message", "has timed out");
    }

    private ObjectNode replicaSet(ObjectNode deployment, String name, String hash) {
        String path = APPS + "replicasets/" + name + "-" + hash;
        List<ObjectNode> all = api.list(APPS + "replicasets").stream()
                .filter(rs -> rs.at("/spec/selector/matchLabels/app").asText().equals(name))
                .toList();
        long newest = all.stream().mapToLong(FakeCluster::revision).max().orElse(0);
        ObjectNode own = api.get(path);
        if (own == null || revision(own) < newest) {
            ObjectNode rs = Json.object().put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
            ObjectNode meta =
                    rs.putObject("metadata").put("name", name + "-" + hash).put("namespace", "prod");
            meta.putObject("labels").put("app", name).put("pod-template-hash", hash);
            meta.putObject("annotations").put("deployment.kubernetes.io/revision", Long.toString(newest + 1));
            meta.putArray("ownerReferences")
                    .addObject()
                    .put("apiVersion", "apps/v1")
                    .put("kind", "Deployment")
                    .put("name", name)
                    .put("uid", deployment.at("/metadata/uid").asText())
                    .put("controller", true);
            ObjectNode spec = rs.putObject("spec");
            spec.putObject("selector").putObject("matchLabels").put("app", name);
            spec.set("template", deployment.at("/spec/template").deepCopy());
            api.put(path, rs);
        }
        return api.get(path);
    }

    private static long revision(ObjectNode rs) {
        return rs.at("/metadata/annotations/deployment.kubernetes.io~1revision").asLong();
    }

    /** Forgets all ReplicaSets without pods, as revisionHistoryLimit 0 does. */
    public void dropHistory(String name, String currentImage) {
        for (ObjectNode rs : api.list(APPS + "replicasets")) {
            if (!rs.at("/spec/template/spec/containers/1/image").asText().equals(currentImage)) {
                api.delete(APPS + "replicasets/" + rs.at("/metadata/name").asText());
            }
        }
    }

    /** The digest in a reference; for a tag, what the registry would say. */
    public static String digestOf(String image) {
        return FakePods.digestOf(image);
    }

    @Override
    public void close() {
        api.close();
    }
}
