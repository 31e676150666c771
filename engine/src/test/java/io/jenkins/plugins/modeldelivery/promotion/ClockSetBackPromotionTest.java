package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The machine's clock is set back while a rollout is watched: no limit gets longer by more than itself, none shorter. */
class ClockSetBackPromotionTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path directory;

    private World world;
    private Duration waited = Duration.ZERO;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
        world.promote("v1");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    /** Steps to the end, for at most ten minutes as everybody else's clock has them. */
    private Delivery end(Delivery d) throws Exception {
        Delivery state = d;
        while (!state.isDone() && waited.toMinutes() < 10) {
            state = world.promotion().advance(state);
            if (state.waits()) {
                Duration poll = world.environment.timing().poll();
                world.time.sleep(poll);
                waited = waited.plus(poll);
            }
        }
        return state;
    }

    @ParameterizedTest
    @CsvSource({"HANGS, 130", "CONFIG_MISSING, 30"})
    void shouldGiveUpARolloutThatDoesNotComeUp(Fate fate, int seconds) throws Exception {
        world.cluster.fate(World.image("v2"), fate);
        Delivery d = world.until(world.begin("v2"), Phase.WATCHING);
        d = world.step(world.step(world.step(d)));
        world.time.pass(DAY.negated());
        Delivery end = end(d);
        assertThat(end.outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(waited.toSeconds()).as("and was watched on its way back").isLessThan(seconds + 20);
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldSettleForTheWholeTimeAndNoDay() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.SETTLING);
        world.time.pass(DAY.negated());
        assertThat(end(d).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(waited)
                .isBetween(
                        world.environment.timing().settle(),
                        world.environment.timing().settle().plusSeconds(4));
    }

    @Test
    void shouldGiveUpAWayBackThatDoesNotComeUp() throws Exception {
        world.cluster.fate(World.image("v2"), Fate.CRASHES);
        Delivery d = world.until(world.begin("v2"), Phase.REVERTING);
        world.cluster.fate(World.image("v1"), Fate.HANGS);
        d = world.until(d, Phase.REVERT_WATCHING);
        world.time.pass(DAY.negated());
        assertThat(end(d).outcome()).isIn(Outcome.REVERT_FAILED, Outcome.REVERTED);
        assertThat(waited.toSeconds()).isLessThan(130);
    }

    @Test
    void shouldNotGoOnForeverWhereOthersKeepWriting() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.api.fault(-409, 1000);
        d = world.promotion().advance(d);
        assertThat(d.isContested()).isTrue();
        world.time.pass(DAY.negated());
        Delivery end = end(d);
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.failure()).contains("others kept changing").doesNotContain("-8");
        assertThat(waited.toSeconds()).isLessThan(30);
    }
}
