package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.cluster.fake.VirtualTime;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A fake cluster with one workload, a real ledger in a directory, and versions v1, v2, ... of one model. */
final class World implements AutoCloseable {
    static final String MODEL = "intent-classifier";
    static final Environment.Timing TIMING = new Environment.Timing(
            Duration.ofSeconds(120),
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ZERO);

    final FakeCluster cluster;
    final VirtualTime time;
    final Ledger ledger;
    final KubernetesClient client;
    final String path;
    Environment environment;

    World(Path directory) throws Exception {
        this(directory, "deployment/scorer");
    }

    World(Path directory, String workload) throws Exception {
        cluster = new FakeCluster();
        time = new VirtualTime(cluster::tick);
        ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")), time, duration -> {}, 1);
        client = ClusterConnection.to(cluster.api.url()).open();
        path = workload.startsWith("deployment") ? FakeCluster.deployment("scorer") : FakeCluster.statefulSet("scorer");
        environment = Environment.of("production", WorkloadRef.parse("prod", workload), "model", "", Set.of(), TIMING);
        for (int i = 1; i <= 4; i++) {
            ledger.versions()
                    .register(ModelVersion.of(
                            MODEL,
                            "v" + i,
                            Optional.empty(),
                            Optional.of(ImageReference.parse(image("v" + i))),
                            Optional.empty(),
                            Map.of()));
        }
    }

    World running(String image) {
        cluster.create(path, image, 3);
        return this;
    }

    static String digest(String version) {
        return "sha256:" + Sha256.of(version.getBytes());
    }

    static String image(String version) {
        return "registry.example.com/models/intent@" + digest(version);
    }

    static Actor actor(String holder) {
        return new Actor("ada", holder, Optional.of("https://jenkins.example.com/job/" + holder + "/1/"));
    }

    DeliverySession session() {
        WorkloadClient workload = new WorkloadClient(new KubernetesObjects(client), environment.workload(), "model");
        return new DeliverySession(environment, workload, ledger, time, () -> {});
    }

    Promotion promotion() {
        return session().promotion();
    }

    Delivery promote(String version) throws Exception {
        return promote(version, new ArrayList<>());
    }

    /** Promotes to the end; after each step the state goes through its JSON. */
    Delivery promote(String version, List<String> lines) throws Exception {
        return drive(
                promotion()
                        .prepare(new PromotionRequest(
                                MODEL, version, Optional.empty(), Optional.empty(), actor("deploy"))),
                lines);
    }

    Delivery rollback(String to) throws Exception {
        return drive(
                promotion().prepare(new RollbackRequest(MODEL, to, "it was bad", actor("rollback"))),
                new ArrayList<>());
    }

    Delivery drive(Delivery start, List<String> lines) throws Exception {
        return Driving.toItsEnd(session(), time, start, d -> lines.add(d.phase() + " " + d.line()));
    }

    /** One step, through the stored form of the state. */
    Delivery step(Delivery d) throws Exception {
        Delivery next = promotion().advance(Delivery.parse(Json.compact(d.toJson())));
        if (next.waits()) {
            time.sleep(environment.timing().poll());
        }
        return next;
    }

    Delivery begin(String version) throws Exception {
        return promotion()
                .prepare(new PromotionRequest(MODEL, version, Optional.empty(), Optional.empty(), actor("deploy")));
    }

    /** Steps until a phase is reached. */
    Delivery until(Delivery d, Phase phase) throws Exception {
        Delivery state = d;
        for (int i = 0; i < 200 && state.phase() != phase; i++) {
            state = step(state);
        }
        if (state.phase() != phase) {
            throw new AssertionError(phase + " was not reached: " + state);
        }
        return state;
    }

    String live() {
        return cluster.image(path);
    }

    /** {@code DECIDED v2, PROMOTED v2, ...}, oldest first. */
    List<String> story() throws Exception {
        return decisions().stream().map(d -> d.kind() + " " + d.to().version()).toList();
    }

    List<Decision> decisions() throws Exception {
        List<Decision> all = new ArrayList<>(ledger.decisions().tail(MODEL, "production", 256));
        Collections.reverse(all);
        return all;
    }

    void evidence(String version, String digest, String verdict, String schema, String extra) throws Exception {
        ObjectNode report = (ObjectNode) Json.parse(
                "{\"schema\":\"model-delivery/" + schema + "/v1\",\"verdict\":\"" + verdict + "\"" + extra + "}",
                "test");
        time.pass(Duration.ofSeconds(1));
        ledger.evidence().record(Evidence.of(MODEL, version, digest, time.instant(), Optional.empty(), report));
    }

    @Override
    public void close() {
        client.close();
        cluster.close();
        ledger.close();
    }
}
