package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The deliveries whose states the version before wrote, each in the world that it met. */
final class EarlierDeliveries {
    static final List<String> NAMES = List.of(
            "promoted",
            "rolled-back",
            "reverted",
            "revert-failed",
            "superseded",
            "contested",
            "diverged",
            "overridden");

    private EarlierDeliveries() {}

    /**
     * Drives one from its beginning to its end.
     *
     * @param visit is given each state, under the name of its phase when that is new, and gives back the one to go on with
     */
    static Delivery run(String name, Path directory, Visit visit) throws Exception {
        try (World world = new World(directory).running(World.image("v1"))) {
            Delivery d = begin(name, world);
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 400 && !d.isDone(); i++) {
                String phase = (d.isContested() ? "contested-" : "")
                        + d.phase().name().toLowerCase(Locale.ROOT).replace('_', '-');
                if (seen.add(phase)) {
                    Delivery next = visit.at(phase, d);
                    change(name, next, world);
                    d = next;
                }
                d = world.step(d);
            }
            return d;
        }
    }

    @FunctionalInterface
    interface Visit {
        Delivery at(String phase, Delivery d) throws Exception;
    }

    private static Delivery begin(String name, World world) throws Exception {
        switch (name) {
            case "rolled-back" -> {
                world.promote("v1");
                world.promote("v2");
                return world.promotion()
                        .prepare(new RollbackRequest(World.MODEL, "v1", "it was bad", World.actor("rollback")));
            }
            case "reverted", "revert-failed" -> world.cluster.fate(World.image("v2"), Fate.CRASHES);
            case "diverged" -> {
                world.promote("v1");
                world.cluster.setImage(world.path, World.image("v4"));
                for (int i = 0; i < 9; i++) {
                    world.time.sleep(Duration.ofSeconds(5));
                }
            }
            case "overridden" -> {
                world.environment = Environment.of(
                        "production",
                        WorkloadRef.parse("prod", "deployment/scorer"),
                        "model",
                        "",
                        Set.of(EvidenceKind.EVAL, EvidenceKind.APPROVAL),
                        World.TIMING);
                return world.promotion()
                        .prepare(new PromotionRequest(
                                World.MODEL,
                                "v3",
                                Optional.empty(),
                                Optional.of("incident 4711"),
                                World.actor("deploy")));
            }
            default -> {}
        }
        return world.begin("v2");
    }

    /** What others do to the workload when that state is reached. */
    private static void change(String name, Delivery d, World world) throws Exception {
        if (name.equals("superseded") && d.phase() == Phase.DECIDED) {
            world.cluster.api.beforeNextUpdate(() -> world.cluster.setImage(world.path, World.image("v4")));
        } else if (name.equals("contested") && d.phase() == Phase.DECIDED && !d.isContested()) {
            world.cluster.api.fault(-409, 25);
        } else if (name.equals("revert-failed") && d.phase() == Phase.REVERT_WATCHING) {
            world.cluster.fate(World.image("v1"), Fate.PULL_FAILS);
            for (ObjectNode pod : new ArrayList<>(world.cluster.api.list("/api/v1/namespaces/prod/pods"))) {
                world.cluster.api.delete("/api/v1/namespaces/prod/pods/"
                        + pod.at("/metadata/name").asText());
            }
        }
    }
}
