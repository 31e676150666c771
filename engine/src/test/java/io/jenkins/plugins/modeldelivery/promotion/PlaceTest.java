package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.LedgerVerification;
import io.jenkins.plugins.modeldelivery.ledger.Place;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name of an environment means one workload to a model, until somebody moves it. */
class PlaceTest {
    private static final String NAMESPACE = "/api/v1/namespaces/prod";

    @TempDir
    Path directory;

    private World world;
    private FakeCluster elsewhere;
    private KubernetesClient there;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
        elsewhere = new FakeCluster();
        elsewhere.create(world.path, World.image("v1"), 1);
        there = ClusterConnection.to(elsewhere.api.url()).open();
    }

    @AfterEach
    void stop() {
        there.close();
        elsewhere.close();
        world.close();
    }

    /** The same environment by the same names, in a cluster that is reached by that client. */
    private DeliverySession session(KubernetesClient client) {
        return new DeliverySession(world.environment, workload(client), world.ledger, world.time, () -> {});
    }

    private WorkloadClient workload(KubernetesClient client) {
        return new WorkloadClient(new KubernetesObjects(client), world.environment.workload(), "model");
    }

    private Delivery prepare(KubernetesClient client, String model, String version) throws Exception {
        return session(client)
                .promotion()
                .prepare(new PromotionRequest(
                        model, version, Optional.empty(), Optional.empty(), World.actor("other-job")));
    }

    private EnvironmentStatus status(KubernetesClient client) throws Exception {
        return EnvironmentStatus.look(world.environment, World.MODEL, workload(client), world.ledger, world.time);
    }

    private Decision move(KubernetesClient client, String reason) throws Exception {
        return new PlaceMove(world.environment, workload(client), world.ledger, world.time)
                .record(World.MODEL, "ada", reason);
    }

    private static ObjectNode namespace() {
        ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", "prod");
        return namespace;
    }

    private String uid(FakeCluster cluster) {
        return cluster.api.get(NAMESPACE).at("/metadata/uid").asText();
    }

    /** What the version before recorded of a promotion. */
    private String promotedBefore(String version, boolean carried) throws Exception {
        DecisionDraft draft = DecisionDraft.of(
                        World.MODEL,
                        "production",
                        Decision.Kind.DECIDED,
                        Target.of(version, World.digest(version)),
                        "bea",
                        "")
                .withDetails(DecisionDetails.of(DecisionDetails.Action.PROMOTE).withImage(World.image(version)));
        world.ledger.decisions().append(draft);
        world.ledger.decisions().append(draft.as(Decision.Kind.PROMOTED));
        if (carried) {
            ObjectNode object = world.cluster.api.get(world.path).deepCopy();
            object.withObject("/metadata/annotations").put(Annotations.DECISION, draft.operation());
            world.cluster.api.put(world.path, object);
            world.cluster.setImage(world.path, World.image(version));
            comeUp();
        }
        return draft.operation();
    }

    private void comeUp() {
        for (int i = 0; i < 20; i++) {
            world.cluster.tick();
        }
    }

    @Test
    void shouldKeepWhatTheFirstDecisionMeant() throws Exception {
        world.cluster.api.put(NAMESPACE, namespace());
        world.promote("v2");
        assertThat(world.decisions().get(0).place())
                .contains(new Place(
                        Optional.of(uid(world.cluster)),
                        world.cluster.api.url(),
                        "prod",
                        "deployment/scorer",
                        "model"));
        assertThatThrownBy(() -> prepare(there, World.MODEL, "v3"))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "Environment 'production' of intent-classifier is deployment/scorer (container model) in prod at "
                                + world.cluster.api.url() + " (namespace " + uid(world.cluster)
                                + ") by decision 1, not deployment/scorer (container model) in prod at "
                                + elsewhere.api.url()
                                + "; where it moved, 'ledger move intent-classifier --environment production --reason TEXT' says so");
        assertThat(elsewhere.api.updates()).isEmpty();
        assertThatThrownBy(() -> session(there)
                        .promotion()
                        .prepare(new RollbackRequest(World.MODEL, "previous", "bad", World.actor("other"))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("by decision 1, not deployment/scorer");
        world.promote("v3");
        assertThat(world.rollback("v2").outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void shouldTellNamespacesApartByTheirUid() throws Exception {
        world.cluster.api.put(NAMESPACE, namespace());
        world.promote("v2");
        String byName = world.cluster.api.url().replace("127.0.0.1", "localhost");
        try (KubernetesClient other = ClusterConnection.to(byName).open()) {
            assertThat(prepare(other, World.MODEL, "v3").phase())
                    .as("another address of the cluster")
                    .isEqualTo(Phase.PREPARED);
        }
        world.cluster.api.delete(NAMESPACE);
        world.cluster.api.put(NAMESPACE, namespace());
        assertThatThrownBy(() -> prepare(world.client, World.MODEL, "v3"))
                .as("a namespace that was made anew")
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("(namespace " + uid(world.cluster) + ")");
    }

    @Test
    void shouldGoByTheAddressWhereTheNamespaceMayNotBeRead() throws Exception {
        world.cluster.api.put(NAMESPACE, namespace());
        world.cluster.api.deny("get namespaces");
        world.promote("v2");
        assertThat(world.decisions().get(0).place().orElseThrow().namespaceUid())
                .isEmpty();
        assertThat(world.promote("v3").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThatThrownBy(() -> prepare(there, World.MODEL, "v4")).isInstanceOf(RefusedException.class);
        String byName = world.cluster.api.url().replace("127.0.0.1", "localhost");
        try (KubernetesClient other = ClusterConnection.to(byName).open()) {
            assertThatThrownBy(() -> prepare(other, World.MODEL, "v4"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("at http://localhost:");
        }
    }

    @Test
    void shouldRefuseAnotherWorkloadOrContainerOfTheSameNamespace() throws Exception {
        world.promote("v2");
        world.cluster.create(FakeCluster.deployment("other"), World.image("v1"), 1);
        Environment before = world.environment;
        world.environment = Environment.of(
                "production", WorkloadRef.parse("prod", "deployment/other"), "model", "", Set.of(), World.TIMING);
        assertThatThrownBy(() -> world.begin("v3"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not deployment/other (container model) in prod");
        world.environment = Environment.of("production", before.workload(), "proxy", "", Set.of(), World.TIMING);
        assertThatThrownBy(() -> world.begin("v3"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not deployment/scorer (container proxy) in prod");
    }

    @Test
    void shouldMoveOnlyWhenSomebodySaysSo() throws Exception {
        world.promote("v2");
        Decision moved = move(there, "to the new cluster");
        assertThat(moved.kind()).isEqualTo(Decision.Kind.MOVED);
        assertThat(moved.to().version()).isEqualTo("v2");
        assertThat(moved.explanation())
                .isEqualTo("now deployment/scorer (container model) in prod at " + elsewhere.api.url()
                        + ": to the new cluster");
        assertThatThrownBy(() -> world.begin("v3"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("at " + elsewhere.api.url() + " by decision 3, not");
        assertThatThrownBy(() -> move(there, "again"))
                .isInstanceOf(BadInputException.class)
                .hasMessageEndingWith(" already");
        assertThat(status(world.client).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(status(world.client).toText()).contains("MOVED").contains("to the new cluster");
        assertThat(prepare(there, World.MODEL, "v3").phase()).isEqualTo(Phase.PREPARED);
        assertThat(LedgerVerification.of(world.ledger).toText()).startsWith("PASS");
    }

    @Test
    void shouldNotMoveWhatIsHeldOrWasNeverDecided() throws Exception {
        assertThatThrownBy(() -> move(there, "why not"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("its first promotion says which place that is");
        world.until(world.begin("v2"), Phase.WATCHING);
        assertThatThrownBy(() -> move(there, "why not"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is held by deploy");
    }

    @Test
    void shouldGiveTheNameToTheFirstOfTwoThatDecideAtOnce() throws Exception {
        Delivery here = world.begin("v2");
        Delivery other = prepare(there, World.MODEL, "v3");
        assertThat(world.drive(here, new ArrayList<>()).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThatThrownBy(() -> session(there).promotion().advance(other))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("by decision 1, not");
    }

    /** A job that was cut off between decision and write, and is configured for another cluster when it goes on. */
    @Test
    void shouldNotWriteElsewhereWhatWasDecidedHere() throws Exception {
        Delivery decided = world.until(world.begin("v2"), Phase.DECIDED);
        Delivery adopted = session(there)
                .promotion()
                .prepare(new PromotionRequest(
                        World.MODEL, "v2", Optional.empty(), Optional.empty(), World.actor("deploy")));
        assertThat(adopted.operation()).isEqualTo(decided.operation());
        Delivery next = session(there).promotion().advance(adopted);
        assertThat(next.phase()).isEqualTo(Phase.FAILING);
        assertThat(next.failure())
                .isEqualTo("it was decided about deployment/scorer (container model) in prod at "
                        + world.cluster.api.url() + ", and this is deployment/scorer (container model) in prod at "
                        + elsewhere.api.url());
        assertThat(elsewhere.api.updates()).isEmpty();
    }

    @Test
    void shouldRememberThePlaceBehindManyDecisions() throws Exception {
        world.promote("v2");
        Target left = Target.of("v4", World.digest("v4"));
        for (int i = 0; i < 300; i++) {
            world.ledger
                    .decisions()
                    .append(DecisionDraft.of(
                            World.MODEL, "production", Decision.Kind.RELEASED, left, "ada", "no " + i));
        }
        assertThatThrownBy(() -> prepare(there, World.MODEL, "v3"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("by decision 1, not");
        assertThat(world.promote("v3").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldAdoptThePlaceFromTheWorkloadThatCarriesTheLastDecision() throws Exception {
        promotedBefore("v2", true);
        assertThat(status(world.client).verdict()).isEqualTo(Verdict.PASS);
        assertThat(world.promote("v3").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThatThrownBy(() -> prepare(there, World.MODEL, "v4"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("by decision 3, not");
    }

    @Test
    void shouldAskForAMoveWhereAnOlderLedgerDoesNotTell() throws Exception {
        String older = promotedBefore("v2", true);
        promotedBefore("v3", false);
        assertThatThrownBy(() -> world.begin("v4"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Which workload environment 'production' of intent-classifier is was not recorded by the"
                        + " version before, and deployment/scorer in prod does not carry its last decision (it carries "
                        + older + "); if it is that one, 'ledger move intent-classifier --environment production"
                        + " --reason TEXT' says so");
        assertThat(status(world.client).reasons().get(0)).contains("ledger move");
        move(world.client, "looked at it");
        assertThat(world.promote("v4").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldNotBlockARollbackBecauseThePlaceIsNotKnown() throws Exception {
        promotedBefore("v1", false);
        promotedBefore("v2", false);
        world.cluster.setImage(world.path, World.image("v2"));
        comeUp();
        Delivery d = world.rollback("v1");
        assertThat(d.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(d.draft().details().place())
                .as("whoever rolls back says nothing about the place")
                .isEmpty();
        assertThat(world.promote("v3").outcome())
                .as("carries the last decision by now")
                .isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldNameADecisionElsewhereWithoutAMove() throws Exception {
        world.promote("v2");
        Place other =
                new Place(Optional.empty(), "https://elsewhere.example.com", "prod", "deployment/scorer", "model");
        world.ledger
                .decisions()
                .append(DecisionDraft.of(
                                World.MODEL,
                                "production",
                                Decision.Kind.DECIDED,
                                Target.of("v3", World.digest("v3")),
                                "mallory",
                                "")
                        .withDetails(DecisionDetails.NONE.withPlace(Optional.of(other))));
        assertThat(LedgerVerification.of(world.ledger).reasons())
                .anyMatch(line -> line.contains("000000000003.json is about deployment/scorer")
                        && line.endsWith("and no move is recorded between"));
    }
}
