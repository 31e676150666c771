package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route that mirrors requests already, for somebody else's reasons. */
class MirroredRouteTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    Path directory;

    private final RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.MIRROR);
    private final FakeObjects objects = new FakeObjects();

    private RouteLeases mirroring(String service) throws Exception {
        Samples.fill(objects);
        ObjectNode route = objects.at(request.key().path()).orElseThrow();
        ObjectNode rule = (ObjectNode) route.at("/spec/rules/1");
        rule.putArray("filters")
                .addObject()
                .put("type", "RequestMirror")
                .putObject("requestMirror")
                .putObject("backendRef")
                .put("name", service)
                .put("namespace", "staging")
                .put("port", 8080);
        objects.put(request.key().path(), route);
        return new RouteLeases(
                objects,
                Ledger.on(DirectoryStore.open(directory)).leases(),
                "c1",
                Clock.fixed(NOW, ZoneOffset.UTC),
                duration -> {});
    }

    @Test
    void shouldNotTakeAwayAMirrorToTheCandidateThatIsNotOurs() throws Exception {
        RouteLeases routes = mirroring("scorer-next");
        ObjectNode before = objects.at(request.key().path()).orElseThrow().deepCopy();
        assertThatThrownBy(() -> routes.shift(request, "l1", "build 1", NOW.plusSeconds(600)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("already mirrors requests to staging/scorer-next");
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec")).isEqualTo(before.path("spec"));
    }

    @Test
    void shouldKeepAMirrorToSomethingElse() throws Exception {
        RouteLeases routes = mirroring("recorder");
        ObjectNode before = objects.at(request.key().path()).orElseThrow().deepCopy();
        routes.shift(request, "l1", "build 1", NOW.plusSeconds(600));
        assertThat(objects.at(request.key().path()).orElseThrow().at("/spec/rules/1/filters"))
                .hasSize(2);
        routes.restore(request.key(), "l1");
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec")).isEqualTo(before.path("spec"));
    }
}
