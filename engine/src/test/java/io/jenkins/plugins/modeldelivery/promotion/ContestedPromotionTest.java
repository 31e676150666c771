package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
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

/** Others that never stop writing: every update of ours meets a 409. */
class ContestedPromotionTest {
    private static final int ENDLESS = 1_000_000;
    private static final Duration PATIENCE = World.TIMING.patience();

    @TempDir
    Path directory;

    private World world;
    private final List<Duration> pauses = new ArrayList<>();
    private Instant calm = Instant.MAX;
    private Runnable afterEachPause = () -> {};

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    /** To the end; the storm is over when its time has come. */
    private Delivery drive(Delivery start) throws Exception {
        Sleeper sleeper = pause -> {
            pauses.add(pause);
            world.time.sleep(pause);
            afterEachPause.run();
            if (world.time.instant().isAfter(calm)) {
                world.cluster.api.heal();
            }
        };
        return Driving.toItsEnd(world.session(), sleeper, start, d -> {});
    }

    /** As GitOps tools do; a Deployment's generation grows by it. */
    private void annotate() {
        ObjectNode theirs = world.cluster.api.get(world.path).deepCopy();
        theirs.withObject("/metadata").withObject("/annotations").put("other", "theirs");
        world.cluster.api.put(world.path, theirs);
    }

    /** Another rollout, of the same image. */
    private void changeTemplate() {
        ObjectNode theirs = world.cluster.api.get(world.path).deepCopy();
        theirs.withObject("/spec/template/spec").put("priorityClassName", "theirs");
        world.cluster.api.put(world.path, theirs);
    }

    @Test
    void shouldWriteOverNobodysAnnotationsAndNotTakeThemForARollout() throws Exception {
        Delivery decided = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.api.beforeNextUpdate(this::annotate);
        assertThat(drive(decided).outcome()).isEqualTo(Outcome.PROMOTED);
        ObjectNode stored = world.cluster.api.get(world.path);
        assertThat(stored.at("/metadata/annotations/other").asText()).isEqualTo("theirs");
        assertThat(world.story()).containsExactly("DECIDED v2", "PROMOTED v2");
    }

    @Test
    void shouldWaitUntilTheControllerHasSeenWhatOthersWrote() throws Exception {
        Delivery decided = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.lag(3);
        annotate();
        assertThat(drive(decided).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(pauses.get(0)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void shouldGetThroughThoughTheControllerNeverCatchesUpWithAnnotations() throws Exception {
        afterEachPause = this::annotate;
        assertThat(drive(world.begin("v1")).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(drive(world.begin("v2")).outcome()).isEqualTo(Outcome.PROMOTED);
        world.cluster.fate(World.image("v3"), Fate.CRASHES);
        assertThat(drive(world.begin("v3")).outcome()).isEqualTo(Outcome.REVERTED);
        Delivery back = drive(world.promotion()
                .prepare(new RollbackRequest(World.MODEL, "v1", "it was bad", World.actor("rollback"))));
        assertThat(back.outcome()).as(back.toText()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldGetThroughAlsoWhereTheStateIsStoredAfterEveryStep() throws Exception {
        Delivery d = world.begin("v2");
        for (int i = 0; i < 60 && !d.isDone(); i++) {
            d = world.step(d);
            annotate();
        }
        assertThat(d.outcome()).as(d.toText()).isEqualTo(Outcome.PROMOTED);
    }

    /** Nobody looked meanwhile, so it may have been another one, whose replicas are still counted. */
    @Test
    void shouldTrustNoSpecificationThatItSawLongAgo() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.SETTLING);
        annotate();
        world.time.pass(Duration.ofMinutes(1));
        d = world.promotion().advance(d);
        assertThat(d.phase()).isEqualTo(Phase.WATCHING);
        assertThat(d.line()).startsWith("waiting for the controller to see generation ");
    }

    @Test
    void shouldGoOnWithAStateOfAVersionThatDidNotKeepTheSpecification() throws Exception {
        ObjectNode old = world.until(world.begin("v2"), Phase.WATCHING).toJson();
        assertThat(old.remove("spec")).isNotNull();
        assertThat(drive(Delivery.parse(Json.compact(old))).outcome()).isEqualTo(Outcome.PROMOTED);
    }

    /** Or a promotion right behind it would meet a controller that lags. */
    @Test
    void shouldWaitForTheControllerThoughOnlyAnnotationsChange() throws Exception {
        world.cluster.lag(3);
        Delivery watching = world.until(world.begin("v1"), Phase.WATCHING);
        Delivery d = world.step(watching);
        assertThat(d.line()).isEqualTo("waiting for the controller to see generation " + watching.generation());
        assertThat(drive(d).outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldCountOnlyReplicasOfTheSpecificationAsItIsNow() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.SETTLING);
        world.cluster.lag(3);
        changeTemplate();
        annotate();
        long changed =
                world.cluster.api.get(world.path).at("/metadata/generation").asLong();
        d = world.step(d);
        assertThat(d.phase()).isEqualTo(Phase.WATCHING);
        assertThat(d.line()).isEqualTo("waiting for the controller to see generation " + changed);
        assertThat(drive(d).outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldNotChangeARolloutThatBeganAfterTheDecision() throws Exception {
        Delivery decided = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.lag(3);
        changeTemplate();
        Delivery end = drive(decided);
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.failure()).contains("Another rollout of deployment/scorer in prod is in flight");
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldGiveUpAPromotionAfterItsPatienceAndChangeNothing() throws Exception {
        Delivery decided = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.api.fault(-409, ENDLESS);
        Instant began = world.time.instant();
        Delivery end = drive(decided);
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.failure()).contains("others kept changing deployment/scorer in prod", "409");
        assertThat(Duration.between(began, world.time.instant()))
                .isBetween(PATIENCE, PATIENCE.plus(World.TIMING.poll()));
        assertThat(world.live()).isEqualTo(World.image("v1"));
        assertThat(world.story()).containsExactly("DECIDED v2", "FAILED v2");
    }

    @Test
    void shouldPauseLongerAndLongerUpToThePoll() throws Exception {
        Delivery decided = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.api.fault(-409, ENDLESS);
        drive(decided);
        assertThat(pauses.subList(0, 4))
                .containsExactly(
                        Duration.ofMillis(500), Duration.ofSeconds(1), World.TIMING.poll(), World.TIMING.poll());
        assertThat(pauses).hasSizeLessThan(15);
    }

    @Test
    void shouldGoOnWhenTheStormPasses() throws Exception {
        Delivery decided = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.api.fault(-409, ENDLESS);
        calm = world.time.instant().plus(PATIENCE.dividedBy(2));
        assertThat(drive(decided).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.cluster.api.updates()).hasSize(1);
        assertThat(world.story()).containsExactly("DECIDED v2", "PROMOTED v2");
    }

    @Test
    void shouldHoldOnWithARollbackForAsLongAsARolloutMayTake() throws Exception {
        world.promote("v1");
        world.promote("v2");
        Delivery decided = world.until(
                world.promotion()
                        .prepare(new RollbackRequest(World.MODEL, "v1", "it was bad", World.actor("rollback"))),
                Phase.DECIDED);
        world.cluster.api.fault(-409, ENDLESS);
        calm = world.time.instant().plus(PATIENCE.multipliedBy(3));
        assertThat(drive(decided).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldHoldOnWithTheWayBackToo() throws Exception {
        world.promote("v1");
        world.cluster.fate(World.image("v2"), Fate.CRASHES);
        Delivery reverting = world.until(world.begin("v2"), Phase.REVERTING);
        world.cluster.api.fault(-409, ENDLESS);
        calm = world.time.instant().plus(PATIENCE.multipliedBy(3));
        assertThat(drive(reverting).outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(pauses).hasSizeLessThan(80);
    }

    @Test
    void shouldCallARevertFailedThatNeverGotThrough() throws Exception {
        world.promote("v1");
        world.cluster.fate(World.image("v2"), Fate.CRASHES);
        Delivery reverting = world.until(world.begin("v2"), Phase.REVERTING);
        world.cluster.api.fault(-409, ENDLESS);
        Delivery end = drive(reverting);
        assertThat(end.outcome()).isEqualTo(Outcome.REVERT_FAILED);
        assertThat(world.story()).endsWith("REVERT_FAILED v1");
    }
}
