package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Workloads as objects of a cluster, whose fields that we do not know survive a write. Writes are one full update with the
 * resource version, which overwrites nothing that others did.
 */
public final class WorkloadClient implements WorkloadAccess {
    /** A controller writes status several times a second during a rollout: half of the writes meet a 409. */
    private static final int WRITE_TRIES = 25;

    private final ClusterObjects objects;
    private final WorkloadRef ref;
    private final String container;

    /** @param container the container whose image is ours; not used for an InferenceService */
    public WorkloadClient(ClusterObjects objects, WorkloadRef ref, String container) {
        this.objects = objects;
        this.ref = ref;
        this.container = container;
    }

    @Override
    public WorkloadSnapshot read() throws DeliveryException, InterruptedException {
        ObjectNode raw = get();
        PodReader pods = new PodReader(objects, ref);
        return ref.kind().runsImages()
                ? PodWorkload.snapshot(ref, container, raw, pods)
                : InferenceService.snapshot(ref, raw, pods);
    }

    @Override
    public WorkloadSnapshot write(WorkloadSnapshot seen, String image, Map<String, String> annotations)
            throws DeliveryException, InterruptedException {
        for (int i = 1; ; i++) {
            ObjectNode raw = get();
            requireUnchanged(seen, raw);
            if (ref.kind().runsImages()) {
                PodWorkload.setImage(raw, ref, container, image);
            } else {
                InferenceService.setStorageUri(raw, ref, image);
            }
            annotations.forEach(raw.withObject("/metadata/annotations")::put);
            try {
                objects.update(ref.key(), raw, false);
                return read();
            } catch (LostRaceException e) {
                if (i == WRITE_TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public String server() {
        return objects.server();
    }

    @Override
    public Optional<String> namespaceUid() throws InterruptedException {
        try {
            return objects.get(ref.ownNamespace())
                    .map(namespace -> namespace.at("/metadata/uid").asText())
                    .filter(uid -> !uid.isEmpty());
        } catch (DeliveryException e) {
            // many may not read it; whoever asks has the address of the API server then
            return Optional.empty();
        }
    }

    @Override
    public List<String> missingRights() throws DeliveryException, InterruptedException {
        List<String> missing = new ArrayList<>();
        require("get", ref.key(), missing);
        require("update", ref.key(), missing);
        if (ref.kind() == WorkloadRef.Kind.DEPLOYMENT) {
            require("list", ref.replicaSets(), missing);
        }
        require("list", ref.pods(), missing);
        return missing;
    }

    private void require(String verb, ObjectKey key, List<String> missing)
            throws DeliveryException, InterruptedException {
        if (!objects.allowed(verb, key)) {
            missing.add(key.right(verb));
        }
    }

    private ObjectNode get() throws DeliveryException, InterruptedException {
        return objects.get(ref.key()).orElseThrow(() -> new BadInputException("There is no " + ref.describe()));
    }

    private void requireUnchanged(WorkloadSnapshot seen, JsonNode raw) throws LostRaceException {
        Map<String, String> now = annotationsOf(raw);
        boolean same = seen.uid().equals(raw.at("/metadata/uid").asText())
                && seen.spec().equals(spec(raw))
                && Stream.of(Annotations.MODEL, Annotations.DECISION, Annotations.DIGEST)
                        .allMatch(key -> Objects.equals(seen.annotation(key), now.get(key)));
        if (!same) {
            throw new LostRaceException("Cannot update " + ref.describe() + ": it was changed meanwhile"
                    + (now.get(Annotations.DECISION) == null
                            ? ""
                            : ", last by decision " + now.get(Annotations.DECISION)));
        }
    }

    /** What of the object is somebody's decision, as a hash. */
    static String spec(JsonNode raw) {
        return Sha256.of(Json.compact(raw.path("spec")).getBytes(StandardCharsets.UTF_8));
    }

    static Map<String, String> annotationsOf(JsonNode raw) {
        Map<String, String> annotations = new HashMap<>();
        raw.at("/metadata/annotations")
                .properties()
                .forEach(entry ->
                        annotations.put(entry.getKey(), entry.getValue().asText()));
        return Map.copyOf(annotations);
    }
}
