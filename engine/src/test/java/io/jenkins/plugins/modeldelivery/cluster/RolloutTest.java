package io.jenkins.plugins.modeldelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.cluster.Rollout.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a single look says; rollouts as a whole are proven with the promotion. */
class RolloutTest {
    private static final WorkloadRef REF = new WorkloadRef(WorkloadRef.Kind.DEPLOYMENT, "prod", "scorer");

    /** The controller repeats the old condition, with our generation, until it sees progress. */
    private static WorkloadSnapshot late(int desired, int current, int updated, int ready, List<String> waiting) {
        return new WorkloadSnapshot(
                REF,
                "uid",
                "7",
                "spec",
                "scorer@sha256:1",
                List.of("model"),
                Map.of(Annotations.DECISION, "d1"),
                false,
                false,
                "Recreate",
                0,
                new WorkloadSnapshot.Counts(5, 5, desired, current, updated, ready, ready),
                List.of(new WorkloadSnapshot.Condition(
                        "Progressing",
                        "False",
                        "ProgressDeadlineExceeded",
                        "\"scorer-old\" has timed out progressing.")),
                waiting.stream()
                        .map(why -> new WorkloadSnapshot.Pod("scorer-new-1", false, false, "", why, ""))
                        .toList());
    }

    private static Stage stage(WorkloadSnapshot s) {
        return Rollout.look(s, "d1", "scorer@sha256:1", SpecSeen.of(s, Instant.EPOCH))
                .stage();
    }

    @Test
    void shouldNotTakeTheDeadlineOfTheRolloutBeforeForItsOwn() {
        assertThat(stage(late(1, 0, 0, 0, List.of())))
                .as("Recreate: the old pods are going, the new ones not there")
                .isEqualTo(Stage.MOVING);
        assertThat(stage(late(1, 2, 1, 1, List.of())))
                .as("back to a ReplicaSet whose only pod never went: no progress to be seen, but soon over")
                .isEqualTo(Stage.TROUBLED);
    }

    @Test
    void shouldStillSayWhatIsWrongWithPodsFirst() {
        assertThat(stage(late(1, 1, 1, 0, List.of("CrashLoopBackOff")))).isEqualTo(Stage.FAILED);
        assertThat(stage(late(1, 1, 1, 0, List.of("")))).isEqualTo(Stage.TROUBLED);
    }
}
