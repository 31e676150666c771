package io.jenkins.plugins.modeldelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeApiServer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceServiceTest {
    private static final String PATH = "/apis/serving.kserve.io/v1beta1/namespaces/prod/inferenceservices/intent";
    private static final Map<String, String> MARKS = Map.of(Annotations.DECISION, "d1");

    @ParameterizedTest
    @ValueSource(strings = {"model", "sklearn"})
    void shouldChangeTheStorageUriAndWaitUntilTheNewModelIsLoaded(String framework) throws Exception {
        try (FakeApiServer api = new FakeApiServer();
                KubernetesClient client = ClusterConnection.to(api.url()).open()) {
            ObjectNode object = object(framework);
            api.put(PATH, object);
            WorkloadClient workload =
                    new WorkloadClient(client, WorkloadRef.parse("prod", "inferenceservice/intent"), "");
            WorkloadSnapshot before = workload.read();
            assertThat(before.image()).isEqualTo("s3://models/intent/1");
            WorkloadSnapshot after = workload.write(before, "s3://models/intent/2", MARKS);
            assertThat(api.get(PATH)
                            .at("/spec/predictor/" + framework + "/storageUri")
                            .asText())
                    .isEqualTo("s3://models/intent/2");
            assertThat(api.get(PATH).at("/spec/predictor/minReplicas").asInt()).isEqualTo(2);
            long generation = after.counts().generation();
            assertThat(look(after, generation).stage()).isEqualTo(Rollout.Stage.MOVING);

            status(api, generation, "InProgress", "Loading");
            assertThat(look(workload.read(), generation).stage()).isEqualTo(Rollout.Stage.MOVING);
            status(api, generation, "UpToDate", "Loaded");
            assertThat(look(workload.read(), generation).stage()).isEqualTo(Rollout.Stage.COMPLETE);
            status(api, generation, "BlockedByFailedLoad", "FailedToLoad");
            Rollout.Look failed = look(workload.read(), generation);
            assertThat(failed.stage()).isEqualTo(Rollout.Stage.FAILED);
            assertThat(failed.line()).contains("no such object");
        }
    }

    @Test
    void shouldRefuseAServiceWithoutAStorageUri() throws Exception {
        try (FakeApiServer api = new FakeApiServer();
                KubernetesClient client = ClusterConnection.to(api.url()).open()) {
            ObjectNode object = object("model");
            ((ObjectNode) object.at("/spec/predictor")).removeAll();
            api.put(PATH, object);
            WorkloadClient workload =
                    new WorkloadClient(client, WorkloadRef.parse("prod", "inferenceservice/intent"), "");
            WorkloadSnapshot seen = workload.read();
            assertThatThrownBy(() -> workload.write(seen, "s3://models/intent/2", MARKS))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("storageUri");
        }
    }

    private static Rollout.Look look(WorkloadSnapshot s, long generation) {
        return Rollout.look(s, "d1", "s3://models/intent/2", generation);
    }

    private static ObjectNode object(String framework) {
        ObjectNode object =
                Json.object().put("apiVersion", "serving.kserve.io/v1beta1").put("kind", "InferenceService");
        object.putObject("metadata").put("name", "intent").put("namespace", "prod");
        ObjectNode predictor = object.putObject("spec").putObject("predictor").put("minReplicas", 2);
        predictor.putObject(framework).put("storageUri", "s3://models/intent/1");
        return object;
    }

    private static void status(FakeApiServer api, long generation, String transition, String target) {
        ObjectNode object = api.get(PATH).deepCopy();
        ObjectNode status = object.putObject("status").put("observedGeneration", generation);
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        ObjectNode model = status.putObject("modelStatus").put("transitionStatus", transition);
        model.putObject("states").put("activeModelState", "Loaded").put("targetModelState", target);
        model.putObject("lastFailureInfo").put("message", "no such object");
        api.put(PATH, object);
    }
}
