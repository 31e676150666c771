package io.jenkins.plugins.modeldelivery.traffic;

import static io.jenkins.plugins.modeldelivery.verdict.Verdict.FAIL;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.INCONCLUSIVE;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a test at once, how soon, and that the route is as before afterwards. */
class StopConditionsTest {
    @TempDir
    Path directory;

    private GateWorld world;

    @BeforeEach
    void fill() throws Exception {
        world = new GateWorld(directory);
    }

    @Test
    void shouldStopAFailingCandidateAtTheFirstLook() throws Exception {
        world.gateway.errors = 0.2;
        assertThat(world.endsWith("ERRORS").verdict()).isEqualTo(FAIL);
        assertThat(world.elapsed()).isLessThanOrEqualTo(20);
    }

    /** 100 requests/s, Prometheus scrapes every 15 s: one scrape and 5 s after the requests that prove 1 % errors. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.02, 0.1, 1})
    void shouldBeSafeWithinOneScrapeAndFiveSecondsOfTheEvidence(double errors) throws Exception {
        world.gateway.errors = errors;
        world.gateway.scrape = Duration.ofSeconds(15);
        world.interval = Duration.ofSeconds(3);
        world.endsWith("ERRORS");
        Duration late = Duration.between(world.gateway.evidence.orElseThrow(), world.time.now);
        assertThat(late).isLessThanOrEqualTo(Duration.ofSeconds(15 + 5));
    }

    /** The candidate's first scrape after the shift ends the test, production's is still to come: it may fail as well. */
    @Test
    void shouldNameTheFailureOnlyWhenProductionHasBeenHeard() throws Exception {
        world.gateway.errors = 1;
        world.gateway.scrape = Duration.ofSeconds(5);
        world.gateway.productionBehind = Duration.ofSeconds(15);
        TrafficGateReport report = world.endsWith("ERRORS");
        assertThat(report.verdict()).as(report.toText()).isEqualTo(FAIL);
        assertThat(report.toJson().at("/counts/production/requests").asLong()).isPositive();
        assertThat(Instant.parse(report.toJson().at("/test/restored").asText()))
                .as("the route did not wait for it")
                .isBefore(world.time.now);
    }

    @Test
    void shouldNotWaitForEverForProductionsNumbers() throws Exception {
        world.gateway.errors = 1;
        world.gateway.scrape = Duration.ofSeconds(5);
        world.gateway.productionBehind = Duration.ofDays(1);
        assertThat(world.endsWith("ERRORS").verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(world.elapsed()).isBetween(60L, 80L);
    }

    /** After four good minutes the sequential test alone would need twenty more errors. */
    @Test
    void shouldNoticeACandidateThatBreaksLate() throws Exception {
        world.gateway.errors = 0.3;
        world.gateway.brokenFrom = GateWorld.START.plusSeconds(280);
        world.endsWith("ERRORS");
        assertThat(world.elapsed()).isBetween(280L, 300L);
    }

    /** One request every two seconds to the candidate: each look sees few of them, but all fail. */
    @Test
    void shouldNoticeFiveFailuresInARowAtLittleTraffic() throws Exception {
        world.gateway = new Gateway(world, 10);
        world.interval = Duration.ofSeconds(5);
        world.gateway.errors = 1;
        world.gateway.brokenFrom = GateWorld.START.plusSeconds(250);
        world.endsWith("ERRORS");
        assertThat(world.elapsed()).isBetween(250L, 275L);
    }

    /** Both where scrapes are seldom and where the source tells no times; in every phase of the scrape: SplitCheckTest. */
    @ParameterizedTest
    @CsvSource({"0.5,1", "0,1", "0.5,15", "0,15"})
    void shouldNoticeAGatewayThatSplitsOtherwiseWithinThirtySeconds(double served, int scrape) throws Exception {
        world.gateway.share = served;
        world.gateway.scrape = Duration.ofSeconds(scrape);
        assertThat(world.endsWith("SPLIT").verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(world.elapsed()).isLessThanOrEqualTo(30);
    }

    /** At any moment between two scrapes: what users sent before the shift must not look like a share that is too small. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 11, 14})
    void shouldNotTakeRequestsFromBeforeTheShiftForAWrongSplit(int secondsAfterScrape) throws Exception {
        world.gateway.scrape = Duration.ofSeconds(15);
        world.interval = Duration.ofSeconds(5);
        world.gateway.candidateBehind = Duration.ofSeconds(15 - secondsAfterScrape);
        world.time.pass(Duration.ofSeconds(secondsAfterScrape));
        assertThat(world.run().verdict()).isEqualTo(PASS);
        world.assertRestored();
    }

    @Test
    void shouldRestoreWhenTheMetricsAreLost() throws Exception {
        TrafficGateState state = world.runUntil(TrafficGateState.begin("l1"), 60);
        world.gateway.lost = true;
        TrafficGateReport report = world.run(state);
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(report.reasons().get(0)).startsWith("METRICS_LOST");
        world.assertRestored();
    }

    @Test
    void shouldStopWhenTheCandidateHasNoReadyPodAnyMore() throws Exception {
        TrafficGateState state = world.runUntil(TrafficGateState.begin("l1"), 100);
        world.objects.put(GateWorld.CANDIDATE_SLICES, Samples.slice("staging", "scorer-next", 0));
        TrafficGateReport report = world.run(state);
        assertThat(report.reasons().get(0)).startsWith("CANDIDATE_GONE");
        world.assertRestored();
    }

    @Test
    void shouldStopAtOnceWhenTheGatewayRefusesTheSplit() throws Exception {
        world = new GateWorld(directory, judging("False"), Router.HTTP_ROUTE, Mode.WEIGHT);
        assertThat(world.endsWith("NOT_ACCEPTED").reasons().get(0)).contains("RefNotPermitted");
        assertThat(world.elapsed()).isZero();
    }

    @Test
    void shouldStopWhenTheGatewayIsSilentAboutTheSplitForHalfAMinute() throws Exception {
        world = new GateWorld(directory, judging("silent"), Router.HTTP_ROUTE, Mode.WEIGHT);
        world.endsWith("NOT_ACCEPTED");
        assertThat(world.elapsed()).isBetween(30L, 45L);
    }

    /** A gateway that has its own opinion on every changed generation. */
    private static FakeObjects judging(String word) {
        return new FakeObjects() {
            @Override
            protected void observe(ObjectNode object) {
                if (!word.equals("silent")) {
                    super.observe(object);
                    ((ObjectNode) object.at("/status/parents/0/conditions/1"))
                            .put("status", word)
                            .put("reason", "RefNotPermitted");
                }
            }
        };
    }

    @Test
    void shouldNotSendUsersFromAWorkingCandidateToNothing() throws Exception {
        TrafficGateState state = world.runUntil(TrafficGateState.begin("l1"), 100);
        world.objects.put(GateWorld.PRODUCTION_SLICES, Samples.slice("prod", "scorer", 0));
        TrafficGate gate = world.gate();
        TrafficGateState stopped = gate.stop(state, "aborted");
        assertThat(stopped.phase()).isEqualTo(Phase.OBSERVING);
        assertThat(world.spec().toString()).contains("scorer-next");
        assertThat(world.routes().restoreLease("l1"))
                .singleElement()
                .extracting(RestoreResult::outcome, RestoreResult::isClean)
                .containsExactly(RestoreResult.Outcome.HELD, false);
        TrafficGate.Step tried = gate.step(stopped);
        assertThat(tried.pause()).contains(Duration.ofSeconds(5));

        world.objects.put(GateWorld.PRODUCTION_SLICES, Samples.slice("prod", "scorer", 2));
        TrafficGateReport report = world.run(tried.state());
        assertThat(report.verdict()).isEqualTo(INCONCLUSIVE);
        world.assertRestored();
    }

    @Test
    void shouldRestoreToNothingOnlyWhenForcedOrWhenTheLeaseIsOver() throws Exception {
        for (boolean forced : new boolean[] {true, false}) {
            world = new GateWorld(directory);
            TrafficGateState state = world.runUntil(TrafficGateState.begin("forced-" + forced), 100);
            world.objects.put(GateWorld.PRODUCTION_SLICES, Samples.slice("prod", "scorer", 0));
            if (forced) {
                world.routes().forceRestore(state.lease());
            } else {
                world.time.now = state.until().orElseThrow().plusSeconds(1);
                world.routes().restoreExpired();
            }
            world.assertRestored();
        }
    }

    @Test
    void shouldNotHoldWhereTheCandidateIsDownToo() throws Exception {
        TrafficGateState state = world.runUntil(TrafficGateState.begin("l1"), 100);
        world.objects.put(GateWorld.PRODUCTION_SLICES, Samples.slice("prod", "scorer", 0));
        world.objects.put(GateWorld.CANDIDATE_SLICES, Samples.slice("staging", "scorer-next", 0));
        world.run(state);
        world.assertRestored();
    }
}
