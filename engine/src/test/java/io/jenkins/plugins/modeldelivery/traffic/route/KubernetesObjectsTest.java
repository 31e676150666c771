package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole protocol through the Kubernetes client and HTTP. */
class KubernetesObjectsTest {
    @TempDir
    Path directory;

    private final FakeObjects objects = new FakeObjects();
    private FakeApiServer server;
    private KubernetesClient client;
    private KubernetesObjects remote;

    @BeforeEach
    void start() throws Exception {
        Samples.fill(objects);
        server = new FakeApiServer(objects);
        client = ClusterConnection.to(server.url()).open();
        remote = new KubernetesObjects(client);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private RouteLeases routes() throws Exception {
        return new RouteLeases(
                remote, Ledger.on(DirectoryStore.open(directory)).leases(), "c1", Clock.systemUTC(), d -> {});
    }

    @ParameterizedTest
    @EnumSource(names = "EXTERNAL", mode = EnumSource.Mode.EXCLUDE)
    void shouldSplitAndRestoreThroughHttp(Router router) throws Exception {
        RouteRequest request = Samples.request(router, Mode.WEIGHT);
        var before = objects.at(request.key().path());
        routes().preflight(request);
        assertThat(objects.at(request.key().path())).isEqualTo(before);
        routes().shift(request, "l1", "build 1", Instant.now().plusSeconds(600));
        assertThat(objects.at(request.key().path()).orElseThrow().toString()).contains("scorer-next", "build 1");
        assertThat(routes().accepted(request)).isTrue();
        assertThat(routes().restoreLease("l1"))
                .singleElement()
                .extracting(RestoreResult::outcome)
                .isEqualTo(RestoreResult.Outcome.RESTORED);
        assertThat(objects.at(request.key().path()).map(o -> o.path("spec")))
                .isEqualTo(before.map(o -> o.path("spec")));
    }

    @Test
    void shouldTellALostRaceAndAMissingRight() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        ObjectNode old = remote.get(request.key()).orElseThrow();
        remote.update(request.key(), old.deepCopy(), false);
        assertThatThrownBy(() -> remote.update(request.key(), old, false)).isInstanceOf(LostRaceException.class);
        assertThat(remote.get(request.key().named("prod", "nobody"))).isEmpty();
        objects.deny("update", request.key());
        assertThatThrownBy(() -> routes().preflight(request))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("missing permission: update httproutes");
    }
}
