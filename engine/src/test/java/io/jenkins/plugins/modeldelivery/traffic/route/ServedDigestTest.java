package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import org.junit.jupiter.api.Test;

class ServedDigestTest {
    private static final String WANTED = "sha256:" + "a".repeat(64);
    private static final String OTHER = "sha256:" + "b".repeat(64);
    private static final String PODS = "/api/v1/namespaces/staging/pods/";
    private static final Backend STAGING = Backend.of("staging", "scorer");

    private final FakeObjects cluster = new FakeObjects();

    @Test
    void shouldRefuseAServiceThatDoesNotExist() {
        assertThatThrownBy(this::check)
                .isInstanceOf(BadInputException.class)
                .hasMessage("Service staging/scorer does not exist");
    }

    @Test
    void shouldRefuseAServiceWithoutSelector() throws Exception {
        cluster.put("/api/v1/namespaces/staging/services/scorer", (ObjectNode) Json.parse("{\"spec\":{}}", "test"));
        assertThatThrownBy(this::check)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("selects no pods by labels");
    }

    @Test
    void shouldRefuseWhereNothingIsReady() throws Exception {
        service();
        pod("starting", WANTED, "False", false);
        pod("going", WANTED, "True", true);
        assertThatThrownBy(this::check)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Service staging/scorer has no ready pod, not by " + WANTED);
    }

    @Test
    void shouldNameThePodThatRunsAnotherVersion() throws Exception {
        service();
        pod("right", WANTED, "True", false);
        pod("wrong", OTHER, "True", false);
        assertThatThrownBy(this::check)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is served by wrong, not by " + WANTED);
    }

    @Test
    void shouldAcceptWhereEveryReadyPodRunsIt() throws Exception {
        service();
        pod("right", WANTED, "True", false);
        pod("old", OTHER, "True", true);
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    private void check() throws Exception {
        new ServedDigest(cluster).require(STAGING, WANTED);
    }

    private void service() throws Exception {
        cluster.put("/api/v1/namespaces/staging/services/scorer", (ObjectNode)
                Json.parse("{\"spec\":{\"selector\":{\"app\":\"scorer\"}}}", "test"));
    }

    private void pod(String name, String digest, String ready, boolean terminating) throws Exception {
        cluster.put(PODS + name, (ObjectNode) Json.parse(
                """
                {"metadata": {"name": "%s", "labels": {"app": "scorer"}%s},
                 "status": {"conditions": [{"type": "Ready", "status": "%s"}],
                            "containerStatuses": [{"imageID": "registry.example.com/intent@%s"}]}}
                """.formatted(
                        name, terminating ? ", \"deletionTimestamp\": \"2026-11-01T00:00:00Z\"" : "", ready, digest),
                "test"));
    }
}
