package io.jenkins.plugins.modeldelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The happy paths against the client library's own mock server. */
@EnableKubernetesMockClient(crud = true)
class MockServerTest {
    KubernetesClient client;

    @BeforeEach
    void create() {
        Deployment deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName("scorer")
                .withNamespace("prod")
                .addToAnnotations("owner", "search team")
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", "scorer")
                .endSelector()
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("model")
                .withImage("registry.example.com/intent:1")
                .addNewEnv()
                .withName("THREADS")
                .withValue("4")
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        client.resource(deployment).create();
    }

    @Test
    void shouldChangeTheImageAndNothingElse() throws Exception {
        WorkloadClient workload = workload("model");
        WorkloadSnapshot seen = workload.read();
        assertThat(seen.counts().desired()).isEqualTo(2);
        WorkloadSnapshot after =
                workload.write(seen, "registry.example.com/intent:2", Map.of(Annotations.DECISION, "d1"));
        assertThat(after.image()).isEqualTo("registry.example.com/intent:2");
        assertThat(after.counts().generation()).isGreaterThan(seen.counts().generation());
        Deployment stored = client.apps()
                .deployments()
                .inNamespace("prod")
                .withName("scorer")
                .get();
        assertThat(stored.getMetadata().getAnnotations())
                .containsEntry("owner", "search team")
                .containsEntry(Annotations.DECISION, "d1");
        assertThat(stored.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getEnv())
                .hasSize(1);
        assertThatThrownBy(() -> workload.write(seen, "registry.example.com/intent:3", Map.of()))
                .isInstanceOf(LostRaceException.class)
                .hasMessageContaining("last by decision d1");
    }

    @Test
    void shouldNotSucceedSilentlyOnAContainerThatIsNotThere() throws Exception {
        WorkloadClient workload = workload("modle");
        WorkloadSnapshot seen = workload.read();
        assertThat(seen.image()).isEmpty();
        assertThatThrownBy(() -> workload.write(seen, "registry.example.com/intent:2", Map.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no container 'modle'");
    }

    private WorkloadClient workload(String container) throws BadInputException {
        return new WorkloadClient(
                new KubernetesObjects(client), WorkloadRef.parse("prod", "deployment/scorer"), container);
    }
}
