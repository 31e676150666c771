package io.jenkins.plugins.modeldelivery.traffic;

import static io.jenkins.plugins.modeldelivery.verdict.Verdict.FAIL;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.INCONCLUSIVE;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.LeaseNote;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole course of a test: window, extension, verdict, stop, restarts. What ends it early: {@link StopConditionsTest}. */
class TrafficGateTest {
    @TempDir
    Path directory;

    private GateWorld world;

    @BeforeEach
    void fill() throws Exception {
        world = new GateWorld(directory);
    }

    @Test
    void shouldPassAnEqualCandidateAfterTheWholeWindow() throws Exception {
        TrafficGateReport report = world.run();
        assertThat(report.reasons()).isEmpty();
        assertThat(report.verdict()).isEqualTo(PASS);
        assertThat(world.elapsed()).isBetween(330L, 346L);
        assertThat(report.toJson().path("series").size()).isGreaterThan(20);
        assertThat(report.toJson().path("share").asDouble()).isBetween(0.04, 0.06);
        world.assertRestored();
    }

    @Test
    void shouldFailASlowCandidate() throws Exception {
        world.gateway.slower = 1.5;
        assertThat(world.run().verdict()).isEqualTo(FAIL);
        world.assertRestored();
    }

    @ParameterizedTest
    @EnumSource(
            value = Router.class,
            names = {"HTTP_ROUTE", "VIRTUAL_SERVICE"})
    void shouldJudgeAMirrorOnEitherRouter(Router router) throws Exception {
        GateWorld mirrored = new GateWorld(directory, new FakeObjects(), router, Mode.MIRROR);
        TrafficGateReport report = mirrored.run();
        assertThat(report.verdict()).as(report.reasons().toString()).isEqualTo(PASS);
        assertThat(report.toJson().path("share").asDouble()).isBetween(0.04, 0.055);
        mirrored.assertRestored();
    }

    @Test
    void shouldExtendTheWindowOnlyAsFarAsAllowed() throws Exception {
        world.gateway = new Gateway(world, 50);
        assertThat(world.run().verdict()).isEqualTo(PASS);
        assertThat(world.elapsed()).isBetween(400L, 700L);
        world.assertRestored();
    }

    @Test
    void shouldNotWaitForWhatTheLongestWindowCannotGive() throws Exception {
        world.gateway = new Gateway(world, 10);
        world.maxWindow = 600;
        TrafficGateReport report = world.run();
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(world.elapsed()).isLessThan(350);
        assertThat(report.toJson().path("needed").path("windowSeconds").asDouble())
                .isGreaterThan(600);
        world.assertRestored();
    }

    /** What a policy says of a longest window of weeks goes on working, but no route is held for longer than a day. */
    @Test
    void shouldHoldTheRouteForADayAtMost() throws Exception {
        world.maxWindow = 14 * 86_400;
        TrafficGateState prepared =
                world.gate().step(TrafficGateState.begin("l1")).state();
        assertThat(prepared.until()).contains(world.wall.instant().plus(Duration.ofDays(1)));
        world.window = 86_400;
        assertThatThrownBy(() -> world.gate().step(TrafficGateState.begin("l2")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a window of 86400 s would hold the route for longer than 24 h");
    }

    @Test
    void shouldRestoreWhenStopped() throws Exception {
        TrafficGate gate = world.gate();
        TrafficGateState prepared = gate.step(TrafficGateState.begin("l1")).state();
        TrafficGateState shifted = gate.step(prepared).state();
        assertThat(shifted.phase()).isEqualTo(Phase.SHIFTED);
        TrafficGateState stopped = gate.stop(shifted, "aborted by alice");
        world.assertRestored();
        TrafficGateReport report = gate.report(gate.step(stopped).state());
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.reasons().get(0)).contains("alice");
    }

    @Test
    void shouldNotPassWhatSomebodyElseEndedEarly() throws Exception {
        TrafficGateState state = world.runUntil(TrafficGateState.begin("l1"), 270);
        world.routes().restoreLease("l1");
        TrafficGateReport report = world.run(state);
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.reasons().get(0))
                .startsWith("TAKEN_BACK: HTTPRoute prod/scorer carries our lease no longer, which was ended at 2026");
        assertThat(world.elapsed()).isLessThan(300);
        world.assertRestored();
    }

    @Test
    void shouldNotPassWhereSomebodyEditedTheLeaseButPutTheRouteBack() throws Exception {
        TrafficGateState state = world.runUntil(TrafficGateState.begin("l1"), 200);
        String path = world.request.key().path();
        ObjectNode route = world.objects.at(path).orElseThrow();
        route.withObject("/metadata").withObject("/annotations").put(LeaseNote.ANNOTATION, "see ticket 4711");
        world.objects.put(path, route);
        TrafficGateReport report = world.run(state);
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.reasons().get(0))
                .startsWith("TAKEN_BACK: the lease annotation of HTTPRoute prod/scorer is not valid JSON")
                .endsWith("; somebody edited it; the test was not over");
        world.assertRestored();
    }

    @Test
    void shouldChangeNothingWhenPreflightRefuses() {
        world.objects.remove("/apis/gateway.networking.k8s.io/v1/namespaces/staging/referencegrants/g");
        assertThatThrownBy(() -> world.run()).isInstanceOf(RefusedException.class);
        assertThat(world.spec()).isEqualTo(world.specBefore());
    }

    @Test
    void shouldRecordHowMuchEachPodHadToAnswerAndWarnWhenThatDiffers() throws Exception {
        JsonNode even = world.run().toJson();
        assertThat(even.at("/test/load/candidate/pods").asInt()).isEqualTo(1);
        assertThat(even.at("/test/load/production/pods").asInt()).isEqualTo(19);
        assertThat(even.at("/test/load/ratio").asDouble()).isBetween(0.8, 1.2);
        assertThat(even.path("warnings")).isEmpty();

        GateWorld uneven = new GateWorld(directory);
        uneven.objects.put(GateWorld.PRODUCTION_SLICES, Samples.slice("prod", "scorer", 3));
        TrafficGateReport report = uneven.run(TrafficGateState.begin("l2"));
        assertThat(report.toJson().at("/test/load/ratio").asDouble()).isBetween(0.1, 0.2);
        assertThat(report.toJson().path("warnings").path(0).asText()).startsWith("UNEVEN_LOAD");
        assertThat(report.toText()).contains("UNEVEN_LOAD");
        assertThat(report.verdict()).isEqualTo(PASS);
    }

    /** Dies after any step, before or after its state was stored, and goes on from the last stored text. */
    @Test
    void shouldComeToTheSameEndThroughAnyRestart() throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            world = new GateWorld(directory);
            Random random = new Random(seed);
            String stored = TrafficGateState.begin("l" + seed).text();
            TrafficGateReport report = null;
            while (report == null) {
                TrafficGate gate = world.gate();
                TrafficGate.Step step = gate.step(TrafficGateState.parse(stored));
                if (step.pause().isEmpty()) {
                    report = gate.report(step.state());
                } else if (random.nextInt(5) > 0) {
                    stored = step.state().text();
                    world.time.pass(step.pause().get());
                } else {
                    world.time.pass(Duration.ofSeconds(1));
                }
            }
            assertThat(report.verdict()).as("seed %s", seed).isEqualTo(PASS);
            world.assertRestored();
        }
    }
}
