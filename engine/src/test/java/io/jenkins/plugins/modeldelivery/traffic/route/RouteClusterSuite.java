package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes of the official kinds split and restored on a real API server, which validates, defaults and prunes. */
@Tag("cluster")
@ExtendWith(SkippedTests.class)
class RouteClusterSuite {
    private static final String RULES = """
            [{apiGroups: [gateway.networking.k8s.io], resources: [httproutes], resourceNames: [scorer], verbs: [get, update]},
             {apiGroups: [networking.istio.io], resources: [virtualservices], resourceNames: [scorer], verbs: [get, update]},
             {apiGroups: [apps], resources: [deployments], resourceNames: [scorer-next], verbs: [get, update]},
             {apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get, create, update, delete]},
             {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list]}]""";

    @TempDir
    Path directory;

    private RealRoutes world;

    @BeforeEach
    void open() throws Exception {
        world = new RealRoutes(directory, RULES);
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_ROUTE, WEIGHT",
        "HTTP_ROUTE, MIRROR",
        "VIRTUAL_SERVICE, WEIGHT",
        "VIRTUAL_SERVICE, MIRROR",
        "INGRESS_CANARY, WEIGHT",
        "REPLICAS, WEIGHT"
    })
    void shouldEndWithTheVerySpecItFound(Router router, Mode mode) throws Exception {
        RouteRequest request = world.request(router, mode);
        if (router == Router.REPLICAS) {
            request = world.threePods(request);
        }
        ObjectKey production = world.production(request);
        JsonNode before = world.route(request);
        world.routes().preflight(request);
        assertThat(world.read(production)).as("a dry run changes nothing").isEqualTo(before);

        world.routes().shift(request, "l1", "build 1", Instant.now().plusSeconds(600));
        JsonNode split = world.read(request.key());
        assertThat(split.path("spec")).isNotEqualTo(before.path("spec"));
        assertThat(Json.compact(split)).contains("scorer-next").contains("build 1");
        assertThat(world.routes().restoreLease("l1"))
                .singleElement()
                .extracting(RestoreResult::outcome)
                .isEqualTo(RestoreResult.Outcome.RESTORED);
        JsonNode after = world.read(production);
        assertThat(Json.compact(after.path("spec"))).as("byte for byte").isEqualTo(Json.compact(before.path("spec")));
        assertThat(after.at("/metadata/annotations")).isEqualTo(before.at("/metadata/annotations"));
        assertThat(after.at("/metadata/labels")).isEqualTo(before.at("/metadata/labels"));
        assertThat(world.ledger.leases().open()).isEmpty();
        if (router == Router.INGRESS_CANARY) {
            assertThat(world.asAdmin().get(request.key())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_ROUTE", "VIRTUAL_SERVICE"})
    void shouldKeepWhatOthersWroteMeanwhile(Router router) throws Exception {
        RouteRequest request = world.request(router, Mode.WEIGHT);
        world.route(request);
        world.routes().shift(request, "l1", "build 1", Instant.now().plusSeconds(600));
        ObjectNode theirs = world.read(request.key());
        ((ObjectNode) theirs.path("metadata").path("annotations")).put("owner", "somebody else");
        world.asAdmin().update(request.key(), theirs, false);
        assertThat(world.routes().restore(request.key(), "l1").isClean()).isTrue();
        JsonNode after = world.read(request.key());
        assertThat(after.at("/metadata/annotations/owner").asText()).isEqualTo("somebody else");
        assertThat(Json.compact(after)).doesNotContain("scorer-next");
    }

    @Test
    void shouldNotTouchAnIngressThatSomebodyElseMade() throws Exception {
        RouteRequest request = world.request(Router.INGRESS_CANARY, Mode.WEIGHT);
        world.route(request);
        world.cluster.create(RouteManifests.of(Router.INGRESS_CANARY)
                .replace("name: scorer}\nspec", "name: " + request.key().name() + "}\nspec"));
        JsonNode theirs = world.read(request.key());
        assertThatThrownBy(() -> world.routes()
                        .shift(request, "l1", "build 1", Instant.now().plusSeconds(600)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("exists already, not made by us");
        assertThat(world.read(request.key())).isEqualTo(theirs);
        assertThat(world.ledger.leases().open()).isEmpty();
    }

    @Test
    void shouldNameAMissingRight() throws Exception {
        RouteRequest request = world.request(Router.VIRTUAL_SERVICE, Mode.WEIGHT);
        world.route(request);
        world.cluster
                .client
                .rbac()
                .roles()
                .inNamespace(world.cluster.namespace)
                .withName("routes")
                .edit(role -> {
                    role.getRules().get(1).getVerbs().remove("update");
                    return role;
                });
        assertThatThrownBy(() -> world.routes().preflight(request))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("missing permission: update virtualservices");
    }
}
