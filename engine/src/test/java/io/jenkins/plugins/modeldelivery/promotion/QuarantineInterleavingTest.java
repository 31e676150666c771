package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.cluster.fake.VirtualTime;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import io.jenkins.plugins.modeldelivery.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Promotions, rollbacks, releases and overrides of three people, each step of theirs in any order. */
class QuarantineInterleavingTest {
    private static final int LEDGERS = 50;
    private static final int INTERLEAVINGS = 20;

    private final Map<String, String> writes = new HashMap<>();
    private VirtualTime time;
    private Ledger ledger;
    private Promotion promotion;
    private int refused;

    @Test
    void shouldNeverWriteWhatIsInQuarantine() throws Exception {
        for (int seed = 0; seed < LEDGERS; seed++) {
            start();
            Random random = new Random(seed);
            for (int round = 0; round < INTERLEAVINGS; round++) {
                interleave(random);
            }
            judgeWrites();
            ledger.close();
        }
        assertThat(writes).hasSizeGreaterThan(LEDGERS * INTERLEAVINGS);
        assertThat(refused).isGreaterThan(LEDGERS * INTERLEAVINGS);
    }

    private void start() throws Exception {
        time = new VirtualTime(() -> {});
        ledger = Ledger.on(new MemoryStore(), time, duration -> {}, 1);
        Environment environment = Environment.of(
                "production", WorkloadRef.parse("prod", "deployment/scorer"), "model", "", Set.of(), World.TIMING);
        promotion = new Promotion(environment, new Workload(environment.workload()), ledger, time);
    }

    private void interleave(Random random) throws Exception {
        List<Delivery> running = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            attempt(random, running);
        }
        for (int i = 0; i < running.size(); i++) {
            for (int steps = 0; steps < 50 && !running.get(i).isDone(); steps++) {
                step(running, i);
            }
        }
    }

    private void attempt(Random random, List<Delivery> running) throws Exception {
        String version = "v" + (1 + random.nextInt(3));
        Actor actor = World.actor("job-" + random.nextInt(3));
        Optional<String> override = random.nextInt(8) == 0 ? Optional.of("I know") : Optional.empty();
        try {
            switch (random.nextInt(6)) {
                case 0, 1 ->
                    running.add(promotion.prepare(new PromotionRequest(
                            World.MODEL, version, Optional.of(World.image(version)), override, actor)));
                case 2 -> running.add(promotion.prepare(new RollbackRequest(World.MODEL, version, "bad", actor)));
                case 3 ->
                    new EnvironmentDecisions(ledger, time)
                            .release(World.MODEL, "production", version, "ada", "it was the proxy");
                default -> {
                    if (!running.isEmpty()) {
                        step(running, random.nextInt(running.size()));
                    }
                }
            }
        } catch (RefusedException | BadInputException e) {
            refused++;
            assertThat(e.getMessage()).containsAnyOf("held by", "may not go", "never served", "quarantine");
        }
    }

    private void step(List<Delivery> running, int i) throws Exception {
        try {
            Delivery next = promotion.advance(running.get(i));
            if (next.waits()) {
                time.sleep(Duration.ofSeconds(5));
            }
            running.set(i, next);
        } catch (RefusedException e) {
            refused++;
            running.set(i, running.get(i).done(Outcome.FAILED, e.getMessage()));
        }
    }

    /** By the decisions alone, in their order, in another way than the product's. */
    private void judgeWrites() throws Exception {
        List<Decision> all = new ArrayList<>(ledger.decisions().tail(World.MODEL, "production", 100_000));
        Collections.reverse(all);
        Set<String> out = new HashSet<>();
        for (Decision d : all) {
            boolean promotes = d.kind() == Decision.Kind.DECIDED && !EnvironmentDecisions.isRollback(d);
            if (promotes
                    && writes.containsKey(d.operation())
                    && d.draft().details().override().isEmpty()) {
                assertThat(out).as("decision %d", d.seq()).doesNotContain(d.to().digest());
            }
            switch (d.kind()) {
                case PROMOTED, RELEASED -> out.remove(d.to().digest());
                case ROLLED_BACK -> {
                    d.from().map(Target::digest).ifPresent(out::add);
                    out.remove(d.to().digest());
                }
                default -> {}
            }
        }
    }

    /** A workload that is rolled out at once. */
    private final class Workload implements WorkloadAccess {
        private final WorkloadRef ref;
        private String image = World.image("v1");
        private Map<String, String> annotations = Map.of();
        private int generation = 1;

        Workload(WorkloadRef ref) {
            this.ref = ref;
        }

        @Override
        public WorkloadSnapshot read() {
            List<WorkloadSnapshot.Pod> pods = IntStream.range(0, 3)
                    .mapToObj(i -> new WorkloadSnapshot.Pod("pod-" + generation + i, true, false, image, "", ""))
                    .toList();
            return new WorkloadSnapshot(
                    ref,
                    "uid",
                    Integer.toString(generation),
                    "spec-" + generation,
                    image,
                    List.of("model"),
                    annotations,
                    false,
                    false,
                    "RollingUpdate",
                    0,
                    new WorkloadSnapshot.Counts(generation, generation, 3, 3, 3, 3, 3),
                    List.of(),
                    pods);
        }

        @Override
        public WorkloadSnapshot write(WorkloadSnapshot seen, String next, Map<String, String> marks)
                throws LostRaceException {
            if (!seen.resourceVersion().equals(Integer.toString(generation))) {
                throw new LostRaceException("somebody was faster");
            }
            generation++;
            image = next;
            annotations = Map.copyOf(marks);
            writes.put(marks.get(Annotations.DECISION), next);
            return read();
        }

        @Override
        public String server() {
            return "https://fake.example.com";
        }

        @Override
        public Optional<String> namespaceUid() {
            return Optional.empty();
        }

        @Override
        public List<String> missingRights() {
            return List.of();
        }
    }
}
