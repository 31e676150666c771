package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.cluster.real.SkippedTests;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** InferenceServices of the official kind on a real API server, with the documented rights and no more. */
@Tag("cluster")
@ExtendWith(SkippedTests.class)
class KServeClusterSuite {
    private static final String RULES = """
            [{apiGroups: [serving.kserve.io], resources: [inferenceservices], resourceNames: [scorer], verbs: [get, update]},
             {apiGroups: [""], resources: [pods], verbs: [list]}]""";
    private static final int CONFLICT = 409;

    @TempDir
    Path directory;

    private RealCluster cluster;
    private RealKServe kserve;
    private KubernetesClient deployer;
    private Ledger ledger;
    private Environment environment;

    @BeforeEach
    void open() throws Exception {
        cluster = new RealCluster();
        cluster.require("inferenceservices.serving.kserve.io");
        cluster.allow("model-delivery", RULES);
        deployer = cluster.deployer().open();
        ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")));
        for (String version : List.of("v1", "v2")) {
            Artifact artifact = Artifact.of(uri(version), Digest.parse(World.digest(version)), Artifact.UNKNOWN_SIZE);
            ledger.versions()
                    .register(ModelVersion.of(
                            RealWorld.MODEL,
                            version,
                            Optional.of(artifact),
                            Optional.empty(),
                            Optional.empty(),
                            Map.of()));
        }
        environment = Environment.of(
                "suite",
                WorkloadRef.parse(cluster.namespace, "inferenceservice/scorer"),
                "",
                "",
                Set.of(),
                new Environment.Timing(
                        Duration.ofMinutes(3),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(20),
                        Duration.ZERO));
        kserve = new RealKServe(cluster, uri("v1"), 2);
        Awaitility.await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> {
            kserve.tick();
            return kserve.isUp();
        });
    }

    @AfterEach
    void close() {
        if (deployer != null) {
            deployer.close();
            ledger.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static String uri(String version) {
        return "s3://models/intent/" + version;
    }

    private DeliverySession session() {
        WorkloadClient workload = new WorkloadClient(new KubernetesObjects(deployer), environment.workload(), "");
        return new DeliverySession(environment, workload, ledger, Clock.systemUTC(), () -> {});
    }

    private Promotion promotion() {
        return session().promotion();
    }

    /** While it waits, the controller gets on with its work. */
    private Delivery drive(Delivery start) throws Exception {
        Sleeper sleeper = pause -> {
            move();
            Sleeper.REAL.sleep(pause);
        };
        return Driving.toItsEnd(session(), sleeper, start, d -> {});
    }

    private void move() {
        try {
            kserve.tick();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldPromoteAndRollBackTheArtifactAndTouchNothingElse() throws Exception {
        Delivery first = drive(promotion()
                .prepare(new PromotionRequest(
                        RealWorld.MODEL, "v1", Optional.empty(), Optional.empty(), RealWorld.ACTOR)));
        assertThat(first.outcome()).as(first.toText()).isEqualTo(Outcome.PROMOTED);
        String before = Json.compact(kserve.read().path("spec"));
        Delivery second = drive(promotion()
                .prepare(new PromotionRequest(
                        RealWorld.MODEL, "v2", Optional.empty(), Optional.empty(), RealWorld.ACTOR)));
        assertThat(second.outcome()).as(second.toText()).isEqualTo(Outcome.PROMOTED);
        assertThat(second.line()).isEqualTo("2 pods loaded " + uri("v2"));
        assertThat(Json.compact(kserve.read().path("spec"))).isEqualTo(before.replace(uri("v1"), uri("v2")));
        Delivery back = drive(promotion()
                .prepare(new RollbackRequest(RealWorld.MODEL, ServedVersion.PREVIOUS, "suite", RealWorld.ACTOR)));
        assertThat(back.outcome()).as(back.toText()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(Json.compact(kserve.read().path("spec"))).isEqualTo(before);
    }
}
