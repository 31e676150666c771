package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.cluster.real.SkippedTests;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol against a real API server with its own controllers; see {@link RealCluster}. */
@Tag("cluster")
@ExtendWith(SkippedTests.class)
class ClusterSuite {
    private static RealCluster cluster;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() throws Exception {
        cluster = new RealCluster();
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private RealWorld world(String workload) throws Exception {
        return new RealWorld(cluster, cluster.admin, workload, directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Deployment", "StatefulSet"})
    void shouldPromoteFailRevertAndRollBack(String kind) throws Exception {
        cluster.workload(kind, "scorer", 2);
        try (RealWorld world = world(kind.toLowerCase(Locale.ROOT) + "/scorer")) {
            assertThat(world.promote("a", RealCluster.A).outcome()).isEqualTo(Outcome.PROMOTED);
            Delivery b = world.promote("b", RealCluster.B);
            assertThat(b.outcome()).as(b.toText()).isEqualTo(Outcome.PROMOTED);
            assertThat(world.status().verdict().name()).isEqualTo("PASS");
            Delivery broken = world.promote("c", RealCluster.BROKEN);
            assertThat(broken.failure()).containsAnyOf("ErrImagePull", "ImagePullBackOff");
            if (kind.equals("Deployment")) {
                assertThat(broken.outcome()).as(broken.toText()).isEqualTo(Outcome.REVERTED);
                assertThat(world.live()).isEqualTo(RealCluster.B);
                Delivery back = world.rollBack();
                assertThat(back.outcome()).as(back.toText()).isEqualTo(Outcome.ROLLED_BACK);
                assertThat(world.live()).isEqualTo(RealCluster.A);
            } else {
                // OrderedReady waits for the broken pod for ever: Kubernetes issue 67250
                assertThat(broken.outcome()).as(broken.toText()).isIn(Outcome.REVERTED, Outcome.REVERT_FAILED);
                assertThat(broken.outcome() == Outcome.REVERTED
                                || broken.toText().contains("unless somebody deletes that pod"))
                        .as(broken.toText())
                        .isTrue();
            }
        }
    }

    @Test
    void shouldRollBackWhenTheReplicaSetsAreGone() throws Exception {
        cluster.workload("Deployment", "forgetful", 1);
        try (RealWorld world = world("deployment/forgetful")) {
            world.promote("a", RealCluster.A);
            world.promote("b", RealCluster.B);
            cluster
                    .client
                    .apps()
                    .replicaSets()
                    .inNamespace(cluster.namespace)
                    .withLabel("app", "forgetful")
                    .list()
                    .getItems()
                    .stream()
                    .filter(rs -> rs.getSpec().getReplicas() == 0)
                    .forEach(rs -> cluster.client.resource(rs).delete());
            assertThat(world.rollBack().outcome()).isEqualTo(Outcome.ROLLED_BACK);
        }
    }

    @Test
    void shouldGetThroughWhileOthersKeepWriting() throws Exception {
        cluster.workload("Deployment", "busy", 2);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        AtomicBoolean over = new AtomicBoolean();
        try (RealWorld world = world("deployment/busy")) {
            // annotations change resource version and generation, and nothing that we decided on
            Future<Integer> others = executor.submit(() -> {
                int written = 0;
                while (!over.get()) {
                    String patch = "{\"metadata\":{\"annotations\":{\"other\":\"" + ++written + "\"}}}";
                    cluster.client
                            .apps()
                            .deployments()
                            .inNamespace(cluster.namespace)
                            .withName("busy")
                            .patch(patch);
                    TimeUnit.MILLISECONDS.sleep(500); // oftener, the cluster's own controller gets nothing written
                }
                return written;
            });
            Delivery d = world.promote("b", RealCluster.B);
            over.set(true);
            assertThat(others.get()).isGreaterThan(5);
            assertThat(d.outcome()).as(d.toText()).isEqualTo(Outcome.PROMOTED);
            assertThat(world.status().workload().annotations().get("other"))
                    .as("theirs survives ours")
                    .isEqualTo(others.get().toString());
        } finally {
            over.set(true);
            executor.shutdownNow();
        }
    }

    @Test
    void shouldLeaveAForeignImageAlone() throws Exception {
        cluster.workload("Deployment", "contested", 2);
        try (RealWorld world = world("deployment/contested")) {
            Delivery d = world.until(world.begin("c", RealCluster.BROKEN), Phase.WATCHING);
            setImage("contested", RealCluster.B);
            Delivery end = world.drive(d);
            assertThat(end.outcome()).as(end.toText()).isEqualTo(Outcome.SUPERSEDED);
            assertThat(world.live()).isEqualTo(RealCluster.B);
        }
    }

    @Test
    void shouldAdoptItsOwnRolloutAndNameTheHolderToOthers() throws Exception {
        cluster.workload("Deployment", "adopted", 1);
        try (RealWorld world = world("deployment/adopted")) {
            Delivery d = world.until(world.begin("b", RealCluster.B), Phase.WATCHING);
            Actor other = new Actor("other", "other", Optional.empty());
            assertThatThrownBy(() -> world.promotion()
                            .prepare(new PromotionRequest(
                                    RealWorld.MODEL, "a", Optional.of(RealCluster.A), Optional.empty(), other)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("held by suite");
            Delivery again = world.begin("b", RealCluster.B);
            assertThat(again.operation()).isEqualTo(d.operation());
            assertThat(world.drive(again).outcome()).isEqualTo(Outcome.PROMOTED);
            assertThat(world.story()).containsExactly("DECIDED b", "PROMOTED b");
        }
    }

    @Test
    void shouldSayThatAQuotaIsInTheWay() throws Exception {
        cluster.workload("Deployment", "bounded", 1);
        int pods = cluster.client
                .pods()
                .inNamespace(cluster.namespace)
                .list()
                .getItems()
                .size();
        String quota = "{apiVersion: v1, kind: ResourceQuota, metadata: {name: pods}, spec: {hard: {pods: \"%d\"}}}";
        cluster.create(quota.formatted(pods));
        try (RealWorld world = world("deployment/bounded")) {
            Delivery end = world.promote("b", RealCluster.B);
            assertThat(end.outcome()).as(end.toText()).isEqualTo(Outcome.REVERTED);
            assertThat(end.failure()).contains("ReplicaFailure").contains("exceeded quota");
        } finally {
            cluster.client
                    .resourceQuotas()
                    .inNamespace(cluster.namespace)
                    .withName("pods")
                    .delete();
        }
    }

    private static void setImage(String name, String image) {
        String patch = "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"model\",\"image\":\"" + image
                + "\"}]}}}}";
        cluster.client
                .apps()
                .deployments()
                .inNamespace(cluster.namespace)
                .withName(name)
                .patch(patch);
    }
}
