package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol against an API server with real conflicts and slow controllers, in virtual time. */
class PromotionTest {
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
    void shouldPromoteByDigestAndTellTheLedgerFirst() throws Exception {
        List<String> lines = new ArrayList<>();
        Delivery d = world.promote("v2", lines);
        assertThat(d.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.live()).isEqualTo(World.image("v2"));
        assertThat(world.story()).containsExactly("DECIDED v2", "PROMOTED v2");
        assertThat(world.cluster.api.updates()).hasSize(1);
        ObjectNode written = world.cluster.api.updates().get(0);
        assertThat(written.at("/metadata/annotations")
                        .path(Annotations.DECISION)
                        .asText())
                .isEqualTo(d.operation());
        assertThat(written.at("/metadata/annotations")
                        .path(Annotations.PREVIOUS_DIGEST)
                        .asText())
                .isEqualTo(World.digest("v1"));
        assertThat(written.at("/spec/template/spec/containers/0/image").asText())
                .endsWith("proxy:1");
        assertThat(written.at("/spec/template/spec/containers/1").has("args"))
                .as("empty lists survive")
                .isTrue();
        assertThat(lines).anyMatch(l -> l.contains("of 3 replicas")).anyMatch(l -> l.startsWith("SETTLING"));
    }

    @Test
    void shouldWaitOutAnOddAnswerAndRevertWhatCrashes() throws Exception {
        world.cluster.fate(World.image("v2"), Fate.CRASHES);
        Delivery d = world.begin("v2");
        while (d.phase() != Phase.WATCHING) {
            d = world.step(d);
        }
        Delivery watching = d;
        ObjectNode workload = world.cluster.api.get(world.path);
        world.cluster.api.put(world.path, Json.object());
        assertThatThrownBy(() -> world.promotion().advance(watching))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("is something in between");
        world.cluster.api.delete(world.path);
        assertThat(world.promotion().advance(watching).phase())
                .as("not found once is not the end")
                .isEqualTo(Phase.WATCHING);
        world.cluster.api.put(world.path, workload);
        assertThat(world.drive(watching, new ArrayList<>()).outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldRefuseAVersionThatWasChangedSinceItWasBrought() throws Exception {
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
        Path version = directory.resolve("ledger/models/" + World.MODEL + "/versions/v2.json");
        Files.writeString(version, Files.readString(version).replace("registry.example.com", "evil.example.com"));
        assertThat(world.promote("v3").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThatThrownBy(() -> world.promote("v2"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Version v2 of intent-classifier is registered as something else than decision");
    }

    @Test
    void shouldWaitForAControllerThatLagsBehind() throws Exception {
        world.cluster.lag(10);
        List<String> lines = new ArrayList<>();
        assertThat(world.promote("v2", lines).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(lines)
                .filteredOn(l -> l.contains("waiting for the controller"))
                .hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void shouldWriteOnceThroughAStormOfConflicts() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.api.fault(-409, 20);
        assertThat(world.drive(d, new ArrayList<>()).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(world.cluster.api.updates()).hasSize(1);
    }

    @Test
    void shouldNotWriteOverAChangeMadeInTheSameMoment() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.api.beforeNextUpdate(() -> world.cluster.setImage(world.path, World.image("v4")));
        Delivery end = world.drive(d, new ArrayList<>());
        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(world.live()).isEqualTo(World.image("v4"));
        assertThat(world.cluster.api.updates()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 503, 429, 401})
    void shouldSurviveAnApiServerThatIsAwayForAWhile(int fault) throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.WATCHING);
        world.cluster.api.fault(fault, 10);
        assertThat(world.drive(d, new ArrayList<>()).outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldNameMissingRightsBeforeAnythingHappens() throws Exception {
        world.cluster.api.deny("update deployments");
        world.cluster.api.deny("list pods");
        assertThatThrownBy(() -> world.promote("v2"))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("update deployments.apps/scorer, list pods");
        assertThat(world.story()).isEmpty();
    }

    @Test
    void shouldReportARightLostMidway() throws Exception {
        Delivery d = world.until(world.begin("v2"), Phase.DECIDED);
        world.cluster.api.deny("update deployments");
        assertThatThrownBy(() -> world.drive(d, new ArrayList<>()))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("missing permission (403)");
    }

    @Test
    void shouldRefuseWhatIsNotThere() throws Exception {
        world.environment = Environment.of(
                "production", WorkloadRef.parse("prod", "deployment/scorer"), "modle", "", Set.of(), World.TIMING);
        assertThatThrownBy(() -> world.promote("v2"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no container 'modle'")
                .hasMessageContaining("proxy, model");
        world.environment = Environment.of(
                "production", WorkloadRef.parse("prod", "deployment/other"), "model", "", Set.of(), World.TIMING);
        assertThatThrownBy(() -> world.promote("v2")).hasMessageContaining("no deployment/other in prod");
    }

    @Test
    void shouldRevertATagToTheVeryTextItWas() throws Exception {
        try (World tagged = new World(directory.resolve("t")).running("registry.example.com/models/intent:1.4")) {
            tagged.cluster.fate(World.image("v2"), Fate.CRASHES);
            Delivery end = tagged.promote("v2");
            assertThat(end.outcome()).isEqualTo(Outcome.REVERTED);
            assertThat(tagged.live()).isEqualTo("registry.example.com/models/intent:1.4");
            assertThat(end.draft().from().orElseThrow().digest())
                    .isEqualTo(FakeCluster.digestOf("registry.example.com/models/intent:1.4"));
        }
    }

    @Test
    void shouldFailLoudlyWhenTheWayBackIsBlocked() throws Exception {
        world.cluster.fate(World.image("v2"), Fate.CRASHES);
        Delivery d = world.until(world.begin("v2"), Phase.REVERT_WATCHING);
        world.cluster.fate(World.image("v1"), Fate.PULL_FAILS);
        for (ObjectNode pod : world.cluster.api.list("/api/v1/namespaces/prod/pods")) {
            world.cluster.api.delete(
                    "/api/v1/namespaces/prod/pods/" + pod.at("/metadata/name").asText());
        }
        Delivery end = world.drive(d, new ArrayList<>());
        assertThat(end.outcome()).isEqualTo(Outcome.REVERT_FAILED);
        assertThat(end.toText()).contains("COULD NOT REVERT");
        assertThat(world.story()).endsWith("REVERT_FAILED unknown");
    }

    @Test
    void shouldSayWhatHelpsAStatefulSetThatIsStuck() throws Exception {
        try (World stateful = new World(directory.resolve("s"), "statefulset/scorer").running(World.image("v1"))) {
            stateful.cluster.fate(World.image("v2"), Fate.PULL_FAILS);
            Delivery d = stateful.until(stateful.begin("v2"), Phase.REVERTING);
            stateful.cluster.fate(World.image("v1"), Fate.HANGS); // OrderedReady waits for the broken pod
            for (ObjectNode pod : stateful.cluster.api.list("/api/v1/namespaces/prod/pods")) {
                stateful.cluster.api.delete("/api/v1/namespaces/prod/pods/"
                        + pod.at("/metadata/name").asText());
            }
            Delivery end = stateful.drive(d, new ArrayList<>());
            assertThat(end.outcome()).isEqualTo(Outcome.REVERT_FAILED);
            assertThat(end.toText()).contains("unless somebody deletes that pod");
        }
    }

    @Test
    void shouldTakeAGivenImageOnlyByDigest() throws Exception {
        PromotionRequest tag = new PromotionRequest(
                World.MODEL, "v9", Optional.of("registry.example.com/m:9"), Optional.empty(), World.actor("deploy"));
        assertThatThrownBy(() -> world.promotion().prepare(tag)).hasMessageContaining("no @sha256:");
        PromotionRequest other = new PromotionRequest(
                World.MODEL, "v2", Optional.of(World.image("v3")), Optional.empty(), World.actor("deploy"));
        assertThatThrownBy(() -> world.promotion().prepare(other)).hasMessageContaining("is registered as");
        PromotionRequest given = new PromotionRequest(
                World.MODEL, "v9", Optional.of(World.image("v9")), Optional.empty(), World.actor("deploy"));
        assertThat(world.drive(world.promotion().prepare(given), new ArrayList<>())
                        .outcome())
                .isEqualTo(Outcome.PROMOTED);
        List<Decision> all = world.decisions();
        assertThat(all.get(all.size() - 1).to().digest()).isEqualTo(World.digest("v9"));
    }
}
