package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.cluster.real.Guide;
import io.jenkins.plugins.modeldelivery.cluster.real.SkippedTests;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** HTTPRoutes of the official Gateway API: ReferenceGrants, the gateway's word, and exactly the rights of the set-up guide. */
@Tag("cluster")
@ExtendWith(SkippedTests.class)
class GatewayClusterSuite {
    @TempDir
    Path directory;

    private RealRoutes world;
    private String staging;
    private Guide guide;
    private RouteRequest request;

    @BeforeEach
    void open() throws Exception {
        world = new RealRoutes(directory, "[]");
        staging = world.cluster.another();
        guide = Guide.read("setup/gateway-api.md")
                .with("models", world.cluster.namespace)
                .with("staging", staging);
        for (String role : guide.of("Role")) {
            var made = world.cluster.create(role).getMetadata();
            world.cluster.bind(made.getNamespace(), made.getName(), "deployer");
        }
        world.backend(staging, RealRoutes.NEXT, 1);
        request = RealRoutes.across(world.request(Router.HTTP_ROUTE, Mode.WEIGHT), staging);
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private void shift(String lease) throws Exception {
        world.routes().shift(request, lease, "build " + lease, Instant.now().plusSeconds(600));
    }

    @Test
    void shouldCrossNamespacesOnlyWithAReferenceGrant() throws Exception {
        JsonNode before = world.route(request);
        assertThatThrownBy(() -> shift("l1"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("namespace " + staging + " has no ReferenceGrant from HTTPRoutes of "
                        + world.cluster.namespace + " to Service " + RealRoutes.NEXT);
        assertThat(world.read(request.key())).isEqualTo(before);
        assertThat(world.ledger.leases().open()).isEmpty();

        String grant = guide.of("ReferenceGrant").get(0);
        world.cluster.create(grant.replace("name: scorer}", "name: another}"));
        assertThatThrownBy(() -> shift("l1")).hasMessageContaining("has no ReferenceGrant");
        world.cluster.create(
                grant.replace("name: scorer}", "name: " + RealRoutes.NEXT + "}").replace("-to-", "-really-to-"));
        shift("l1");
        JsonNode added = world.read(request.key()).at("/spec/rules/1/backendRefs/1");
        assertThat(added.path("namespace").asText()).isEqualTo(staging);
        assertThat(world.routes().restore(request.key(), "l1").outcome()).isEqualTo(RestoreResult.Outcome.RESTORED);
        assertThat(Json.compact(world.read(request.key()).path("spec"))).isEqualTo(Json.compact(before.path("spec")));
    }

    @Test
    void shouldTakeOnlyTheGatewaysWordAboutThePresentGeneration() throws Exception {
        request = world.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        world.route(request);
        shift("l1");
        assertThat(world.routes().accepted(request)).as("nobody has looked yet").isFalse();
        assertThat(world.routes().refusal(request)).isEmpty();
        world.gatewaySays(request.key(), "BackendNotFound", "False");
        assertThat(world.routes().accepted(request)).isFalse();
        assertThat(world.routes().refusal(request))
                .hasValueSatisfying(line -> assertThat(line)
                        .contains("ResolvedRefs is False for parent nobodys-gateway: BackendNotFound as told"));
        world.gatewaySays(request.key(), "ResolvedRefs", "True");
        assertThat(world.routes().accepted(request)).isTrue();
        assertThat(world.routes().refusal(request)).isEmpty();
        assertThat(world.routes().restore(request.key(), "l1").outcome()).isEqualTo(RestoreResult.Outcome.RESTORED);
    }

    @Test
    void shouldNotShiftARouteThatNoGatewayAccepts() throws Exception {
        request = world.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        world.require(Router.HTTP_ROUTE);
        world.cluster.create(RouteManifests.of(Router.HTTP_ROUTE));
        JsonNode before = world.read(request.key());
        assertThatThrownBy(() -> shift("l1"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no parent gateway has accepted");
        assertThat(world.read(request.key())).isEqualTo(before);
    }

    @Test
    void shouldSayInOneLineWhatTheApiServerRefuses() throws Exception {
        StringBuilder backends = new StringBuilder();
        for (int i = 0; i < 15; i++) {
            backends.append("{name: other-").append(i).append(", port: 8080}, ");
        }
        request = world.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        JsonNode before = world.route(
                request,
                RouteManifests.of(Router.HTTP_ROUTE)
                        .replace("[{name: scorer, port: 8080}]", "[" + backends + "{name: scorer, port: 8080}]"));
        assertThatThrownBy(() -> shift("l1"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("(422)")
                .hasMessageContaining("must have at most 16 items")
                .message()
                .hasLineCount(1);
        assertThat(world.read(request.key())).isEqualTo(before);
        assertThat(world.ledger.leases().open()).isEmpty();
    }
}
