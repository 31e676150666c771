package io.jenkins.plugins.modeldelivery.cluster;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A workload as the API server told it at one moment, reduced to what decisions need. Serialisable: it may have been read
 * on another machine.
 *
 * @param spec SHA-256 of the whole specification: generations will not do, Deployments count annotations among their changes
 * @param image what the container runs by its template (for an InferenceService: its storage URI); empty when there is no
 *     such container
 * @param containers names of all containers of the template
 * @param annotations of the workload itself, not of its pods
 * @param strategy the update strategy: RollingUpdate, Recreate, OnDelete, or {@link #CANARY}
 * @param partition of a StatefulSet; pods below it are not updated
 * @param newPods pods of the current template: owned by this workload's current revision
 */
public record WorkloadSnapshot(
        WorkloadRef ref,
        String uid,
        String resourceVersion,
        String spec,
        String image,
        List<String> containers,
        Map<String, String> annotations,
        boolean paused,
        boolean deleting,
        String strategy,
        int partition,
        Counts counts,
        List<Condition> conditions,
        List<Pod> newPods)
        implements Serializable {
    /** Strategy of an InferenceService whose newest model gets a part of the traffic only. */
    public static final String CANARY = "Canary";

    /**
     * Generations and replica counts; a count the controller has not written yet is 0.
     *
     * @param desired {@code spec.replicas}
     * @param current all replicas there are, old and new
     * @param updated replicas of the current template
     */
    public record Counts(
            long generation, long observed, int desired, int current, int updated, int ready, int available)
            implements Serializable {}

    public record Condition(String type, String status, String reason, String message) implements Serializable {}

    /**
     * A pod of the current template.
     *
     * @param imageId of our container as the kubelet reports it, empty while it is not known
     * @param waiting reason why our container, or one before it, does not run; empty when it does
     */
    public record Pod(String name, boolean ready, boolean terminating, String imageId, String waiting, String message)
            implements Serializable {}

    public Optional<Condition> condition(String type) {
        return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
    }

    /** One of our annotations, see {@link Annotations}; null when absent. */
    @CheckForNull
    public String annotation(String key) {
        return annotations.get(key);
    }
}
