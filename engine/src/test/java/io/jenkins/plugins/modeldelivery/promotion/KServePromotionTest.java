package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeKServe;
import io.jenkins.plugins.modeldelivery.cluster.fake.VirtualTime;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol on KServe, where a version is an artifact's URI, and whose status says "loaded" too early. */
class KServePromotionTest {
    private static final String MODEL = "intent-classifier";

    @TempDir
    Path directory;

    private FakeKServe kserve;
    private VirtualTime time;
    private Ledger ledger;
    private KubernetesClient client;
    private Environment environment;

    @BeforeEach
    void start() throws Exception {
        kserve = new FakeKServe(uri("v1"), 2);
        time = new VirtualTime(kserve::tick);
        ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")), time, duration -> {}, 1);
        client = ClusterConnection.to(kserve.api.url()).open();
        environment = Environment.of(
                "production", WorkloadRef.parse("prod", "inferenceservice/intent"), "", "", Set.of(), World.TIMING);
        for (String version : List.of("v1", "v2", "v3")) {
            Artifact artifact = Artifact.of(uri(version), Digest.parse(World.digest(version)), Artifact.UNKNOWN_SIZE);
            ledger.versions()
                    .register(ModelVersion.of(
                            MODEL, version, Optional.of(artifact), Optional.empty(), Optional.empty(), Map.of()));
        }
    }

    @AfterEach
    void stop() {
        client.close();
        kserve.close();
        ledger.close();
    }

    @Test
    void shouldPromoteAndRollBackTheArtifact() throws Exception {
        assertThat(promote("v1").outcome()).isEqualTo(Outcome.PROMOTED);
        Delivery d = promote("v2");
        assertThat(d.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(d.line()).isEqualTo("2 pods loaded " + uri("v2"));
        assertThat(kserve.uri()).isEqualTo(uri("v2"));
        Delivery back = drive(promotion().prepare(new RollbackRequest(MODEL, "previous", "bad", actor())));
        assertThat(back.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(kserve.uri()).isEqualTo(uri("v1"));
        assertThat(kserve.api.updates()).hasSize(3);
        assertThat(story())
                .containsExactly(
                        "DECIDED v1", "PROMOTED v1", "DECIDED v2", "PROMOTED v2", "DECIDED v1", "ROLLED_BACK v1");
    }

    @Test
    void shouldNotTakeTheOldModelsReadinessForTheNewOnes() throws Exception {
        kserve.lag(10);
        List<String> lines = new ArrayList<>();
        assertThat(promote("v2", lines).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(lines)
                .filteredOn(line -> line.contains("0 of 2 replicas updated"))
                .hasSizeGreaterThanOrEqualTo(10);
        assertThat(lines).anyMatch(line -> line.contains("1 of 2 replicas updated"));
    }

    @Test
    void shouldRevertAModelThatCannotBeLoadedAndSayWhy() throws Exception {
        promote("v1");
        kserve.breaks(uri("v2"));
        Delivery end = promote("v2");
        assertThat(end.outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(end.failure()).contains("CrashLoopBackOff: no such object: " + uri("v2"));
        assertThat(kserve.uri()).isEqualTo(uri("v1"));
        assertThat(story()).endsWith("DECIDED v2", "FAILED v2", "REVERTED v1");
    }

    @Test
    void shouldNotTakeTheLastFailureForOneOfTheWayBack() throws Exception {
        promote("v1");
        kserve.breaks(uri("v2"));
        Delivery d = begin("v2");
        while (d.phase() != Phase.REVERTING) {
            d = step(d);
        }
        kserve.lag(8); // the status goes on telling of v2 for a while
        assertThat(drive(d).outcome()).isEqualTo(Outcome.REVERTED);
    }

    @Test
    void shouldLeaveAForeignChangeAlone() throws Exception {
        Delivery d = begin("v2");
        while (d.phase() != Phase.WATCHING) {
            d = step(d);
        }
        kserve.setUri(uri("v3"));
        Delivery end = drive(d);
        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(kserve.uri()).isEqualTo(uri("v3"));
    }

    @Test
    void shouldRefuseAServiceThatSplitsItsTraffic() throws Exception {
        kserve.setPredictor("canaryTrafficPercent", 10);
        assertThatThrownBy(() -> promote("v2"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("canaryTrafficPercent");
        assertThat(story()).isEmpty();
    }

    @Test
    void shouldNameMissingRights() {
        kserve.api.deny("list pods");
        assertThatThrownBy(() -> promote("v2"))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("list pods");
    }

    @Test
    void shouldTellDriftInTheStatus() throws Exception {
        promote("v1");
        assertThat(status().verdict().name()).isEqualTo("PASS");
        kserve.setUri("s3://models/intent/hotfix");
        assertThat(status().toText()).contains("FAIL").contains("divergence").contains("s3://models/intent/hotfix");
    }

    private EnvironmentStatus status() throws Exception {
        return EnvironmentStatus.look(environment, MODEL, workload(), ledger, time);
    }

    private static String uri(String version) {
        return "s3://models/intent/" + version;
    }

    private static Actor actor() {
        return new Actor("ada", "deploy", Optional.empty());
    }

    private WorkloadClient workload() {
        return new WorkloadClient(new KubernetesObjects(client), environment.workload(), "");
    }

    private DeliverySession session() {
        return new DeliverySession(environment, workload(), ledger, time, () -> {});
    }

    private Promotion promotion() {
        return session().promotion();
    }

    private Delivery begin(String version) throws Exception {
        return promotion().prepare(new PromotionRequest(MODEL, version, Optional.empty(), Optional.empty(), actor()));
    }

    private Delivery promote(String version) throws Exception {
        return drive(begin(version));
    }

    private Delivery promote(String version, List<String> lines) throws Exception {
        return Driving.toItsEnd(session(), time, begin(version), d -> lines.add(d.line()));
    }

    private Delivery drive(Delivery d) throws Exception {
        return Driving.toItsEnd(session(), time, d, state -> {});
    }

    private Delivery step(Delivery d) throws Exception {
        Delivery next = promotion().advance(d);
        if (next.waits()) {
            time.sleep(environment.timing().poll());
        }
        return next;
    }

    private List<String> story() throws Exception {
        List<Decision> all = new ArrayList<>(ledger.decisions().tail(MODEL, "production", 50));
        Collections.reverse(all);
        return all.stream().map(d -> d.kind() + " " + d.to().version()).toList();
    }
}
