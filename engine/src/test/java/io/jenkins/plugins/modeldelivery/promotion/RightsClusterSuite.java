package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.cluster.Anonymous;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.Kubeconfig;
import io.jenkins.plugins.modeldelivery.cluster.real.Guide;
import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.cluster.real.SkippedTests;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service account with exactly the documented Role, and with less, against a real API server; see {@link RealCluster}. */
@Tag("cluster")
@ExtendWith(SkippedTests.class)
class RightsClusterSuite {
    private static final String WORKLOAD =
            "{apiGroups: [apps], resources: [deployments], resourceNames: [scorer], verbs: [get, update]}";
    private static final String REPLICA_SETS = "{apiGroups: [apps], resources: [replicasets], verbs: [list]}";
    private static final String PODS = "{apiGroups: [\"\"], resources: [pods], verbs: [list]}";

    @TempDir
    Path directory;

    private RealCluster cluster;

    @BeforeEach
    void open() throws Exception {
        cluster = new RealCluster();
        cluster.workload("Deployment", "scorer", 1);
    }

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private RealWorld world() throws Exception {
        return new RealWorld(cluster, cluster.deployer(), "deployment/scorer", directory);
    }

    /** Every manifest of the guide, and its kubeconfig, made as it says. */
    @Test
    void shouldNeedNoMoreThanTheSetUpGuideSays() throws Exception {
        Guide guide = Guide.read("setup/kubernetes.md").with("models", cluster.namespace);
        guide.all().forEach(cluster::create);
        var secrets = cluster.client.secrets().inNamespace(cluster.namespace).withName("model-delivery-token");
        Awaitility.await()
                .until(() -> secrets.get().getData() != null
                        && secrets.get().getData().containsKey("token"));
        Map<String, String> data = secrets.get().getData();
        String token = new String(Base64.getDecoder().decode(data.get("token")), StandardCharsets.UTF_8);
        String kubeconfig = guide.file()
                .replace("$ca", data.get("ca.crt"))
                .replace("$token", token)
                .replace("https://kubernetes.example.com:6443", cluster.admin.server());
        ClusterConnection connection = Kubeconfig.parse(kubeconfig, null);
        assertThat(connection.namespace()).isEqualTo(cluster.namespace);
        try (RealWorld world = new RealWorld(cluster, connection, "deployment/scorer", directory)) {
            assertThat(world.promote("a", RealCluster.A).outcome()).isEqualTo(Outcome.PROMOTED);
            assertThat(world.promote("b", RealCluster.B).outcome()).isEqualTo(Outcome.PROMOTED);
            assertThat(world.rollBack().outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(world.status().verdict().name()).isEqualTo("PASS");
            assertThat(world.live()).isEqualTo(RealCluster.A);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "update deployments.apps/scorer, update, watch",
        "list replicasets.apps, replicasets, daemonsets",
        "list pods, pods, services",
    })
    void shouldNameTheMissingRightBeforeAnythingChanges(String right, String from, String to) throws Exception {
        cluster.allow("too-little", ("[" + WORKLOAD + ", " + REPLICA_SETS + ", " + PODS + "]").replace(from, to));
        try (RealWorld world = world()) {
            assertThatThrownBy(() -> world.promote("b", RealCluster.B))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining(right);
            assertThat(world.story()).isEmpty();
            assertThat(world.live()).isEqualTo(RealCluster.A);
        }
    }

    @Test
    void shouldSayThatARightWasTakenMidway() throws Exception {
        cluster.allow("model-delivery", "[" + WORKLOAD + ", " + REPLICA_SETS + ", " + PODS + "]");
        try (RealWorld world = world()) {
            Delivery decided = world.until(world.begin("b", RealCluster.B), Phase.DECIDED);
            cluster.client
                    .rbac()
                    .roleBindings()
                    .inNamespace(cluster.namespace)
                    .withName("model-delivery")
                    .delete();
            assertThatThrownBy(() -> world.promotion().advance(decided))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("missing permission (403)")
                    .hasMessageContaining("cannot get resource \"deployments\"");
            assertThat(world.live()).isEqualTo(RealCluster.A);
        }
    }

    @Test
    void shouldSayThatATokenIsNotAccepted() throws Exception {
        try (RealWorld world = new RealWorld(
                cluster, Anonymous.of(cluster.admin).withToken("not-a-token"), "deployment/scorer", directory)) {
            assertThatThrownBy(() -> world.promote("b", RealCluster.B))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("401");
        }
    }
}
