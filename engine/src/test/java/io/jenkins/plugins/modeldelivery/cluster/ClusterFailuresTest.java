package io.jenkins.plugins.modeldelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFailuresTest {
    @ParameterizedTest
    @CsvSource({
        "401, UnreachableException, does not accept the credentials",
        "403, RefusedException, the cluster forbids it",
        "404, BadInputException, no deployment/scorer in prod",
        "409, LostRaceException, somebody else wrote first",
        "410, LostRaceException, is gone",
        "422, RefusedException, the API server refuses it (422)",
        "429, UnreachableException, answers 429",
        "500, UnreachableException, answers 500",
        "0, UnreachableException, Cannot read deployment/scorer in prod"
    })
    void shouldSayInOneLineWhatTheServerMeans(int code, String type, String text) throws Exception {
        try (FakeCluster cluster = new FakeCluster();
                KubernetesClient client =
                        ClusterConnection.to(cluster.api.url()).open()) {
            cluster.create(FakeCluster.deployment("scorer"), "registry.example.com/intent:1", 1);
            cluster.api.fault(code, 1);
            WorkloadClient workload = new WorkloadClient(
                    new KubernetesObjects(client), WorkloadRef.parse("prod", "deployment/scorer"), "model");
            Throwable thrown = catchThrowable(workload::read);
            assertThat(thrown)
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageContaining(text)
                    .hasMessageNotContaining("\n");
            assertThat(thrown.getClass().getSimpleName()).isEqualTo(type);
        }
    }

    @Test
    void shouldNotWaitLongerThanTheTimeouts() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                KubernetesClient client = ClusterConnection.to("http://127.0.0.1:" + silent.getLocalPort())
                        .withTimeouts(Duration.ofMillis(200), Duration.ofMillis(300))
                        .open()) {
            WorkloadClient workload = new WorkloadClient(
                    new KubernetesObjects(client), WorkloadRef.parse("prod", "deployment/x"), "model");
            assertThatThrownBy(workload::read)
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("no answer in time");
        }
    }

    @Test
    void shouldReviewAllRightsThatAreNeeded() throws Exception {
        try (FakeCluster cluster = new FakeCluster();
                KubernetesClient client =
                        ClusterConnection.to(cluster.api.url()).open()) {
            cluster.api.deny("list replicasets");
            WorkloadRef ref = WorkloadRef.parse("prod", "deployment/scorer");
            WorkloadClient workload = new WorkloadClient(new KubernetesObjects(client), ref, "model");
            assertThat(workload.missingRights()).containsExactly("list replicasets.apps");
            cluster.api.deny("update deployments");
            assertThat(workload.missingRights())
                    .containsExactly("update deployments.apps/scorer", "list replicasets.apps");
        }
    }
}
