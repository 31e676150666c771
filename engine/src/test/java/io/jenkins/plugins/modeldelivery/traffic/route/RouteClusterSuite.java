package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Routes of the official kinds split and restored on a real API server, which validates, defaults and prunes; see {@link
 * RealCluster}. A kind that the cluster does not have is skipped. No gateway is needed: the suite speaks for one.
 */
@Tag("cluster")
class RouteClusterSuite {
    @TempDir
    Path directory;

    private RealCluster cluster;
    private KubernetesClient deployer;

    @BeforeEach
    void open() throws Exception {
        cluster = new RealCluster();
        cluster.allow("routes", """
                [{apiGroups: [gateway.networking.k8s.io], resources: [httproutes], resourceNames: [scorer], verbs: [get, update]},
                 {apiGroups: [networking.istio.io], resources: [virtualservices], resourceNames: [scorer], verbs: [get, update]},
                 {apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get, create, update, delete]},
                 {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list]}]""");
        deployer = cluster.deployer().open();
        backend("scorer");
        backend("scorer-next");
    }

    @AfterEach
    void close() {
        if (deployer != null) {
            deployer.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_ROUTE, WEIGHT",
        "HTTP_ROUTE, MIRROR",
        "VIRTUAL_SERVICE, WEIGHT",
        "VIRTUAL_SERVICE, MIRROR",
        "INGRESS_CANARY, WEIGHT"
    })
    void shouldEndWithTheVerySpecItFound(Router router, Mode mode) throws Exception {
        RouteRequest request = request(router, mode);
        route(request);
        ObjectKey production = request.key().named(cluster.namespace, "scorer");
        JsonNode before = read(production);
        routes().preflight(request);
        assertThat(read(production)).as("a dry run changes nothing").isEqualTo(before);

        routes().shift(request, "l1", "build 1", Instant.now().plusSeconds(600));
        JsonNode split = read(request.key());
        assertThat(Json.compact(split)).contains("scorer-next").contains("build 1");
        assertThat(routes().restoreLease("l1"))
                .singleElement()
                .extracting(RestoreResult::outcome)
                .isEqualTo(RestoreResult.Outcome.RESTORED);
        assertThat(read(production).path("spec")).isEqualTo(before.path("spec"));
        if (router == Router.INGRESS_CANARY) {
            assertThat(new KubernetesObjects(cluster.client).get(request.key())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_ROUTE", "VIRTUAL_SERVICE"})
    void shouldKeepWhatOthersWroteMeanwhile(Router router) throws Exception {
        RouteRequest request = request(router, Mode.WEIGHT);
        route(request);
        routes().shift(request, "l1", "build 1", Instant.now().plusSeconds(600));
        ObjectNode theirs = read(request.key());
        ((ObjectNode) theirs.path("metadata").path("annotations")).put("owner", "somebody else");
        new KubernetesObjects(cluster.client).update(request.key(), theirs, false);
        assertThat(routes().restore(request.key(), "l1").isClean()).isTrue();
        JsonNode after = read(request.key());
        assertThat(after.at("/metadata/annotations/owner").asText()).isEqualTo("somebody else");
        assertThat(Json.compact(after)).doesNotContain("scorer-next");
    }

    @Test
    void shouldNotShiftARouteThatNoGatewayAccepts() throws Exception {
        RouteRequest request = request(Router.HTTP_ROUTE, Mode.WEIGHT);
        require("httproutes.gateway.networking.k8s.io");
        cluster.create(manifest(Router.HTTP_ROUTE));
        JsonNode before = read(request.key());
        assertThatThrownBy(() ->
                        routes().shift(request, "l1", "build 1", Instant.now().plusSeconds(600)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no parent gateway has accepted");
        assertThat(read(request.key())).isEqualTo(before);
    }

    @Test
    void shouldNameAMissingRight() throws Exception {
        RouteRequest request = request(Router.VIRTUAL_SERVICE, Mode.WEIGHT);
        route(request);
        cluster.client
                .rbac()
                .roles()
                .inNamespace(cluster.namespace)
                .withName("routes")
                .edit(role -> {
                    role.getRules().get(1).getVerbs().remove("update");
                    return role;
                });
        assertThatThrownBy(() -> routes().preflight(request))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("missing permission: update virtualservices");
    }

    private RouteLeases routes() throws Exception {
        return new RouteLeases(
                new KubernetesObjects(deployer),
                Ledger.in(directory).leases(),
                "suite",
                Clock.systemUTC(),
                duration -> {});
    }

    private RouteRequest request(Router router, Mode mode) {
        return new RouteRequest(
                router,
                mode,
                cluster.namespace,
                "scorer",
                "",
                Backend.of(cluster.namespace, "scorer"),
                Backend.of(cluster.namespace, "scorer-next"),
                0.05);
    }

    private ObjectNode read(ObjectKey key) throws Exception {
        return new KubernetesObjects(cluster.client).get(key).orElseThrow();
    }

    /** A Service with one ready endpoint that the suite itself says is there. */
    private void backend(String name) {
        cluster.create(
                "{apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {ports: [{port: 8080}]}}".formatted(name));
        cluster.create("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s-1, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{port: 8080}]
                endpoints: [{addresses: [10.1.2.3], conditions: {ready: true}}]
                """.formatted(name));
    }

    private void require(String crd) {
        assumeThat(cluster.client
                        .apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(crd)
                        .get())
                .as("the cluster has no " + crd)
                .isNotNull();
    }

    /** The production route, accepted by its gateway. */
    private void route(RouteRequest request) throws Exception {
        if (request.router() == Router.HTTP_ROUTE) {
            require("httproutes.gateway.networking.k8s.io");
        } else if (request.router() == Router.VIRTUAL_SERVICE) {
            require("virtualservices.networking.istio.io");
        }
        cluster.create(manifest(request.router()));
        if (request.router() == Router.HTTP_ROUTE) {
            ObjectNode route = read(request.key());
            route.set("status", Samples.yaml("""
                    parents:
                      - parentRef: {name: nobodys-gateway}
                        controllerName: example.com/suite
                        conditions:
                          - {type: Accepted, status: "True", observedGeneration: 1, reason: Accepted, message: "",
                             lastTransitionTime: "2026-01-01T00:00:00Z"}
                          - {type: ResolvedRefs, status: "True", observedGeneration: 1, reason: ResolvedRefs, message: "",
                             lastTransitionTime: "2026-01-01T00:00:00Z"}
                    """));
            cluster.client.raw(request.key().path() + "/status", "PUT", Json.compact(route));
        }
    }

    private static String manifest(Router router) {
        return switch (router) {
            case HTTP_ROUTE -> """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: scorer, annotations: {team: ml}}
                    spec:
                      parentRefs: [{name: nobodys-gateway}]
                      hostnames: [scorer.example.com]
                      rules:
                        - matches: [{path: {type: PathPrefix, value: /docs}}]
                          backendRefs: [{name: docs, port: 80}]
                        - matches: [{path: {type: PathPrefix, value: /}}]
                          timeouts: {request: 10s}
                          backendRefs: [{name: scorer, port: 8080}]
                    """;
            case VIRTUAL_SERVICE -> """
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: scorer}
                    spec:
                      hosts: [scorer]
                      http:
                        - name: main
                          retries: {attempts: 0}
                          route: [{destination: {host: scorer, port: {number: 8080}}}]
                    """;
            default -> """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: scorer}
                    spec:
                      ingressClassName: nginx
                      rules:
                        - host: scorer.example.com
                          http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: scorer, port: {number: 8080}}}}]}
                    """;
        };
    }
}
