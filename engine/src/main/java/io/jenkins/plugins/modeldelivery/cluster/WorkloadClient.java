package io.jenkins.plugins.modeldelivery.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Workloads over a Kubernetes client, handled generically so that fields we do not know survive a write. Writes are one
 * full update with the resource version: never {@code replace()} or {@code edit()}, which overwrite what others did.
 */
public final class WorkloadClient implements WorkloadAccess {
    /** A controller writes status several times a second during a rollout: half of the writes meet a 409. */
    private static final int WRITE_TRIES = 25;

    private final KubernetesClient client;
    private final WorkloadRef ref;
    private final String container;

    /** @param container the container whose image is ours; not used for an InferenceService */
    public WorkloadClient(KubernetesClient client, WorkloadRef ref, String container) {
        this.client = client;
        this.ref = ref;
        this.container = container;
    }

    @Override
    public WorkloadSnapshot read() throws DeliveryException, InterruptedException {
        GenericKubernetesResource raw = get();
        try {
            return ref.kind().runsImages()
                    ? PodWorkload.snapshot(ref, container, raw, new PodReader(client, ref.namespace()))
                    : InferenceService.snapshot(ref, raw, new PodReader(client, ref.namespace()));
        } catch (NullPointerException | ClassCastException | IllegalArgumentException e) {
            throw odd(e); // pods and ReplicaSets without what each of them has
        }
    }

    /** Some gateways answer 200 with a placeholder; that says nothing about the workload. */
    private UnreachableException odd(RuntimeException cause) {
        return new UnreachableException(
                "Cannot read " + ref.describe() + ": the API server's answer is no such object; is something in between?",
                cause);
    }

    @Override
    public WorkloadSnapshot write(WorkloadSnapshot seen, String image, Map<String, String> annotations)
            throws DeliveryException, InterruptedException {
        String doing = "update " + ref.describe();
        for (int i = 1; ; i++) {
            GenericKubernetesResource raw = get();
            requireUnchanged(seen, raw);
            if (ref.kind().runsImages()) {
                PodWorkload.setImage(raw, container, image);
            } else {
                InferenceService.setStorageUri(raw, image);
            }
            Map<String, String> merged = new HashMap<>(annotationsOf(raw));
            merged.putAll(annotations);
            raw.getMetadata().setAnnotations(merged);
            try {
                ClusterFailures.call(doing, () -> resource(raw).update());
                return read();
            } catch (LostRaceException e) {
                if (i == WRITE_TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public List<AccessReview.Right> missingRights() throws DeliveryException, InterruptedException {
        return AccessReview.missing(client, ref.namespace(), ref.rights());
    }

    private GenericKubernetesResource get() throws DeliveryException, InterruptedException {
        GenericKubernetesResource raw = ClusterFailures.call(
                "read " + ref.describe(),
                () -> client.genericKubernetesResources(context())
                        .inNamespace(ref.namespace())
                        .withName(ref.name())
                        .get());
        if (raw == null) {
            throw new BadInputException("There is no " + ref.describe());
        }
        if (raw.getMetadata() == null || raw.getMetadata().getUid() == null) {
            throw odd(null);
        }
        return raw;
    }

    private Resource<GenericKubernetesResource> resource(GenericKubernetesResource raw) {
        return client.genericKubernetesResources(context())
                .inNamespace(ref.namespace())
                .resource(raw);
    }

    private ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(ref.kind().group())
                .withVersion(ref.kind().version())
                .withKind(ref.kind().kind())
                .withPlural(ref.kind().plural())
                .withNamespaced(true)
                .build();
    }

    private void requireUnchanged(WorkloadSnapshot seen, GenericKubernetesResource raw) throws LostRaceException {
        Map<String, String> now = annotationsOf(raw);
        boolean same = seen.uid().equals(raw.getMetadata().getUid())
                && seen.spec().equals(spec(raw))
                && Stream.of(Annotations.DECISION, Annotations.DIGEST)
                        .allMatch(key -> Objects.equals(seen.annotation(key), now.get(key)));
        if (!same) {
            throw new LostRaceException("Cannot update " + ref.describe() + ": it was changed meanwhile"
                    + (now.get(Annotations.DECISION) == null
                            ? ""
                            : ", last by decision " + now.get(Annotations.DECISION)));
        }
    }

    /** What of the object is somebody's decision, as a hash. */
    static String spec(GenericKubernetesResource raw) {
        return Sha256.of(
                Json.compact(Json.mapper().valueToTree(raw.get("spec"))).getBytes(StandardCharsets.UTF_8));
    }

    static Map<String, String> annotationsOf(GenericKubernetesResource raw) {
        Map<String, String> annotations = raw.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }
}
