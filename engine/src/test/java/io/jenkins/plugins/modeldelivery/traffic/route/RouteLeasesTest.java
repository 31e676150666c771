package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteLeasesTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(600);

    @TempDir
    Path directory;

    private final FakeObjects objects = new FakeObjects();
    private Ledger ledger;
    private RouteLeases routes;

    @BeforeEach
    void fill() throws Exception {
        Samples.fill(objects);
        ledger = Ledger.on(DirectoryStore.open(directory));
        routes = at(NOW);
    }

    private RouteLeases at(Instant time) {
        return new RouteLeases(objects, ledger.leases(), "c1", Clock.fixed(time, ZoneOffset.UTC), duration -> {});
    }

    private JsonNode spec(RouteRequest request) {
        return objects.at(request.key().path()).orElseThrow().path("spec");
    }

    private void edit(RouteRequest request, Consumer<ObjectNode> edit) throws Exception {
        ObjectNode object = objects.get(request.key()).orElseThrow();
        edit.accept(object);
        objects.update(request.key(), object, false);
    }

    /** Releases before told clusters behind one host by nothing but its name. */
    @Test
    void shouldLeaveALeaseToTheClusterThatCarriesIt() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        JsonNode before = spec(request);
        routes.shift(request, "l1", "build 1", UNTIL);
        Clock late = Clock.fixed(UNTIL.plusSeconds(60), ZoneOffset.UTC);
        FakeObjects others = new FakeObjects();
        Samples.fill(others);
        RouteLeases other = new RouteLeases(others, ledger.leases(), "c1-0123", "c1", late, duration -> {});
        assertThat(other.restoreExpired())
                .singleElement()
                .satisfies(result -> assertThat(result.message()).contains("another cluster behind c1"))
                .extracting(RestoreResult::isClean)
                .isEqualTo(false);
        assertThat(ledger.leases().open()).hasSize(1);
        RouteLeases right = new RouteLeases(objects, ledger.leases(), "c1-4567", "c1", late, duration -> {});
        assertThat(right.restoreExpired()).singleElement().matches(RestoreResult::isClean);
        assertThat(ledger.leases().open()).isEmpty();
        assertThat(spec(request)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_ROUTE,WEIGHT",
        "HTTP_ROUTE,MIRROR",
        "VIRTUAL_SERVICE,WEIGHT",
        "VIRTUAL_SERVICE,MIRROR",
        "REPLICAS,WEIGHT"
    })
    void shouldEndWithTheVerySpecItFound(Router router, Mode mode) throws Exception {
        RouteRequest request = Samples.request(router, mode);
        JsonNode before = objects.at(request.key().path()).orElseThrow();
        routes.preflight(request);
        assertThat(objects.at(request.key().path())).hasValue((ObjectNode) before);
        routes.shift(request, "l1", "build 1", UNTIL);
        assertThat(spec(request)).isNotEqualTo(before.path("spec"));
        assertThat(objects.at(request.key().path())
                        .orElseThrow()
                        .path("metadata")
                        .path("labels")
                        .path(LeaseNote.LABEL)
                        .asText())
                .isEqualTo("in-progress");
        assertThat(ledger.leases().open())
                .singleElement()
                .extracting(Lease::state)
                .isEqualTo(Lease.State.ACTIVE);

        assertThat(routes.restore(request.key(), "l1").outcome()).isEqualTo(RestoreResult.Outcome.RESTORED);
        JsonNode after = objects.at(request.key().path()).orElseThrow();
        assertThat(after.path("spec")).isEqualTo(before.path("spec"));
        assertThat(after.path("metadata").path("annotations"))
                .isEqualTo(before.path("metadata").path("annotations"));
        assertThat(after.path("metadata").path("labels"))
                .isEqualTo(before.path("metadata").path("labels"));
        assertThat(ledger.leases().open()).isEmpty();
        assertThat(routes.restore(request.key(), "l1").outcome()).isEqualTo(RestoreResult.Outcome.ALREADY_RESTORED);
    }

    @Test
    void shouldGiveFivePercentOfAnHttpRoute() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        routes.shift(request, "l1", "build 1", UNTIL);
        assertThat(spec(request).path("rules").path(1).path("backendRefs").toString())
                .isEqualTo("[{\"name\":\"scorer\",\"port\":8080,\"weight\":19},"
                        + "{\"name\":\"scorer-next\",\"namespace\":\"staging\",\"port\":8080,\"weight\":1}]");
    }

    @Test
    void shouldGiveIstioWeightsThatSumToAHundred() throws Exception {
        RouteRequest request = Samples.request(Router.VIRTUAL_SERVICE, Mode.WEIGHT);
        routes.shift(request, "l1", "build 1", UNTIL);
        assertThat(spec(request).path("http").path(0).path("route").findValuesAsText("weight"))
                .containsExactly("95", "5");
    }

    @Test
    void shouldKeepTheProportionsAmongExistingBackends() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        edit(
                request,
                route -> ((ObjectNode) route.path("spec").path("rules").path(1))
                        .set(
                                "backendRefs",
                                Samples.yaml("{r: [{name: scorer, port: 8080, weight: 3}, {name: old, port: 8080}]}")
                                        .get("r")));
        JsonNode before = spec(request);
        routes.shift(request, "l1", "build 1", UNTIL);
        assertThat(spec(request).path("rules").path(1).path("backendRefs").findValuesAsText("weight"))
                .containsExactly("57", "19", "4");
        routes.restore(request.key(), "l1");
        assertThat(spec(request)).isEqualTo(before);
    }

    @Test
    void shouldCreateAndDeleteTheIngressCanary() throws Exception {
        RouteRequest request = Samples.request(Router.INGRESS_CANARY, Mode.WEIGHT);
        routes.preflight(request);
        assertThat(objects.get(request.key())).isEmpty();
        routes.shift(request, "l1", "build 1", UNTIL);
        JsonNode canary = objects.get(request.key()).orElseThrow();
        assertThat(canary.path("metadata")
                        .path("annotations")
                        .path("nginx.ingress.kubernetes.io/canary-weight")
                        .asText())
                .isEqualTo("5");
        assertThat(canary.findValuesAsText("name")).contains("scorer-next");
        routes.restore(request.key(), "l1");
        assertThat(objects.get(request.key())).isEmpty();
    }

    @Test
    void shouldTellEveryProblemBeforeTouchingAnything() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        objects.remove("/apis/gateway.networking.k8s.io/v1/namespaces/staging/referencegrants/g");
        objects.put(
                "/apis/discovery.k8s.io/v1/namespaces/staging/endpointslices/scorer-next-1",
                Samples.slice("staging", "scorer-next", 0));
        objects.deny("update", request.key());
        edit(request, route -> {
            route.withObject("/metadata")
                    .withObject("/labels")
                    .put("rollouts.argoproj.io/gatewayapi-canary", "in-progress");
            ((ObjectNode) route.path("status")
                            .path("parents")
                            .path(0)
                            .path("conditions")
                            .path(1))
                    .put("status", "False");
        });
        ObjectNode before = objects.at(request.key().path()).orElseThrow();
        assertThatThrownBy(() -> routes.shift(request, "l1", "build 1", UNTIL))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(
                        "ReferenceGrant", "no ready endpoint", "missing permission", "another controller", "Accepted")
                .message()
                .hasLineCount(1);
        assertThat(objects.at(request.key().path())).hasValue(before);
        assertThat(ledger.leases().open()).isEmpty();
    }

    @Test
    void shouldRespectTheLeaseOfAnotherBuild() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        routes.shift(request, "l1", "build 1", UNTIL);
        JsonNode split = spec(request);
        assertThatThrownBy(() -> routes.shift(request, "l2", "build 2", UNTIL))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("build 1");
        assertThat(routes.restore(request.key(), "l2").outcome()).isEqualTo(RestoreResult.Outcome.NOT_OURS);
        assertThat(spec(request)).isEqualTo(split);
    }

    @Test
    void shouldSweepOnlyWhatIsPastItsTime() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        routes.shift(request, "l1", "build 1", UNTIL);
        assertThat(routes.restoreExpired()).isEmpty();
        assertThat(at(UNTIL.plusSeconds(1)).restoreExpired())
                .singleElement()
                .extracting(RestoreResult::outcome)
                .isEqualTo(RestoreResult.Outcome.RESTORED);
        assertThat(spec(request)).isEqualTo(Samples.httpRoute().path("spec"));
    }

    @Test
    void shouldReportASplitThatSomebodyElseTookOver() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        routes.shift(request, "l1", "build 1", UNTIL);
        edit(request, route -> ((ObjectNode) route.path("metadata").path("annotations")).remove(LeaseNote.ANNOTATION));
        JsonNode split = spec(request);
        RestoreResult result = routes.restore(request.key(), "l1");
        assertThat(result.outcome()).isEqualTo(RestoreResult.Outcome.FOREIGN_SPLIT);
        assertThat(result.isClean()).isFalse();
        assertThat(spec(request)).isEqualTo(split);
    }

    @Test
    void shouldAlwaysTakeTheCandidateOutAndKeepForeignWeights() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        routes.shift(request, "l1", "build 1", UNTIL);
        edit(
                request,
                route -> route.path("spec")
                        .path("rules")
                        .path(1)
                        .path("backendRefs")
                        .forEach(ref -> ((ObjectNode) ref).put("weight", 50)));
        assertThat(routes.restore(request.key(), "l1").outcome())
                .isEqualTo(RestoreResult.Outcome.RESTORED_WITH_FOREIGN_CHANGES);
        assertThat(spec(request).path("rules").path(1).path("backendRefs").toString())
                .isEqualTo("[{\"name\":\"scorer\",\"port\":8080,\"weight\":50}]");
    }

    @Test
    void shouldRefuseASshareThatPodsCannotReach() {
        objects.put(
                "/apis/discovery.k8s.io/v1/namespaces/prod/endpointslices/scorer-1",
                Samples.slice("prod", "scorer", 3));
        assertThatThrownBy(() -> routes.preflight(Samples.request(Router.REPLICAS, Mode.WEIGHT)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("25.0 %");
    }
}
