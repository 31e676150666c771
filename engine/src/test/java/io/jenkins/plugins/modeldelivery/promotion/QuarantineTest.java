package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Expectation;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentHistory;
import io.jenkins.plugins.modeldelivery.recording.Quarantine;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was left by a rollback stays out. */
class QuarantineTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void leaveV2() throws Exception {
        world = new World(directory).running(World.image("v1"));
        world.promote("v1");
        world.promote("v2");
        world.rollback(ServedVersion.PREVIOUS);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void shouldRefuseTheVersionSayingWhoLeftItWhenAndWhy() {
        assertThatThrownBy(() -> world.promote("v2"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(
                        "v2", "left by a rollback to v1 of ada", "2026-11-02T08:", "'it was bad'", "ledger release");
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldRefuseItWhateverEvidenceComesLater() throws Exception {
        world.environment = Environment.of(
                "production", world.environment.workload(), "model", "", Set.of(EvidenceKind.SCHEMA), World.TIMING);
        world.evidence("v2", World.digest("v2"), "PASS", "schema-report", "");
        assertThatThrownBy(() -> world.promote("v2")).hasMessageContaining("left by a rollback");
    }

    @Test
    void shouldRefuseTheSameDigestUnderAnotherName() {
        PromotionRequest renamed = new PromotionRequest(
                World.MODEL, "v2-again", Optional.of(World.image("v2")), Optional.empty(), World.actor("deploy"));
        assertThatThrownBy(() -> world.promotion().prepare(renamed)).hasMessageContaining("left by a rollback");
    }

    @Test
    void shouldLetItInAfterARelease() throws Exception {
        release("v2");
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.story()).endsWith("ROLLED_BACK v1", "RELEASED v2", "DECIDED v2", "PROMOTED v2");
    }

    @Test
    void shouldNotTakeAReleaseForAnOutcome() throws Exception {
        release("v2");
        EnvironmentHistory history = EnvironmentHistory.of("production", world.decisions());
        assertThat(history.arrival().orElseThrow().to().version()).isEqualTo("v1");
        assertThat(history.open()).isEmpty();
        assertThat(world.rollback("v2").outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void shouldReleaseOnlyWhatIsInQuarantineThere() {
        assertThatThrownBy(() -> release("v1"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("v1", "not in quarantine in production", "there are: v2");
    }

    @Test
    void shouldLetItInByAnOverrideAndRecordWhatWasAccepted() throws Exception {
        Delivery d = world.drive(
                world.promotion()
                        .prepare(new PromotionRequest(
                                World.MODEL,
                                "v2",
                                Optional.empty(),
                                Optional.of("the proxy was wrong"),
                                World.actor("deploy"))),
                new ArrayList<>());
        assertThat(d.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(d.draft().details().accepted().orElseThrow()).anyMatch(line -> line.contains("left by a rollback"));
        assertThat(Quarantine.of(world.decisions())).isEmpty();
    }

    @Test
    void shouldNotForgetItBehindManyDecisions() throws Exception {
        for (int i = 0; i < 260; i++) {
            DecisionDraft draft = DecisionDraft.of(
                    World.MODEL,
                    "production",
                    Decision.Kind.FAILED,
                    Target.of("v3", World.digest("v3")),
                    "ada",
                    "attempt " + i);
            world.ledger.decisions().append(draft, Expectation.any(), draft.contentId());
        }
        assertThatThrownBy(() -> world.promote("v2")).hasMessageContaining("left by a rollback");
        release("v2");
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldLookOnceMoreBetweenTheDecisionAndTheWrite() throws Exception {
        release("v2");
        Delivery decided = world.until(world.begin("v2"), Phase.DECIDED);
        // what a rollback on another controller leaves behind while this one was not running
        DecisionDraft left = DecisionDraft.of(
                        World.MODEL,
                        "production",
                        Decision.Kind.ROLLED_BACK,
                        Target.of("v1", World.digest("v1")),
                        "eve",
                        "again")
                .withFrom(Target.of("v2", World.digest("v2")));
        world.ledger.decisions().append(left, Expectation.any(), left.contentId());
        Delivery end = world.drive(decided, new ArrayList<>());
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.reasons().toString()).contains("left by a rollback to v1 of eve");
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldSayInTheStatusWhatIsInQuarantine() throws Exception {
        WorkloadClient workload = new WorkloadClient(new KubernetesObjects(world.client), world.environment.workload(), "model");
        EnvironmentStatus status =
                EnvironmentStatus.look(world.environment, World.MODEL, workload, world.ledger, world.time);
        assertThat(status.reasons()).anyMatch(line -> line.startsWith("in quarantine: v2"));
    }

    private void release(String version) throws DeliveryException, InterruptedException {
        new EnvironmentDecisions(world.ledger, world.time)
                .release(World.MODEL, "production", version, "ada", "the proxy was wrong");
    }
}
