package io.jenkins.plugins.modeldelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeKServe;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceServiceTest {
    private static final Map<String, String> MARKS = Map.of(Annotations.DECISION, "d1");
    private static final String OLD = "s3://models/intent/1";
    private static final String NEW = "s3://models/intent/2";

    private FakeKServe kserve;
    private KubernetesClient client;
    private WorkloadClient workload;

    @BeforeEach
    void start() throws Exception {
        kserve = new FakeKServe(OLD, 2);
        client = ClusterConnection.to(kserve.api.url()).open();
        workload = new WorkloadClient(
                new KubernetesObjects(client), WorkloadRef.parse("prod", "inferenceservice/intent"), "");
    }

    @AfterEach
    void stop() {
        client.close();
        kserve.close();
    }

    @Test
    void shouldCountThePodsOfTheNewModelOnly() throws Exception {
        kserve.lag(1);
        WorkloadSnapshot after = workload.write(workload.read(), NEW, MARKS);
        assertThat(kserve.uri()).isEqualTo(NEW);
        assertThat(kserve.api
                        .get(FakeKServe.PATH)
                        .at("/spec/predictor/minReplicas")
                        .asInt())
                .isEqualTo(2);
        assertThat(look(after).line()).isEqualTo("0 of 2 replicas updated");
        kserve.tick(); // not seen yet
        assertThat(look(workload.read()).line()).isEqualTo("0 of 2 replicas updated");
        for (int i = 0; i < 3; i++) {
            kserve.tick();
        }
        assertThat(look(workload.read()).line()).isEqualTo("1 of 2 replicas updated");
        for (int i = 0; i < 8; i++) {
            kserve.tick();
        }
        assertThat(look(workload.read()).stage()).isEqualTo(Rollout.Stage.COMPLETE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sklearn", "onnx"})
    void shouldChangeTheOlderFormOfAPredictor(String framework) throws Exception {
        ObjectNode object = kserve.api.get(FakeKServe.PATH).deepCopy();
        ObjectNode predictor = (ObjectNode) object.at("/spec/predictor");
        predictor.set(framework, predictor.remove("model"));
        kserve.api.put(FakeKServe.PATH, object);
        WorkloadSnapshot before = workload.read();
        assertThat(before.image()).isEqualTo(OLD);
        workload.write(before, NEW, MARKS);
        assertThat(kserve.api
                        .get(FakeKServe.PATH)
                        .at("/spec/predictor/" + framework + "/storageUri")
                        .asText())
                .isEqualTo(NEW);
    }

    @Test
    void shouldRefuseAServiceWithoutAStorageUri() throws Exception {
        ObjectNode object = kserve.api.get(FakeKServe.PATH).deepCopy();
        ((ObjectNode) object.at("/spec/predictor")).removeAll();
        kserve.api.put(FakeKServe.PATH, object);
        WorkloadSnapshot seen = workload.read();
        assertThatThrownBy(() -> workload.write(seen, NEW, MARKS))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("storageUri");
    }

    private static Rollout.Look look(WorkloadSnapshot s) {
        return Rollout.look(s, "d1", NEW, SpecSeen.of(s, Instant.EPOCH));
    }
}
