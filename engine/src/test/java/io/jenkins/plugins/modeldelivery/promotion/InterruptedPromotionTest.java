package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
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

/** Promotions that are cut off, repeated, aborted, or come two at a time. */
class InterruptedPromotionTest {
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

    @Test
    void shouldLetOneOfTwoWinAndSayWhoHoldsIt() throws Exception {
        Delivery first = world.begin("v2");
        Delivery second = world.promotion()
                .prepare(new PromotionRequest(
                        World.MODEL, "v3", Optional.empty(), Optional.empty(), World.actor("nightly")));
        Delivery decided = world.step(first);
        assertThatThrownBy(() -> world.step(second))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("held by deploy, which promotes v2");
        assertThatThrownBy(() -> world.promotion()
                        .prepare(new PromotionRequest(
                                World.MODEL, "v3", Optional.empty(), Optional.empty(), World.actor("nightly"))))
                .hasMessageContaining("held by deploy");
        assertThat(world.drive(decided, new ArrayList<>()).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.story()).containsExactly("DECIDED v2", "PROMOTED v2");
    }

    @Test
    void shouldTakeOverWhatWasAbandoned() throws Exception {
        world.until(world.begin("v2"), Phase.DECIDED);
        world.time.pass(Duration.ofHours(1));
        Delivery d = world.drive(
                world.promotion()
                        .prepare(new PromotionRequest(
                                World.MODEL, "v3", Optional.empty(), Optional.empty(), World.actor("nightly"))),
                new ArrayList<>());
        assertThat(d.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.story()).containsExactly("DECIDED v2", "FAILED v2", "DECIDED v3", "PROMOTED v3");
        assertThat(world.decisions().get(1).draft().reason()).contains("abandoned");
    }

    /** Its failure is recorded, and the run was ended before it could bring back what ran. */
    @Test
    void shouldTakeBackFirstWhatAFailedRunLeftBehind() throws Exception {
        world.promote("v1");
        world.cluster.fate(World.image("v2"), Fate.CRASHES);
        world.until(world.begin("v2"), Phase.REVERTING);
        assertThat(world.live()).isEqualTo(World.image("v2"));
        Delivery begun = world.begin("v3");
        assertThat(begun.line()).contains("failed and still stands there: taking it back first");
        Delivery next = world.drive(begun, new ArrayList<>());
        assertThat(next.outcome()).as(next.toText()).isEqualTo(Outcome.REVERTED);
        assertThat(next.failure()).isEqualTo(world.decisions().get(3).draft().reason());
        assertThat(world.live()).isEqualTo(World.image("v1"));
        assertThat(world.promote("v3").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.story())
                .containsExactly(
                        "DECIDED v1",
                        "PROMOTED v1",
                        "DECIDED v2",
                        "FAILED v2",
                        "REVERTED v1",
                        "DECIDED v3",
                        "PROMOTED v3");
    }

    /** Whoever else comes leaves it to that run while it may still be at it. */
    @Test
    void shouldTakeBackWhatAnotherHolderLeftWhenItsTimeIsOver() throws Exception {
        world.promote("v1");
        world.cluster.fate(World.image("v2"), Fate.CRASHES);
        world.until(world.begin("v2"), Phase.REVERTING);
        PromotionRequest request =
                new PromotionRequest(World.MODEL, "v3", Optional.empty(), Optional.empty(), World.actor("nightly"));
        assertThatThrownBy(() -> world.promotion().prepare(request))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Another rollout");
        world.time.pass(Duration.ofHours(1));
        Delivery late = world.drive(world.promotion().prepare(request), new ArrayList<>());
        assertThat(late.outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    /** Nobody heard of it any more, which says nothing about what it brought. */
    @Test
    void shouldNotTakeBackWhatWasOnlyAbandoned() throws Exception {
        world.promote("v1");
        world.until(world.begin("v2"), Phase.SETTLING);
        world.time.pass(Duration.ofHours(1));
        PromotionRequest request =
                new PromotionRequest(World.MODEL, "v3", Optional.empty(), Optional.empty(), World.actor("nightly"));
        world.until(world.promotion().prepare(request), Phase.DECIDED);
        assertThat(world.story()).endsWith("FAILED v2", "DECIDED v3");
        world.time.pass(Duration.ofHours(1));
        assertThat(world.begin("v4").draft().to().version()).isEqualTo("v4");
    }

    /** Cut off, taken over by somebody who is cut off in turn, and gone on with: nobody else will bring back what ran. */
    @Test
    void shouldBringBackWhatRanThoughWhoeverTookOverIsGone() throws Exception {
        world.promote("v1");
        world.cluster.fate(World.image("v3"), Fate.CRASHES);
        Delivery other = world.promotion()
                .prepare(new PromotionRequest(
                        World.MODEL, "v2", Optional.empty(), Optional.empty(), World.actor("nightly")));
        Delivery cutOff = world.until(world.begin("v3"), Phase.WATCHING);
        world.time.pass(Duration.ofHours(1));
        world.until(other, Phase.DECIDED);
        world.time.pass(Duration.ofHours(1));
        Delivery end = world.drive(cutOff, new ArrayList<>());
        assertThat(end.outcome()).as(end.toText()).isEqualTo(Outcome.REVERTED);
        assertThat(world.live()).isEqualTo(World.image("v1"));
        assertThat(world.story())
                .containsExactly(
                        "DECIDED v1",
                        "PROMOTED v1",
                        "DECIDED v3",
                        "FAILED v3",
                        "DECIDED v2",
                        "FAILED v2",
                        "REVERTED v1");
    }

    @Test
    void shouldLeaveItToWhoeverTookOverAndIsStillAtIt() throws Exception {
        world.promote("v1");
        world.cluster.fate(World.image("v3"), Fate.CRASHES);
        Delivery slow = world.begin("v3");
        world.time.pass(Duration.ofHours(1));
        Delivery other = world.promotion()
                .prepare(new PromotionRequest(
                        World.MODEL, "v2", Optional.empty(), Optional.empty(), World.actor("nightly")));
        slow = world.until(slow, Phase.WATCHING);
        world.until(other, Phase.DECIDED);
        Delivery end = world.drive(slow, new ArrayList<>());
        assertThat(end.outcome()).as(end.toText()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(end.line()).startsWith("left to decision").endsWith("of nightly");
        assertThat(world.live()).isEqualTo(World.image("v3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DECIDED", "WATCHING", "SETTLING"})
    void shouldAdoptItsOwnRolloutInARerunThatLostItsState(Phase phase) throws Exception {
        world.until(world.begin("v2"), phase);
        Delivery again = world.promotion()
                .prepare(new PromotionRequest(
                        World.MODEL, "v2", Optional.empty(), Optional.empty(), World.actor("deploy")));
        assertThat(again.line()).contains("adopting");
        assertThat(world.drive(again, new ArrayList<>()).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.cluster.api.updates()).hasSize(1);
        assertThat(world.story()).containsExactly("DECIDED v2", "PROMOTED v2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PREPARED", "DECIDED", "WATCHING", "SETTLING"})
    void shouldEndInAKnownStateWhenAborted(Phase phase) throws Exception {
        world.promote("v1");
        Delivery d = world.until(world.begin("v2"), phase);
        Delivery end = world.drive(world.promotion().abort(d, "aborted by ada"), new ArrayList<>());
        assertThat(world.live()).isEqualTo(World.image("v1"));
        assertThat(end.outcome())
                .isEqualTo(phase == Phase.PREPARED || phase == Phase.DECIDED ? Outcome.FAILED : Outcome.REVERTED);
        assertThat(world.story()).doesNotContain("PROMOTED v2");
    }

    /** A proxy that answers 400 for a while, or a webhook that forbids: the rollout is there and must not be left alone. */
    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422, 503})
    void shouldWatchOnAfterAnswersThatTellNothing(int code) throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.WATCHING);
        world.cluster.api.fault(code, 5);
        assertThat(world.drive(d, new ArrayList<>()).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.story()).containsExactly("DECIDED v2", "PROMOTED v2");
    }

    @Test
    void shouldRepeatEveryStepWithoutHarm() throws Exception {
        world.promote("v1");
        for (Fate fate : List.of(Fate.RUNS, Fate.PULL_FAILS)) {
            String version = fate == Fate.RUNS ? "v2" : "v3";
            world.cluster.fate(World.image(version), fate);
            int before = world.cluster.api.updates().size();
            Delivery d = world.begin(version);
            while (!d.isDone()) {
                world.step(d); // done, but the state after it was lost
                d = world.step(d);
            }
            assertThat(d.outcome()).isEqualTo(fate == Fate.RUNS ? Outcome.PROMOTED : Outcome.REVERTED);
            assertThat(world.cluster.api.updates().size() - before).isEqualTo(fate == Fate.RUNS ? 1 : 2);
        }
        assertThat(world.story())
                .containsExactly(
                        "DECIDED v1",
                        "PROMOTED v1",
                        "DECIDED v2",
                        "PROMOTED v2",
                        "DECIDED v3",
                        "FAILED v3",
                        "REVERTED v2");
    }
}
