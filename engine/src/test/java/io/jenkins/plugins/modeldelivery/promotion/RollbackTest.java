package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.recording.Quarantine;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollbackTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
        world.promote("v1");
        world.promote("v2");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void shouldBringBackTheVersionBeforeInOneWrite() throws Exception {
        int before = world.cluster.api.updates().size();
        Delivery d = world.rollback("previous");
        assertThat(d.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(world.live()).isEqualTo(World.image("v1"));
        assertThat(world.cluster.api.updates()).hasSize(before + 1);
        Decision last = world.decisions().get(world.decisions().size() - 1);
        assertThat(last.kind()).isEqualTo(Decision.Kind.ROLLED_BACK);
        assertThat(last.from().orElseThrow().version()).isEqualTo("v2");
        assertThat(last.draft().reason()).isEqualTo("it was bad");
        assertThat(Quarantine.of(world.decisions())).containsOnlyKeys(World.digest("v2"));
    }

    @Test
    void shouldTakeForPreviousWhatServedWellAndNotWhatWasLeftOrFailed() throws Exception {
        world.cluster.fate(World.image("v3"), Fate.CRASHES);
        world.promote("v3"); // reverted to v2
        world.promote("v4");
        assertThat(world.rollback("previous").draft().to().version()).isEqualTo("v2");
        // v4 was left as bad: the one before v2 is v1.
        assertThat(world.rollback("previous").draft().to().version()).isEqualTo("v1");
        assertThatThrownBy(() -> world.rollback("previous"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no earlier version that served well");
        assertThat(world.rollback("v4").outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThatThrownBy(() -> world.rollback("v3")).hasMessageContaining("never served here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DECIDED", "WATCHING", "SETTLING"})
    void shouldGoOnToTheSameVersionInARerunThatLostItsState(Phase phase) throws Exception {
        world.until(previous("rollback"), phase);
        Delivery again = previous("rollback");
        assertThat(again.line()).contains("adopting");
        assertThat(world.drive(again, new ArrayList<>()).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(world.live()).isEqualTo(World.image("v1"));
        assertThat(world.story()).endsWith("DECIDED v1", "ROLLED_BACK v1");
    }

    @Test
    void shouldNotGoForwardAgainWhereARollbackWasWrittenAndAbandoned() throws Exception {
        world.until(previous("rollback"), Phase.WATCHING);
        world.time.pass(Duration.ofHours(1));
        assertThatThrownBy(() -> previous("somebody else"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no earlier version that served well");
        assertThat(world.drive(previous("rollback"), new ArrayList<>()).outcome())
                .as("its own job sees it through")
                .isEqualTo(Outcome.ROLLED_BACK);
    }

    private Delivery previous(String holder) throws Exception {
        return world.promotion()
                .prepare(new RollbackRequest(World.MODEL, ServedVersion.PREVIOUS, "it was bad", World.actor(holder)));
    }

    @Test
    void shouldWorkAfterTheReplicaSetsAreGone() throws Exception {
        world.cluster.dropHistory("scorer", World.image("v2"));
        assertThat(world.rollback("v1").outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldRecordTheDriftBeforeItChangesAnything() throws Exception {
        String foreign = World.image("hotfix");
        world.cluster.setImage(world.path, foreign);
        for (int i = 0; i < 12; i++) {
            world.cluster.tick();
        }
        EnvironmentStatus status = EnvironmentStatus.look(
                world.environment,
                World.MODEL,
                new WorkloadClient(new KubernetesObjects(world.client), world.environment.workload(), "model"),
                world.ledger,
                world.time);
        assertThat(status.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(status.toText()).contains("divergence").contains("v2");
        Delivery prepared =
                world.promotion().prepare(new RollbackRequest(World.MODEL, "v1", "diverged", World.actor("rollback")));
        assertThat(prepared.line()).contains("divergence").contains(foreign).contains(World.digest("v2"));
        Delivery decided = world.step(prepared);
        Decision last = world.decisions().get(world.decisions().size() - 1);
        assertThat(last.kind()).isEqualTo(Decision.Kind.DECIDED);
        assertThat(last.from().orElseThrow().digest()).isEqualTo(World.digest("hotfix"));
        assertThat(last.draft().details().divergence().orElseThrow().live()).isEqualTo(foreign);
        assertThat(world.live()).isEqualTo(foreign);
        assertThat(world.drive(decided, new ArrayList<>()).outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void shouldInterruptAPromotionThatIsStuck() throws Exception {
        world.cluster.fate(World.image("v3"), Fate.HANGS);
        Delivery stuck = world.promotion()
                .prepare(new PromotionRequest(
                        World.MODEL, "v3", Optional.empty(), Optional.empty(), World.actor("deploy")));
        for (int i = 0; i < 5; i++) {
            stuck = world.step(stuck);
        }
        Delivery back = world.rollback("previous");
        assertThat(back.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(world.live()).isEqualTo(World.image("v2"));
        assertThat(world.drive(stuck, new ArrayList<>()).outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(world.live()).isEqualTo(World.image("v2"));
        assertThat(world.story()).endsWith("DECIDED v3", "DECIDED v2", "ROLLED_BACK v2", "FAILED v3");
    }

    @Test
    void shouldStayWhereItWasWhenTheOldVersionNoLongerComesUp() throws Exception {
        world.cluster.fate(World.image("v1"), Fate.PULL_FAILS);
        Delivery d = world.rollback("v1");
        assertThat(d.outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(world.live()).isEqualTo(World.image("v2"));
        assertThat(world.story()).endsWith("DECIDED v1", "FAILED v1", "REVERTED v2");
    }

    @Test
    void shouldLetOnlyOneRollbackAct() throws Exception {
        Delivery first = world.step(
                world.promotion().prepare(new RollbackRequest(World.MODEL, "v1", "one", World.actor("first"))));
        assertThatThrownBy(() -> world.rollback("v1")).hasMessageContaining("held by first, which rolls back to v1");
        List<String> lines = new ArrayList<>();
        assertThat(world.drive(first, lines).outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }
}
