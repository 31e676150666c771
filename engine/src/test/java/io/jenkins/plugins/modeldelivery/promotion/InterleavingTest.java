package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import io.jenkins.plugins.modeldelivery.recording.ServedVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Two promoters, a rollback, an outsider with kubectl and crashes in any order: the ledger explains what runs. */
class InterleavingTest {
    private static final String OUTSIDE = "outside";

    /** Somebody who works step by step and may lose the last state, or all of it. */
    private static final class Worker {
        private final World world;
        private final String holder;
        private final String aim;
        private Delivery before;
        private Delivery state;
        private boolean gone;

        Worker(World world, String holder, String aim) {
            this.world = world;
            this.holder = holder;
            this.aim = aim;
        }

        void step() throws Exception {
            if (gone || state != null && state.isDone()) {
                return;
            }
            try {
                if (state == null) {
                    state = aim.equals(ServedVersion.PREVIOUS)
                            ? world.promotion()
                                    .prepare(new RollbackRequest(World.MODEL, aim, "bad", World.actor(holder)))
                            : world.promotion()
                                    .prepare(new PromotionRequest(
                                            World.MODEL, aim, Optional.empty(), Optional.empty(), World.actor(holder)));
                } else {
                    Delivery next = world.step(state);
                    before = state;
                    state = next;
                }
            } catch (UnreachableException e) {
                gone = state != null && state.phase() == Phase.PREPARED; // later it tries again
            } catch (DeliveryException e) {
                gone = state == null || state.phase() == Phase.PREPARED;
                if (!gone) {
                    throw e;
                }
            }
        }

        /** The process died after its last step and before storing the state that this led to. */
        void loseLastState() {
            state = before == null ? state : before;
        }

        void loseEverything() {
            state = null;
            before = null;
        }

        void finish() throws Exception {
            for (int i = 0; i < 500 && !gone && (state == null || !state.isDone()); i++) {
                step();
            }
            assertThat(gone || state.isDone()).as("%s ends: %s", holder, state).isTrue();
        }
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void shouldNeverEndInAStateTheLedgerDoesNotExplain(
            @ForAll @Size(min = 5, max = 40) List<@IntRange(min = 0, max = 17) Integer> actions,
            @ForAll @IntRange(min = 0, max = 3) int fate)
            throws Exception {
        Path directory = Files.createTempDirectory("interleaving");
        try (World world = new World(directory).running(World.image("v1"))) {
            world.promote("v1");
            world.promote("v4");
            world.cluster.fate(World.image("v3"), Fate.values()[fate]);
            List<Worker> workers = List.of(
                    new Worker(world, "a", "v2"),
                    new Worker(world, "b", "v3"),
                    new Worker(world, "r", ServedVersion.PREVIOUS));
            for (int action : actions) {
                switch (action) {
                    case 0, 1, 2, 3 -> workers.get(action % 2).step();
                    case 4, 5 -> workers.get(2).step();
                    case 6, 7 -> workers.get(action % 2).loseLastState();
                    case 8 -> workers.get(2).loseLastState();
                    case 9, 11, 12 -> workers.get(action % 3).loseEverything();
                    case 10 -> world.cluster.setImage(world.path, World.image(OUTSIDE));
                    // somebody is faster by a moment, the server is away or in a storm of conflicts, holders run out of
                    // time
                    case 13 ->
                        world.cluster.api.beforeNextUpdate(
                                () -> world.cluster.setImage(world.path, World.image(OUTSIDE)));
                    case 14 -> world.cluster.api.fault(503, 3);
                    case 15 -> world.cluster.api.fault(-409, 3);
                    case 16 -> world.time.pass(Duration.ofMinutes(12));
                    default -> world.time.sleep(Duration.ofSeconds(2));
                }
            }
            world.cluster.api.heal();
            for (Worker worker : workers) {
                worker.finish();
            }
            explained(world);
            // Whatever was forgotten half-way is concluded by the next one who comes, after its time.
            world.time.pass(Duration.ofHours(2));
            for (int i = 0; i < 30; i++) {
                world.cluster.tick();
            }
            new Worker(world, "janitor", "v1").finish();
            assertThat(EnvironmentDecisions.open(world.decisions()))
                    .as("%s", world.story())
                    .isEmpty();
            explained(world);
        } finally {
            delete(directory);
        }
    }

    private static void explained(World world) throws Exception {
        List<Decision> all = world.decisions();
        for (ObjectNode write : world.cluster.api.updates()) {
            String operation =
                    write.at("/metadata/annotations").path(Annotations.DECISION).asText();
            assertThat(EnvironmentDecisions.decided(all, operation))
                    .as("every write was decided")
                    .isPresent();
        }
        List<Target> claims = new ArrayList<>();
        ServedVersions.now(all).ifPresent(claims::add);
        String live = FakeCluster.digestOf(world.live());
        boolean told = claims.stream().anyMatch(t -> t.digest().equals(live));
        boolean foreign = live.equals(World.digest(OUTSIDE));
        String last = world.cluster
                .api
                .get(world.path)
                .at("/metadata/annotations")
                .path(Annotations.DECISION)
                .asText();
        Optional<Decision> outcome = EnvironmentDecisions.outcome(all, last);
        boolean loud = outcome.map(Decision::kind).equals(Optional.of(Decision.Kind.REVERT_FAILED));
        boolean open =
                outcome.isEmpty() && EnvironmentDecisions.decided(all, last).isPresent();
        assertThat(told || foreign || loud || open)
                .as("live %s, ledger %s, annotated %s", world.live(), world.story(), last)
                .isTrue();
        assertThat(Json.compact(world.cluster.api.get(world.path))).contains("registry.example.com/proxy:1");
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
