package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clocks, and controllers that write status ten times a second: the write of a rollback leaves at once. */
class RollbackSpeedTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int ROLLBACKS = 20;

    @TempDir
    Path directory;

    private final ScheduledExecutorService controllers = Executors.newSingleThreadScheduledExecutor();
    private FakeCluster cluster;
    private Ledger ledger;
    private KubernetesClient client;
    private Environment environment;

    @BeforeEach
    void start() throws Exception {
        cluster = new FakeCluster();
        cluster.create(FakeCluster.deployment("scorer"), World.image("v1"), 3);
        controllers.scheduleWithFixedDelay(cluster::tick, 100, 100, TimeUnit.MILLISECONDS);
        ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")));
        client = ClusterConnection.to(cluster.api.url()).open();
        environment = Environment.of(
                "production",
                WorkloadRef.parse("prod", "deployment/scorer"),
                "model",
                "",
                Set.of(),
                new Environment.Timing(
                        Duration.ofMinutes(2), Duration.ZERO, Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO));
    }

    @AfterEach
    void stop() {
        controllers.shutdownNow();
        client.close();
        cluster.close();
        ledger.close();
    }

    @Test
    void shouldWriteWithinTwoSecondsOfTheDecision() throws Exception {
        promote("v1");
        promote("v2");
        for (int i = 0; i < ROLLBACKS; i++) {
            List<String> events = new ArrayList<>();
            RollbackRequest request =
                    new RollbackRequest(World.MODEL, i % 2 == 0 ? "v1" : "v2", "bad", World.actor("rollback"));
            assertThat(drive(promotion().prepare(request), events).outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(events).as("no pause before the write").startsWith("DECIDED", "WATCHING");
        }
        List<Decision> all = new ArrayList<>(ledger.decisions().tail(World.MODEL, "production", 200));
        Collections.reverse(all);
        List<Instant> decided = all.stream()
                .filter(d -> d.kind() == Decision.Kind.DECIDED)
                .map(Decision::time)
                .toList();
        List<Instant> written = cluster.api.updateTimes();
        assertThat(written).as("one write for each decision").hasSameSizeAs(decided);
        List<Duration> delays = new ArrayList<>();
        for (int i = 2; i < decided.size(); i++) {
            delays.add(Duration.between(decided.get(i), written.get(i)));
        }
        Collections.sort(delays);
        System.out.printf(
                "rollback, decision to write: median %d ms, longest %d ms%n",
                delays.get(ROLLBACKS / 2).toMillis(), delays.get(ROLLBACKS - 1).toMillis());
        assertThat(delays).hasSize(ROLLBACKS).allMatch(delay -> delay.compareTo(LIMIT) < 0);
    }

    private void promote(String version) throws Exception {
        PromotionRequest request = new PromotionRequest(
                World.MODEL, version, Optional.of(World.image(version)), Optional.empty(), World.actor("deploy"));
        assertThat(drive(promotion().prepare(request), new ArrayList<>()).outcome())
                .isEqualTo(Outcome.PROMOTED);
    }

    private DeliverySession session() {
        WorkloadClient workload = new WorkloadClient(new KubernetesObjects(client), environment.workload(), "model");
        return new DeliverySession(environment, workload, ledger, Clock.systemUTC(), () -> {});
    }

    private Promotion promotion() {
        return session().promotion();
    }

    private Delivery drive(Delivery start, List<String> events) throws Exception {
        Sleeper sleeper = pause -> {
            events.add("pause");
            TimeUnit.MILLISECONDS.sleep(50);
        };
        return Driving.toItsEnd(
                session(), sleeper, start, d -> events.add(d.phase().name()));
    }
}
