package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliverySession;
import io.jenkins.plugins.modeldelivery.promotion.Driving;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.EvidenceKind;
import io.jenkins.plugins.modeldelivery.promotion.PromotionRequest;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.GateSettings;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGate;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateReport;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeApiServer;
import io.jenkins.plugins.modeldelivery.traffic.route.FakeObjects;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the story happens on: a simulated cluster, the workload's server, and a real ledger in a directory. */
final class Stage implements AutoCloseable {
    static final String MODEL = "digits";
    private static final String ENVIRONMENT = "production";
    private static final Environment.Timing TIMING = new Environment.Timing(
            Duration.ofSeconds(60),
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofDays(31));
    private static final String WORKLOAD = FakeCluster.deployment("scorer");
    private static final Actor ACTOR = new Actor("demo", "demo", Optional.empty());

    final Ledger ledger;
    final ModelServer production;
    private final Clock clock = Clock.systemUTC();
    private final FakeCluster cluster = new FakeCluster();
    private final KubernetesClient workloads =
            ClusterConnection.to(cluster.api.url()).open();
    private final FakeObjects objects = new FakeObjects();
    private final FakeApiServer gateway = new FakeApiServer(objects);
    private final KubernetesClient routes = ClusterConnection.to(gateway.url()).open();
    private final Map<String, Softmax> images = new HashMap<>();

    Stage(Path directory) throws Exception {
        ledger = Ledger.on(DirectoryStore.open(directory));
        cluster.create(WORKLOAD, "registry.example.com/models/nothing@sha256:" + "0".repeat(64), 3);
        Samples.fill(objects);
        production = new ModelServer(() -> images.get(cluster.image(WORKLOAD)));
    }

    void register(String version, Softmax model) throws Exception {
        String image = "registry.example.com/models/digits@" + model.digest();
        images.put(image, model);
        ledger.versions()
                .register(ModelVersion.of(
                        MODEL,
                        version,
                        Optional.empty(),
                        Optional.of(ImageReference.parse(image)),
                        Optional.empty(),
                        Map.of()));
    }

    private Environment environment(Set<EvidenceKind> requires) throws Exception {
        return Environment.of(
                ENVIRONMENT, WorkloadRef.parse("prod", "deployment/scorer"), "model", "", requires, TIMING);
    }

    private DeliverySession session(Set<EvidenceKind> requires) throws Exception {
        Environment environment = environment(requires);
        WorkloadClient client =
                new WorkloadClient(new KubernetesObjects(workloads), environment.workload(), environment.container());
        return new DeliverySession(environment, client, ledger, clock, () -> {});
    }

    Delivery promote(String version, Set<EvidenceKind> requires) throws Exception {
        DeliverySession session = session(requires);
        PromotionRequest request = new PromotionRequest(MODEL, version, Optional.empty(), Optional.empty(), ACTOR);
        return drive(session, session.promotion().prepare(request));
    }

    Delivery rollback(String to, String reason) throws Exception {
        DeliverySession session = session(Set.of());
        return drive(session, session.promotion().prepare(new RollbackRequest(MODEL, to, reason, ACTOR)));
    }

    private Delivery drive(DeliverySession session, Delivery start) throws Exception {
        Sleeper withControllers = duration -> {
            cluster.tick();
            Sleeper.REAL.sleep(duration);
        };
        return Driving.toItsEnd(session, withControllers, start, state -> {});
    }

    /** What the gateway's route says at this moment. */
    String weights() {
        return backends().toString();
    }

    private JsonNode backends() {
        return objects.at(request().key().path()).orElseThrow().at("/spec/rules/1/backendRefs");
    }

    private static RouteRequest request() {
        RouteRequest sample = Samples.request(RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT);
        return new RouteRequest(
                sample.router(),
                sample.mode(),
                sample.namespace(),
                sample.name(),
                sample.rule(),
                sample.production(),
                sample.candidate(),
                Settings.SHARE);
    }

    /** Shifts a share of the users' requests to a candidate, observes, restores, judges. */
    TrafficGateReport traffic(Softmax candidate, List<Digit> users, Duration window) throws Exception {
        GateSettings settings = new GateSettings(
                request(),
                Limits.of(Settings.P95_INCREASE, Settings.ERROR_RATE, Settings.MIN_REQUESTS),
                false,
                Settings.SHARE,
                window,
                window.compareTo(Settings.MAX_WINDOW) > 0 ? window : Settings.MAX_WINDOW,
                window.dividedBy(4),
                Duration.ofMillis(100),
                "demo");
        RouteLeases leases =
                new RouteLeases(new KubernetesObjects(routes), ledger.leases(), "demo", clock, Sleeper.REAL);
        try (ModelServer staging = new ModelServer(() -> candidate)) {
            Splitter source = new Splitter(this::backends, production, staging, users, 100, Settings.SEED);
            TrafficGate gate = new TrafficGate(settings, Optional.of(leases), source, clock);
            String lease = "demo-" + candidate.digest().substring("sha256:".length(), 20);
            return gate.run(TrafficGateState.begin(lease), Sleeper.REAL, state -> {});
        }
    }

    @Override
    public void close() {
        production.close();
        workloads.close();
        routes.close();
        gateway.close();
        cluster.close();
        ledger.close();
    }
}
