package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
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
    void shouldLogAnOverrideAsSuch() throws Exception {
        PromotionRequest request = new PromotionRequest(
                World.MODEL, "v2", Optional.empty(), Optional.of("incident 4711"), World.actor("deploy"));
        assertThat(world.drive(world.promotion().prepare(request), new ArrayList<>())
                        .outcome())
                .isEqualTo(Outcome.PROMOTED);
        Decision decided = world.decisions().get(0);
        assertThat(decided.draft().details().path("override").asText()).isEqualTo("incident 4711");
        assertThat(decided.draft().details().path("accepted")).hasSize(5);
    }
}
