package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Clock;
import org.awaitility.Awaitility;

/**
 * A route and two backends in a namespace of a real cluster, for a service account with few rights. There is no gateway:
 * this speaks for one, and says that backends are ready.
 */
final class RealRoutes implements AutoCloseable {
    static final String NEXT = "scorer-next";
    private static final int CONFLICT = 409;
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String HTTP_ROUTES = "httproutes.gateway.networking.k8s.io";
    private static final String VIRTUAL_SERVICES = "virtualservices.networking.istio.io";

    final RealCluster cluster;
    final Ledger ledger;
    private final KubernetesClient deployer;

    /** @param rules of the deployer, as a YAML list */
    RealRoutes(Path directory, String rules) throws Exception {
        cluster = new RealCluster();
        try {
            cluster.allow("routes", rules);
            deployer = cluster.deployer().open();
            backend(cluster.namespace, "scorer", 1);
            backend(cluster.namespace, NEXT, 1);
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
        ledger = Ledger.on(DirectoryStore.open(directory));
    }

    RouteLeases routes() {
        return new RouteLeases(
                new KubernetesObjects(deployer), ledger.leases(), "suite", Clock.systemUTC(), Sleeper.REAL);
    }

    ClusterObjects asDeployer() {
        return new KubernetesObjects(deployer);
    }

    ClusterObjects asAdmin() {
        return new KubernetesObjects(cluster.client);
    }

    RouteRequest request(Router router, Mode mode) {
        boolean replicas = router == Router.REPLICAS;
        return new RouteRequest(
                router,
                mode,
                cluster.namespace,
                replicas ? NEXT : "scorer",
                "",
                Backend.of(cluster.namespace, "scorer"),
                Backend.of(cluster.namespace, NEXT),
                replicas ? 0.25 : 0.05);
    }

    /** The same with three ready production pods, of which one candidate is a quarter of all. */
    RouteRequest threePods(RouteRequest r) {
        backend(r.namespace(), "scorer-three", 3);
        return new RouteRequest(
                r.router(),
                r.mode(),
                r.namespace(),
                r.name(),
                "",
                Backend.of(r.namespace(), "scorer-three"),
                r.candidate(),
                0.25);
    }

    /** The same with the candidate in another namespace. */
    static RouteRequest across(RouteRequest r, String namespace) {
        return new RouteRequest(
                r.router(),
                r.mode(),
                r.namespace(),
                r.name(),
                r.rule(),
                r.production(),
                Backend.of(namespace, NEXT),
                r.share());
    }

    ObjectNode read(ObjectKey key) throws Exception {
        return asAdmin().get(key).orElseThrow();
    }

    /** The object of production that the request is about. */
    ObjectKey production(RouteRequest request) {
        return request.key().named(request.namespace(), request.name());
    }

    /** A Service with ready endpoints that the suite itself says are there. */
    void backend(String namespace, String name, int endpoints) {
        cluster.create(
                "{apiVersion: v1, kind: Service, metadata: {name: %s, namespace: %s}, spec: {ports: [{port: 8080}]}}"
                        .formatted(name, namespace));
        StringBuilder addresses = new StringBuilder();
        for (int i = 1; i <= endpoints; i++) {
            addresses.append("{addresses: [10.1.2.").append(i).append("], conditions: {ready: true}}, ");
        }
        cluster.create("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s-by-hand, namespace: %s, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{port: 8080}]
                endpoints: [%s]
                """.formatted(name, namespace, addresses));
    }

    /** The production route, accepted by its gateway; skips the test where the cluster does not know the kind. */
    ObjectNode route(RouteRequest request) throws Exception {
        return route(request, RouteManifests.of(request.router()));
    }

    ObjectNode route(RouteRequest request, String manifest) throws Exception {
        require(request.router());
        cluster.create(manifest);
        if (request.router() == Router.HTTP_ROUTE) {
            gatewaySays(request.key());
        }
        if (request.router() == Router.REPLICAS) {
            // its controller annotates a new Deployment
            Awaitility.await()
                    .until(() -> read(request.key()).at("/metadata/annotations").has(REVISION));
        }
        return read(production(request));
    }

    void require(Router router) {
        if (router == Router.HTTP_ROUTE) {
            cluster.require(HTTP_ROUTES);
        } else if (router == Router.VIRTUAL_SERVICE) {
            cluster.require(VIRTUAL_SERVICES);
        }
    }

    /** The gateway is content with the present generation. */
    void gatewaySays(ObjectKey key) throws Exception {
        gatewaySays(key, "ResolvedRefs", "True");
    }

    /** The gateway has seen the present generation: it takes the route, and says this of its references. */
    void gatewaySays(ObjectKey key, String reason, String resolved) throws Exception {
        // as all controllers do, it tries again when others wrote first
        Awaitility.await().ignoreExceptionsMatching(RealRoutes::isConflict).until(() -> {
            say(key, reason, resolved);
            return true;
        });
    }

    private static boolean isConflict(Throwable e) {
        return e instanceof KubernetesClientException failure && failure.getCode() == CONFLICT;
    }

    private void say(ObjectKey key, String reason, String resolved) throws Exception {
        ObjectNode route = read(key);
        String conditions = """
                parents:
                  - parentRef: {name: nobodys-gateway}
                    controllerName: example.com/suite
                    conditions:
                      - {type: Accepted, status: "True", observedGeneration: %1$d, reason: Accepted, message: "",
                         lastTransitionTime: "2026-01-01T00:00:00Z"}
                      - {type: ResolvedRefs, status: "%2$s", observedGeneration: %1$d, reason: %3$s, message: "as told",
                         lastTransitionTime: "2026-01-01T00:00:00Z"}
                """.formatted(route.at("/metadata/generation").asLong(), resolved, reason);
        route.set("status", Samples.yaml(conditions));
        cluster.client.raw(key.path() + "/status", "PUT", Json.compact(route));
    }

    /** Whether there is anything of ours left on an object. */
    static boolean isMarked(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return metadata.path("annotations").has(LeaseNote.ANNOTATION)
                || metadata.path("labels").has(LeaseNote.LABEL);
    }

    @Override
    public void close() {
        ledger.close();
        deployer.close();
        cluster.close();
    }
}
