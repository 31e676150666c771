package io.jenkins.plugins.modeldelivery.cluster.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The API server with one InferenceService in KServe's Standard mode, moved by {@link #tick}. Its status is as misleading as the
 * real one: {@code observedGeneration} is the Deployment's, and Ready, UpToDate and Loaded stay while pods are replaced.
 */
public final class FakeKServe implements AutoCloseable {
    public static final String PATH = "/apis/serving.kserve.io/v1beta1/namespaces/prod/inferenceservices/intent";
    private static final String SOURCE = "internal.serving.kserve.io/storage-initializer-sourceuri";

    public final FakeApiServer api = new FakeApiServer();
    private final Set<String> broken = new HashSet<>();
    private int lag;
    private int unseen;
    private long seen;
    private int serial;

    public FakeKServe(String uri, int replicas) throws IOException {
        ObjectNode object =
                Json.object().put("apiVersion", "serving.kserve.io/v1beta1").put("kind", "InferenceService");
        object.putObject("metadata").put("name", "intent").put("namespace", "prod");
        ObjectNode predictor = object.putObject("spec").putObject("predictor").put("minReplicas", replicas);
        predictor.putObject("model").put("storageUri", uri);
        api.put(PATH, object);
        for (int i = 0; i < 4 * replicas; i++) {
            tick();
        }
    }

    /** A model at that URI cannot be loaded. */
    public void breaks(String uri) {
        broken.add(uri);
    }

    /** The controller sees a new generation only after so many ticks. */
    public void lag(int ticks) {
        lag = ticks;
    }

    public String uri() {
        return uri(api.get(PATH));
    }

    /** What {@code kubectl patch} does: the URI, and nothing else. */
    public void setUri(String uri) {
        ObjectNode object = api.get(PATH).deepCopy();
        ((ObjectNode) object.at("/spec/predictor/model")).put("storageUri", uri);
        api.put(PATH, object);
    }

    public void setPredictor(String field, int value) {
        ObjectNode object = api.get(PATH).deepCopy();
        ((ObjectNode) object.at("/spec/predictor")).put(field, value);
        api.put(PATH, object);
    }

    /** One round of controller and kubelet: a pod is made, gets ready, or replaces an old one. */
    public void tick() {
        synchronized (api) {
            ObjectNode service = api.get(PATH).deepCopy();
            long generation = service.at("/metadata/generation").asLong();
            if (seen < generation && unseen++ < lag) {
                return;
            }
            seen = generation;
            unseen = 0;
            int desired = service.at("/spec/predictor/minReplicas").asInt(1);
            reconcile(uri(service), desired);
            status(service, uri(service));
        }
    }

    private void reconcile(String uri, int desired) {
        List<ObjectNode> fresh = pods(uri, true);
        List<ObjectNode> stale = pods(uri, false);
        for (ObjectNode pod : fresh) {
            if (!ready(pod)) {
                run(pod.deepCopy(), broken.contains(uri));
                return;
            }
        }
        if (!stale.isEmpty() && fresh.size() + stale.size() > desired) {
            api.delete(FakePods.PODS + "/" + stale.get(0).at("/metadata/name").asText());
        } else if (fresh.size() < desired) {
            create(uri);
        }
    }

    private void create(String uri) {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode meta = pod.putObject("metadata").put("name", "intent-predictor-" + ++serial);
        meta.put("namespace", "prod");
        meta.putObject("labels")
                .put("serving.kserve.io/inferenceservice", "intent")
                .put("component", "predictor");
        meta.putObject("annotations").put(SOURCE, uri);
        pod.putObject("status").put("phase", "Pending");
        api.put(FakePods.PODS + "/" + meta.path("name").asText(), pod);
    }

    private void run(ObjectNode pod, boolean fails) {
        ObjectNode status = pod.putObject("status").put("phase", fails ? "Pending" : "Running");
        status.putArray("conditions").addObject().put("type", "Ready").put("status", fails ? "False" : "True");
        if (fails) {
            ObjectNode init = status.putArray("initContainerStatuses").addObject();
            init.put("name", "storage-initializer").putObject("state").putObject("waiting");
            ((ObjectNode) init.at("/state/waiting"))
                    .put("reason", "CrashLoopBackOff")
                    .put("message", "back-off 10s restarting failed container");
        }
        api.put(FakePods.PODS + "/" + pod.at("/metadata/name").asText(), pod);
    }

    private void status(ObjectNode service, String uri) {
        boolean fails = pods(uri, true).stream().anyMatch(p -> p.at("/status").has("initContainerStatuses"));
        ObjectNode status = service.putObject("status").put("observedGeneration", 1);
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        ObjectNode model = status.putObject("modelStatus");
        model.put("transitionStatus", fails ? "BlockedByFailedLoad" : "UpToDate");
        model.putObject("states")
                .put("activeModelState", "Loaded")
                .put("targetModelState", fails ? "FailedToLoad" : "Loaded");
        if (fails) {
            model.putObject("lastFailureInfo").put("message", "no such object: " + uri);
        }
        api.put(PATH, service);
    }

    private List<ObjectNode> pods(String uri, boolean fresh) {
        return api.list(FakePods.PODS).stream()
                .filter(p -> p.at("/metadata/annotations").path(SOURCE).asText().equals(uri) == fresh)
                .toList();
    }

    private static boolean ready(ObjectNode pod) {
        return pod.at("/status/conditions/0/status").asText().equals("True");
    }

    private static String uri(ObjectNode service) {
        return service.at("/spec/predictor/model/storageUri").asText();
    }

    @Override
    public void close() {
        api.close();
    }
}
