package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceCheckTest {
    private static final String SET = "a".repeat(64);
    private static final String GATE =
            ",\"contract\":{},\"drift\":{\"verdict\":\"PASS\"},\"rules\":[{}],\"evalSet\":{\"sha256\":\"%s\"}";

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
        world.environment = Environment.of(
                "production",
                WorkloadRef.parse("prod", "deployment/scorer"),
                "model",
                "",
                EnumSet.complementOf(EnumSet.of(EvidenceKind.LIVE_SHIFT)),
                new Environment.Timing(
                        Duration.ofSeconds(60),
                        Duration.ZERO,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofDays(7)));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void all(String version, String digest) throws Exception {
        world.evidence(version, digest, "PASS", "gate-report", GATE.formatted(SET));
        world.evidence(version, digest, "PASS", "traffic-report", "");
        world.evidence(version, digest, "PASS", "approval", "");
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> world.promote("v2"))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("Version v2 may not go to production: ")
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
    }

    @Test
    void shouldPromoteOnAFullBundleAndNameIt() throws Exception {
        all("v2", World.digest("v2"));
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
        Decision decided = world.decisions().get(0);
        assertThat(decided.evidence()).hasSize(3);
        assertThat(decided.draft().evalSet()).contains(SET);
        assertThat(decided.drift()).isPresent();
    }

    /** Each gate may also run as a step of its own; the kinds are those of the published schemas. */
    @Test
    void shouldTakeTheReportsOfSeparateGates() throws Exception {
        String digest = World.digest("v2");
        world.evidence("v2", digest, "PASS", "schema-report", "");
        world.evidence("v2", digest, "PASS", "drift-report", ",\"current\":{\"sha256\":\"%s\"}".formatted(SET));
        world.evidence(
                "v2", digest, "PASS", "gate-report", ",\"rules\":[{}],\"evalSet\":{\"sha256\":\"%s\"}".formatted(SET));
        world.evidence("v2", digest, "PASS", "traffic-report", "");
        world.evidence("v2", digest, "PASS", "approval", "");
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldNameEveryMissingPiece() {
        refused(
                "no schema evidence",
                "no shift evidence",
                "no eval evidence",
                "no traffic evidence",
                "no approval evidence");
    }

    @Test
    void shouldRefuseEvidenceAboutAnotherArtifact() throws Exception {
        all("v2", World.digest("v2-rebuilt"));
        refused("eval evidence", "is about another artifact, " + World.digest("v2-rebuilt"));
    }

    @Test
    void shouldNotLetAnOldSuccessOutweighANewFailure() throws Exception {
        all("v2", World.digest("v2"));
        world.evidence("v2", World.digest("v2"), "FAIL", "traffic-report", "");
        refused("traffic evidence", "is FAIL");
        world.evidence("v2", World.digest("v2"), "INCONCLUSIVE", "traffic-report", "");
        refused("is INCONCLUSIVE");
    }

    @Test
    void shouldRefuseMixedEvalSets() throws Exception {
        all("v2", World.digest("v2"));
        world.evidence(
                "v2",
                World.digest("v2"),
                "PASS",
                "drift-report",
                ",\"current\":{\"sha256\":\"" + "b".repeat(64) + "\"}");
        refused("eval evidence", "is stale: it is about the eval set " + SET);
    }

    @Test
    void shouldRefuseEvidenceWithoutItsEvalSetOrTooOld() throws Exception {
        all("v2", World.digest("v2"));
        world.evidence("v2", World.digest("v2"), "PASS", "gate-report", ",\"rules\":[{}]");
        refused("eval evidence", "does not name its eval set");
        all("v2", World.digest("v2"));
        world.time.pass(Duration.ofDays(8));
        refused("approval evidence", "is stale: older than");
    }

    @Test
    void shouldNotTakeAnApprovalForAnotherEnvironment() throws Exception {
        world.evidence("v2", World.digest("v2"), "PASS", "gate-report", GATE.formatted(SET));
        world.evidence("v2", World.digest("v2"), "PASS", "traffic-report", "");
        world.evidence("v2", World.digest("v2"), "PASS", "approval", ",\"environment\":\"staging\"");
        refused("no approval evidence");
        world.evidence("v2", World.digest("v2"), "PASS", "approval", ",\"environment\":\"production\"");
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldNotTakeAShiftThatThePolicyOnlyRemarksForNone() throws Exception {
        all("v2", World.digest("v2"));
        String warned = GATE.formatted(SET).replace("{\"verdict\":\"PASS\"}", "{\"verdict\":\"FAIL\"}");
        world.evidence("v2", World.digest("v2"), "PASS", "gate-report", warned);
        refused("shift evidence", "is FAIL, although the policy goes on with a remark");
    }

    @Test
    void shouldNotTakeASuccessThatIsDatedInTheFutureForTheNewest() throws Exception {
        all("v2", World.digest("v2"));
        world.evidence("v2", World.digest("v2"), "FAIL", "traffic-report", "");
        world.time.pass(Duration.ofDays(1));
        world.evidence("v2", World.digest("v2"), "PASS", "traffic-report", "");
        world.time.pass(Duration.ofDays(-1));
        refused("traffic evidence", "is FAIL");
        world.time.pass(Duration.ofDays(1));
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldLetTheFailureOfTwoInOneSecondDecide() throws Exception {
        all("v2", World.digest("v2"));
        Evidence failure = traffic("FAIL", 0);
        Evidence success = traffic("PASS", 0);
        for (int i = 1; success.id().compareTo(failure.id()) < 0; i++) {
            success = traffic("PASS", i); // until it comes last by its name
        }
        world.ledger.evidence().record(success);
        world.ledger.evidence().record(failure);
        refused("traffic evidence", "is FAIL");
    }

    private Evidence traffic(String verdict, int number) throws Exception {
        ObjectNode report =
                Json.document("traffic-report").put("verdict", verdict).put("number", number);
        return Evidence.of(
                World.MODEL, "v2", World.digest("v2"), world.time.instant().plusSeconds(5), Optional.empty(), report);
    }

    @Test
    void shouldTakeUpAnUnfinishedDecisionOnlyOnEvidenceThatHolds() throws Exception {
        all("v2", World.digest("v2"));
        world.until(world.begin("v2"), Phase.DECIDED);
        world.evidence("v2", World.digest("v2"), "FAIL", "traffic-report", "");
        refused("traffic evidence", "is FAIL");
        world.evidence("v2", World.digest("v2"), "PASS", "traffic-report", "");
        assertThat(world.begin("v2").line()).contains("adopting");
        world.time.pass(Duration.ofHours(1));
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.story())
                .as("what is past its time is decided anew")
                .containsExactly("DECIDED v2", "FAILED v2", "DECIDED v2", "PROMOTED v2");
    }

    @Test
    void shouldWatchOnWhatIsRollingOutWhateverIsFoundMeanwhile() throws Exception {
        all("v2", World.digest("v2"));
        world.until(world.begin("v2"), Phase.WATCHING);
        world.evidence("v2", World.digest("v2"), "FAIL", "traffic-report", "");
        assertThat(world.begin("v2").line()).contains("adopting");
    }

    @Test
    void shouldLogAnOverrideAsSuch() throws Exception {
        PromotionRequest request = new PromotionRequest(
                World.MODEL, "v2", Optional.empty(), Optional.of("incident 4711"), World.actor("deploy"));
        assertThat(world.drive(world.promotion().prepare(request), new ArrayList<>())
                        .outcome())
                .isEqualTo(Outcome.PROMOTED);
        Decision decided = world.decisions().get(0);
        assertThat(decided.draft().details().override()).contains("incident 4711");
        assertThat(decided.draft().details().accepted().orElseThrow()).hasSize(5);
    }
}
