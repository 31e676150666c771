package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The machine's clock is set back while a share is shifted: the test takes as long as stated, neither shorter nor for hours. */
class ClockSetBackTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;

    private GateWorld world;
    private TrafficGateState state = TrafficGateState.begin("l1");
    private double began;
    private double ended;

    @BeforeEach
    void fill() throws Exception {
        world = new GateWorld(directory);
        world.interval = Duration.ofSeconds(3);
    }

    /** One step, through the stored form of the state, and the wait that it asks for. */
    private boolean step(TrafficGate gate) throws Exception {
        Phase before = state.phase();
        TrafficGate.Step step = gate.step(state);
        state = step.state();
        if (before == Phase.SHIFTED && state.phase() == Phase.OBSERVING) {
            began = world.elapsed();
        }
        if (before == Phase.OBSERVING && state.phase() == Phase.RESTORED) {
            ended = world.elapsed();
        }
        step.pause().ifPresent(duration -> {
            assertThat(duration).isBetween(Duration.ZERO, world.interval);
            world.time.pass(duration);
        });
        assertThat(world.elapsed()).as("it must end").isLessThan(600);
        return step.pause().isPresent();
    }

    private void assertWholeWindow(TrafficGateReport report) throws Exception {
        assertThat(report.verdict()).as(report.reasons().toString()).isEqualTo(Verdict.PASS);
        double stated = report.toJson().at("/input/windowSeconds").asDouble();
        assertThat(stated).isGreaterThanOrEqualTo(300);
        assertThat(ended - began).as("seconds really counted").isGreaterThanOrEqualTo(stated);
        world.assertRestored();
    }

    @ParameterizedTest
    @CsvSource({"20, 3600", "20, 10", "150, 3600", "150, 100", "150, 5", "325, 3600", "325, 290"})
    void shouldCountTheWholeWindowAndEndInTime(long after, long back) throws Exception {
        TrafficGate gate = world.gate();
        boolean set = false;
        while (step(gate)) {
            if (!set && world.elapsed() >= after) {
                set = true;
                world.wall.set(Duration.ofSeconds(-back));
            }
        }
        assertThat(world.elapsed()).isBetween(330L, 340L);
        assertWholeWindow(gate.report(state));
        assertThat(gate.report(state).toText()).contains("CLOCK_SET_BACK");
    }

    @Test
    void shouldDoSoThroughAnyNumberOfJumpsAndRestarts() throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            fill();
            Random random = new Random(seed);
            state = TrafficGateState.begin("l" + seed);
            TrafficGate gate = world.gate();
            int jumps = 0;
            while (step(gate)) {
                if (random.nextInt(20) == 0) {
                    world.wall.set(Duration.ofSeconds(-4 - random.nextInt(7200)));
                    jumps++;
                }
                if (random.nextInt(10) == 0) {
                    state = TrafficGateState.parse(state.text());
                    gate = world.gate();
                }
            }
            assertThat(world.elapsed()).as("seed " + seed).isLessThan(330 + 4 * (jumps + 2));
            assertWholeWindow(gate.report(state));
        }
    }

    @Test
    void shouldStillStopAGatewayThatSaysNothing() throws Exception {
        FakeObjects silent = new FakeObjects() {
            @Override
            protected void observe(ObjectNode object) {
                // says nothing of the new generation
            }
        };
        world = new GateWorld(directory, silent, Router.HTTP_ROUTE, Mode.WEIGHT);
        TrafficGate gate = world.gate();
        boolean set = false;
        while (step(gate)) {
            if (!set && world.elapsed() >= 10) {
                set = true;
                world.wall.set(HOUR.negated());
            }
        }
        assertThat(gate.report(state).reasons().get(0)).startsWith("NOT_ACCEPTED");
        assertThat(world.elapsed()).isLessThan(60);
        world.assertRestored();
    }

    @Test
    void shouldKeepTheLeaseUntilTheTimeThatOthersWereTold() throws Exception {
        TrafficGate gate = world.gate();
        while (world.elapsed() < 150) {
            step(gate);
        }
        var until = world.ledger.leases().open().get(0).until();
        world.wall.set(HOUR.negated());
        step(gate);
        assertThat(state.until()).contains(until);
        assertThat(world.ledger.leases().open().get(0).until()).isEqualTo(until);
        assertThat(world.routes().restoreExpired()).isEmpty();
    }
}
