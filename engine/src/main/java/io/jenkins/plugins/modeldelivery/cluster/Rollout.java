package io.jenkins.plugins.modeldelivery.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the truth about a rollout from one snapshot. Stricter than {@code kubectl rollout status}: replicas 0, a pause, a
 * template that is not ours, quota failures, pods that cannot start and images that are not what they claim never count as
 * success.
 */
public final class Rollout {
    private static final Set<String> HOPELESS =
            Set.of("ImagePullBackOff", "CrashLoopBackOff", "InvalidImageName", "ErrImageNeverPull");
    // KServe's states stay for a while after the change that mends them, so that alone they prove nothing.
    private static final Set<String> SUSPICIOUS = Set.of(
            InferenceService.FAILED_LOAD,
            InferenceService.INVALID,
            "ErrImagePull",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "ImageInspectError",
            "RegistryUnavailable");

    /** How far a rollout is. */
    public enum Stage {
        /** Nothing wrong so far. */
        MOVING,
        /** Something is wrong that may pass by itself; wrong for long, it is a failure. */
        TROUBLED,
        /** It will not succeed. */
        FAILED,
        /** The workload no longer holds what we wrote: somebody else's change counts now. */
        SUPERSEDED,
        /** All replicas run the template we wrote and are available. */
        COMPLETE
    }

    /** The stage, and one line that says why. */
    public record Look(Stage stage, String line) {}

    private Rollout() {}

    /**
     * @param decision value of the decision annotation that makes the change ours
     * @param image what we wrote into the template
     * @param spec of this very snapshot; the controller must have seen it
     */
    public static Look look(WorkloadSnapshot s, String decision, String image, SpecSeen spec) {
        WorkloadSnapshot.Counts n = s.counts();
        if (s.deleting()) {
            return new Look(Stage.SUPERSEDED, s.ref() + " is being deleted");
        }
        if (!s.image().equals(image)) {
            return new Look(Stage.SUPERSEDED, "somebody else set " + s.image());
        }
        if (!decision.equals(s.annotation(Annotations.DECISION))) {
            return new Look(Stage.SUPERSEDED, "decision " + s.annotation(Annotations.DECISION) + " took over");
        }
        if (s.paused()) {
            return new Look(Stage.MOVING, s.ref() + " is paused and does not roll out; resume it");
        }
        if (n.desired() == 0) {
            return new Look(Stage.MOVING, s.ref() + " is scaled to 0: no pod can prove the image");
        }
        if (!spec.isKnownTo(n)) {
            return new Look(Stage.MOVING, "waiting for the controller to see generation " + spec.generation());
        }
        return trouble(s).orElseGet(() -> progress(s));
    }

    /**
     * The Deployment controller keeps the ProgressDeadlineExceeded of the rollout before until it sees progress: with the
     * strategy Recreate only after the old pods are gone, so without a new pod it says nothing about our change.
     */
    private static Optional<Look> trouble(WorkloadSnapshot s) {
        for (WorkloadSnapshot.Pod pod : s.newPods()) {
            if (HOPELESS.contains(pod.waiting())) {
                return Optional.of(new Look(Stage.FAILED, pod.name() + ": " + pod.waiting() + ": " + pod.message()));
            }
        }
        Optional<WorkloadSnapshot.Condition> progressing = s.condition("Progressing");
        if (progressing.isPresent()
                && progressing.get().reason().equals("ProgressDeadlineExceeded")
                && s.counts().updated() > 0) {
            return Optional.of(new Look(
                    Stage.TROUBLED,
                    "ProgressDeadlineExceeded: " + progressing.get().message()));
        }
        for (WorkloadSnapshot.Pod pod : s.newPods()) {
            if (SUSPICIOUS.contains(pod.waiting())) {
                return Optional.of(new Look(Stage.TROUBLED, pod.name() + ": " + pod.waiting() + ": " + pod.message()));
            }
        }
        return s.condition("ReplicaFailure")
                .filter(c -> c.status().equals("True"))
                .map(c -> new Look(Stage.TROUBLED, "ReplicaFailure (" + c.reason() + "): " + c.message()));
    }

    private static Look progress(WorkloadSnapshot s) {
        WorkloadSnapshot.Counts n = s.counts();
        if (n.updated() < n.desired()) {
            return new Look(Stage.MOVING, n.updated() + " of " + n.desired() + " replicas updated");
        }
        if (n.current() > n.updated()) {
            return new Look(Stage.MOVING, (n.current() - n.updated()) + " old replicas still there");
        }
        if (n.available() < n.updated() || n.ready() < n.updated()) {
            return new Look(
                    Stage.MOVING, Math.min(n.available(), n.ready()) + " of " + n.updated() + " replicas available");
        }
        Optional<WorkloadSnapshot.Condition> available = s.condition("Available");
        if (available.isPresent() && !available.get().status().equals("True")) {
            return new Look(
                    Stage.MOVING, "not available yet: " + available.get().message());
        }
        return new Look(Stage.COMPLETE, n.desired() + " of " + n.desired() + " replicas run it");
    }

    /**
     * Whether every pod of the new template runs the digest. MOVING while the kubelet has not told yet, FAILED for a pod
     * whose image is another one than its reference says.
     *
     * @param digest {@code sha256:<64 hex>}
     */
    public static Look verify(WorkloadSnapshot s, String digest) {
        if (!s.ref().kind().runsImages()) {
            return new Look(Stage.COMPLETE, s.counts().updated() + " pods loaded " + s.image());
        }
        List<WorkloadSnapshot.Pod> pods =
                s.newPods().stream().filter(p -> !p.terminating()).toList();
        for (WorkloadSnapshot.Pod pod : pods) {
            if (!pod.imageId().isEmpty() && !pod.imageId().endsWith(digest)) {
                return new Look(
                        Stage.FAILED, pod.name() + " runs " + pod.imageId() + " although the template says " + digest);
            }
        }
        long known = pods.stream().filter(p -> !p.imageId().isEmpty()).count();
        if (known < s.counts().desired() || known < pods.size()) {
            return new Look(Stage.MOVING, known + " of " + s.counts().desired() + " pods have told their image digest");
        }
        return new Look(Stage.COMPLETE, known + " pods run " + digest);
    }
}
