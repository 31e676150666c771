package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.cluster.real.SkippedTests;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How long a rollback's write takes after its decision, on a real API server, each in the middle of another rollout. */
@Tag("cluster")
@ExtendWith(SkippedTests.class)
class RollbackSpeedClusterSuite {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int ROLLBACKS = 20;

    @TempDir
    Path directory;

    /** Notes when the API server had accepted each write. */
    private static final class Timed implements WorkloadAccess {
        private final WorkloadAccess real;
        private final List<Instant> accepted = new ArrayList<>();

        Timed(WorkloadAccess real) {
            this.real = real;
        }

        @Override
        public WorkloadSnapshot read() throws DeliveryException, InterruptedException {
            return real.read();
        }

        @Override
        public WorkloadSnapshot write(WorkloadSnapshot seen, String image, Map<String, String> annotations)
                throws DeliveryException, InterruptedException {
            WorkloadSnapshot after = real.write(seen, image, annotations);
            accepted.add(Instant.now());
            return after;
        }

        @Override
        public String server() {
            return real.server();
        }

        @Override
        public Optional<String> namespaceUid() throws InterruptedException {
            return real.namespaceUid();
        }

        @Override
        public List<String> missingRights() throws DeliveryException, InterruptedException {
            return real.missingRights();
        }
    }

    @Test
    void shouldWriteWithinTwoSecondsOfTheDecision() throws Exception {
        Timed[] timed = new Timed[1];
        List<Duration> delays = new ArrayList<>();
        try (RealCluster cluster = new RealCluster()) {
            cluster.workload("Deployment", "scorer", 3);
            try (RealWorld world = new RealWorld(
                    cluster, cluster.admin, "deployment/scorer", directory, real -> timed[0] = new Timed(real))) {
                assertThat(world.promote("a", RealCluster.A).outcome()).isEqualTo(Outcome.PROMOTED);
                for (int i = 0; i < ROLLBACKS; i++) {
                    Delivery interrupted = world.until(world.begin("b", RealCluster.B), Phase.WATCHING);
                    timed[0].accepted.clear();
                    Delivery back = world.rollBack("a");
                    assertThat(back.outcome()).as(back.toText()).isEqualTo(Outcome.ROLLED_BACK);
                    assertThat(timed[0].accepted).hasSize(1);
                    Decision decided = world.ledger.decisions().tail(RealWorld.MODEL, "suite", 10).stream()
                            .filter(d -> d.seq() == back.seq())
                            .findFirst()
                            .orElseThrow();
                    delays.add(Duration.between(decided.time(), timed[0].accepted.get(0)));
                    assertThat(world.drive(interrupted).outcome()).isEqualTo(Outcome.SUPERSEDED);
                }
            }
        }
        Collections.sort(delays);
        System.out.printf(
                "rollback on a real API server, decision to accepted write: median %d ms, longest %d ms of %d%n",
                delays.get(ROLLBACKS / 2).toMillis(), delays.get(ROLLBACKS - 1).toMillis(), ROLLBACKS);
        assertThat(delays).allMatch(delay -> delay.compareTo(LIMIT) < 0);
    }
}
