package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kubectl rollout status} takes for success or never tells, one test for each. */
class KubectlGapsTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test // kubectl gap 1: replicas 0 is an instant success
    void shouldRefuseAWorkloadThatIsScaledToZero() throws Exception {
        world.cluster.setSpec(world.path, "replicas", IntNode.valueOf(0));
        world.cluster.tick();
        assertThatThrownBy(() -> world.promote("v2"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("scaled to 0");
        assertThat(world.story()).isEmpty();
    }

    @Test // kubectl gap 1, while we watch
    void shouldNotTakeScalingToZeroForSuccess() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.WATCHING);
        world.cluster.setSpec(world.path, "replicas", IntNode.valueOf(0));
        Delivery end = world.drive(d, new ArrayList<>());
        assertThat(end.outcome()).isIn(Outcome.REVERT_FAILED);
        assertThat(world.story()).doesNotContain("PROMOTED v2");
    }

    @Test // kubectl gap 2: paused neither progresses nor ends
    void shouldRefuseAPausedWorkloadAndTimeOutOnOnePausedLater() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.WATCHING);
        world.cluster.setSpec(world.path, "paused", BooleanNode.TRUE);
        Instant began = world.time.instant();
        Delivery end = world.drive(d, new ArrayList<>());
        assertThat(end.outcome()).isEqualTo(Outcome.REVERT_FAILED);
        assertThat(end.failure()).contains("paused");
        assertThat(Duration.between(began, world.time.instant())).isLessThan(Duration.ofSeconds(300));
        assertThatThrownBy(() -> world.promote("v3"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("paused");
    }

    @Test // kubectl gap 3: the same image string is a success without any change
    void shouldNotBelieveANoOpChange() throws Exception {
        world.cluster.fate(World.image("v1"), Fate.LIES);
        world.cluster.setSpec(world.path, "minReadySeconds", IntNode.valueOf(1));
        for (ObjectNode pod : world.cluster.api.list("/api/v1/namespaces/prod/pods")) {
            world.cluster.api.delete(
                    "/api/v1/namespaces/prod/pods/" + pod.at("/metadata/name").asText());
        }
        for (int i = 0; i < 12; i++) {
            world.cluster.tick();
        }
        Delivery end = world.promote("v1");
        assertThat(end.outcome()).isEqualTo(Outcome.REVERT_FAILED);
        assertThat(end.failure()).contains("although the template says " + World.digest("v1"));
    }

    @Test // kubectl gap 3, the good side
    void shouldConfirmWhatAlreadyRuns() throws Exception {
        assertThat(world.promote("v1").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test // kubectl gap 4: another actor's template counts as ours
    void shouldNotTakeSomebodyElsesTemplateForOurs() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.WATCHING);
        world.cluster.setImage(world.path, World.image("v3"));
        Delivery end = world.drive(d, new ArrayList<>());
        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(end.failure()).contains(World.image("v3"));
        assertThat(world.live()).as("left alone").isEqualTo(World.image("v3"));
        assertThat(world.story()).containsExactly("DECIDED v2", "FAILED v2");
    }

    @Test // kubectl gap 5: progressDeadlineSeconds may be endless
    void shouldEndByItsOwnTimeoutAndRevert() throws Exception {
        world.cluster.setSpec(world.path, "progressDeadlineSeconds", IntNode.valueOf(Integer.MAX_VALUE));
        world.cluster.tick();
        world.cluster.fate(World.image("v2"), Fate.HANGS);
        Delivery end = world.promote("v2");
        assertThat(end.outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(end.failure()).contains("not complete within 120 s").contains("replicas");
        assertThat(world.live()).isEqualTo(World.image("v1"));
        assertThat(world.story()).containsExactly("DECIDED v2", "FAILED v2", "REVERTED unknown");
    }

    @ParameterizedTest // kubectl gaps 6 and 8: quota, pull, crash and configuration failures only at the deadline, if
    // ever
    @CsvSource({
        "QUOTA, exceeded quota: models, 40",
        "PULL_FAILS, ImagePullBackOff, 15",
        "CRASHES, CrashLoopBackOff, 15",
        "CONFIG_MISSING, CreateContainerConfigError, 40",
        "DEADLINE, ProgressDeadlineExceeded, 15"
    })
    void shouldFailEarlyWithTheReasonAndRevert(Fate fate, String reason, int seconds) throws Exception {
        world.promote("v1");
        world.cluster.fate(World.image("v2"), fate);
        Instant began = world.time.instant();
        List<String> lines = new ArrayList<>();
        Delivery end = world.promote("v2", lines);
        assertThat(end.outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(end.failure()).contains(reason);
        assertThat(lines).filteredOn(l -> l.startsWith("WATCHING")).hasSizeLessThan(seconds);
        assertThat(Duration.between(began, world.time.instant())).isLessThan(Duration.ofSeconds(60));
        assertThat(world.live()).isEqualTo(World.image("v1"));
        assertThat(world.story()).endsWith("DECIDED v2", "FAILED v2", "REVERTED v1");
        assertThat(Json.compact(end.toJson())).contains(reason);
    }

    @Test // kubectl gap 7: nobody looks at the pods' imageID
    void shouldNotPromoteAnImageThatIsNotWhatItClaims() throws Exception {
        world.cluster.fate(World.image("v2"), Fate.LIES);
        Delivery end = world.promote("v2");
        assertThat(end.outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(end.failure()).contains("although the template says " + World.digest("v2"));
    }

    @Test // looking at pods must not count those that are over: evicted, or refused by their node, they stay listed for
    // good
    void shouldNotWaitForPodsThatAreOver() throws Exception {
        world.promote("v1");
        over(World.image("v1"), 1);
        Delivery d = world.step(world.until(world.begin("v2"), Phase.WATCHING));
        over(World.image("v2"), 2);
        assertThat(world.drive(d, new ArrayList<>()).outcome()).isEqualTo(Outcome.PROMOTED);
        world.cluster.fate(World.image("v3"), Fate.CRASHES);
        assertThat(world.promote("v3").outcome()).as("and back to where one is").isEqualTo(Outcome.REVERTED);
    }

    private void over(String image, int number) {
        ObjectNode pod = world.cluster.api.list("/api/v1/namespaces/prod/pods").stream()
                .filter(p -> p.at("/status/containerStatuses/0/image").asText().equals(image))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        pod.withObject("/metadata").put("name", "scorer-over-" + number).remove("uid");
        pod.putObject("status").put("phase", "Failed").put("reason", "UnexpectedAdmissionError");
        world.cluster.api.put("/api/v1/namespaces/prod/pods/scorer-over-" + number, pod);
    }

    @Test // kubectl gap 9: OnDelete and partitions
    void shouldRefuseStatefulSetsThatWouldNotRollOut() throws Exception {
        try (World stateful = new World(directory.resolve("s"), "statefulset/scorer").running(World.image("v1"))) {
            stateful.cluster.setSpec(
                    stateful.path, "updateStrategy", Json.object().put("type", "OnDelete"));
            stateful.cluster.tick();
            assertThatThrownBy(() -> stateful.promote("v2")).hasMessageContaining("OnDelete");
            ObjectNode partition = Json.object().put("type", "RollingUpdate");
            partition.putObject("rollingUpdate").put("partition", 2);
            stateful.cluster.setSpec(stateful.path, "updateStrategy", partition);
            stateful.cluster.tick();
            assertThatThrownBy(() -> stateful.promote("v2")).hasMessageContaining("partition 2");
            stateful.cluster.setSpec(
                    stateful.path, "updateStrategy", Json.object().put("type", "RollingUpdate"));
            stateful.cluster.tick();
            assertThat(stateful.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
            stateful.cluster.fate(World.image("v3"), Fate.LIES);
            assertThat(stateful.promote("v3").outcome()).isEqualTo(Outcome.REVERTED);
        }
    }
}
