package io.jenkins.plugins.modeldelivery.promotion;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One environment in a real cluster, and a ledger of its own. */
final class RealWorld implements AutoCloseable {
    static final String MODEL = "suite";
    static final Actor ACTOR = new Actor("suite", "suite", Optional.empty());

    final Ledger ledger;
    final Environment environment;
    private final RealCluster cluster;
    private final KubernetesClient client;
    private final WorkloadAccess access;

    /** @param workload {@code deployment/x} */
    RealWorld(RealCluster cluster, ClusterConnection as, String workload, Path directory) throws Exception {
        this(cluster, as, workload, directory, UnaryOperator.identity());
    }

    /** @param around the access that promotions use */
    RealWorld(
            RealCluster cluster,
            ClusterConnection as,
            String workload,
            Path directory,
            UnaryOperator<WorkloadAccess> around)
            throws Exception {
        this.cluster = cluster;
        client = as.open();
        ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")));
        environment = Environment.of(
                "suite",
                WorkloadRef.parse(cluster.namespace, workload),
                "model",
                "",
                Set.of(),
                new Environment.Timing(
                        Duration.ofMinutes(3),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(20),
                        Duration.ZERO));
        access = around.apply(new WorkloadClient(new KubernetesObjects(client), environment.workload(), "model"));
    }

    private DeliverySession session() {
        return new DeliverySession(environment, access, ledger, Clock.systemUTC(), () -> {});
    }

    Promotion promotion() {
        return session().promotion();
    }

    Delivery begin(String version, String image) throws Exception {
        return promotion().prepare(new PromotionRequest(MODEL, version, Optional.of(image), Optional.empty(), ACTOR));
    }

    Delivery promote(String version, String image) throws Exception {
        return drive(begin(version, image));
    }

    Delivery rollBack() throws Exception {
        return rollBack(ServedVersion.PREVIOUS);
    }

    Delivery rollBack(String to) throws Exception {
        return drive(promotion().prepare(new RollbackRequest(MODEL, to, "suite", ACTOR)));
    }

    Delivery drive(Delivery d) throws Exception {
        return Driving.toItsEnd(session(), Sleeper.REAL, d, state -> {});
    }

    Delivery until(Delivery start, Phase phase) throws Exception {
        Delivery d = start;
        while (d.phase() != phase) {
            d = promotion().advance(d);
            if (d.isDone()) {
                throw new AssertionError(d.toText());
            }
        }
        return d;
    }

    EnvironmentStatus status() throws Exception {
        return EnvironmentStatus.look(environment, MODEL, access, ledger, Clock.systemUTC());
    }

    List<String> story() throws Exception {
        List<Decision> all = new ArrayList<>(ledger.decisions().tail(MODEL, "suite", 50));
        Collections.reverse(all);
        return all.stream().map(d -> d.kind() + " " + d.to().version()).toList();
    }

    /** What the workload's template says, as the administrator sees it. */
    String live() throws Exception {
        return new WorkloadClient(new KubernetesObjects(cluster.client), environment.workload(), "model")
                .read()
                .image();
    }

    @Override
    public void close() {
        client.close();
        ledger.close();
    }
}
