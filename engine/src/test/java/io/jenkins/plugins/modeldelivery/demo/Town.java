package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What the Jenkins of {@code ./dev jenkins} delivers into: a simulated cluster with staging, production and a gateway; users
 * whose requests really go through; the Prometheus that counts them; a store with four versions of a model.
 */
public final class Town implements AutoCloseable {
    private static final String ROUTE = "/apis/gateway.networking.k8s.io/v1/namespaces/prod/httproutes/scorer";
    private static final String PRODUCTION = FakeCluster.deployment("scorer");
    private static final String STAGING = FakeCluster.deployment("scorer-staging");
    private static final String NOTHING = "registry.example.com/models/nothing@sha256:" + "0".repeat(64);
    private static final long DAY = 86_400;

    private final FakeCluster cluster = new FakeCluster();
    private final Map<String, Softmax> images = new HashMap<>();
    private final List<ModelServer> servers = new ArrayList<>();
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();
    private final Users users;

    private Town(Path directory) throws IOException {
        cluster.create(PRODUCTION, NOTHING, 3);
        cluster.create(STAGING, NOTHING, 1);
        gateway();
        List<Digit> all = Digits.read(Settings.SEED);
        List<Digit> training = all.subList(0, 300);
        List<Digit> old = all.subList(300, 600);
        List<Digit> early = all.subList(600, 900);
        List<Digit> tilted =
                Digits.tilted(all.subList(900, 1500), Settings.TILT_DEGREES, Settings.TILT_SPREAD, Settings.SEED);
        List<Digit> late = tilted.subList(0, 300);
        List<Digit> fresh = tilted.subList(300, 600);
        Softmax first = Softmax.train(training, 40);
        List<Digit> both = new ArrayList<>(training);
        both.addAll(Digits.tilted(training, Settings.TILT_DEGREES, Settings.TILT_SPREAD, Settings.SEED + 1));
        Softmax fourth = Softmax.train(both, 200);
        images.put(NOTHING, first);
        ModelStore store = new ModelStore(directory.resolve("store"));
        Instant now = Instant.now();
        add(store, "1.0", first, old, early, now.minusSeconds(20 * DAY));
        add(store, "2.0", Softmax.train(training, 300), old, late, now.minusSeconds(20 * DAY));
        add(store, "3.0", fourth.averaging(Settings.COPIES), fresh, late, now.minusSeconds(60));
        add(store, "4.0", fourth, fresh, late, now.minusSeconds(60));
        ModelServer production = serve(PRODUCTION);
        ModelServer staging = serve(STAGING);
        users = new Users(production, staging, this::share, late);
        clockwork.scheduleWithFixedDelay(this::tick, 200, 200, TimeUnit.MILLISECONDS);
    }

    /** @param args the directory to work in; {@code town.env} in it says where everything is, as soon as it is there */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        Town town = new Town(directory);
        Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: town
                clusters: [{name: town, cluster: {server: "%s"}}]
                users: [{name: deployer, user: {token: demo}}]
                contexts: [{name: town, context: {cluster: town, user: deployer, namespace: prod}}]
                """.formatted(town.cluster.api.url()));
        Path written = Files.writeString(
                directory.resolve("town.env.part"), """
                export MODEL_STORE='%s'
                export PROMETHEUS_URL='%s'
                """.formatted(directory.resolve("store"), town.users.prometheus()));
        Files.move(written, directory.resolve("town.env"));
        Thread.currentThread().join();
    }

    private void add(ModelStore store, String version, Softmax model, List<Digit> set, List<Digit> live, Instant asOf)
            throws IOException {
        String image = "registry.example.com/models/digits@" + model.digest();
        images.put(image, model);
        ModelServer alone = new ModelServer(() -> model);
        servers.add(alone);
        store.add(version, image, set, live, asOf, alone.url());
    }

    private ModelServer serve(String workload) throws IOException {
        ModelServer server = new ModelServer(() -> images.get(cluster.image(workload)));
        servers.add(server);
        return server;
    }

    private void gateway() {
        cluster.api.put(ROUTE, Samples.httpRoute());
        cluster.api.put(slice("prod"), Samples.slice("prod", "scorer", 3));
        cluster.api.put(slice("staging"), Samples.slice("staging", "scorer", 1));
        cluster.api.put(
                "/apis/gateway.networking.k8s.io/v1/namespaces/staging/referencegrants/routes", Samples.yaml("""
                        metadata: {name: routes, namespace: staging}
                        spec:
                          from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: prod}]
                          to: [{group: "", kind: Service, name: scorer}]
                        """));
        cluster.api.put(
                "/api/v1/namespaces/staging/services/scorer",
                Samples.yaml("{metadata: {name: scorer, namespace: staging}, spec: {selector: {app: scorer}}}"));
    }

    private static String slice(String namespace) {
        return "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices/scorer-1";
    }

    /** Of the requests to the candidate, as the route says now. */
    private double share() {
        JsonNode refs = cluster.api.get(ROUTE).at("/spec/rules/1/backendRefs");
        double candidate = refs.path(1).path("weight").asDouble(0);
        return candidate == 0
                ? 0
                : candidate / (candidate + refs.path(0).path("weight").asDouble(1));
    }

    /** Controllers: workloads roll out, the gateway accepts its route, staging's pod is what its Deployment says. */
    private void tick() {
        synchronized (cluster.api) {
            cluster.tick();
            ObjectNode route = cluster.api.get(ROUTE).deepCopy();
            long generation = route.at("/metadata/generation").asLong();
            boolean seen = route.at("/status/parents/0/conditions/0/observedGeneration")
                            .asLong()
                    == generation;
            if (!seen) {
                route.at("/status/parents/0/conditions")
                        .forEach(condition -> ((ObjectNode) condition).put("observedGeneration", generation));
                cluster.api.put(ROUTE, route);
            }
            cluster.api.put(
                    "/api/v1/namespaces/staging/pods/scorer-1", Samples.yaml("""
                    metadata: {name: scorer-1, namespace: staging, labels: {app: scorer}}
                    status:
                      conditions: [{type: Ready, status: "True"}]
                      containerStatuses: [{imageID: "%s"}]
                    """.formatted(cluster.image(STAGING))));
        }
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
        users.close();
        servers.forEach(ModelServer::close);
        cluster.close();
    }
}
