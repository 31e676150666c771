package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * Promotions, rollbacks and evaluations of five models in a random graph without circles, in random order and through each
 * other. A book kept by hand knows who was evaluated against what; a stale promotion is refused always, a fresh one never.
 */
class DependencyInterleavingTest {
    private static final int OPERATIONS = 40;
    private static int stale;
    private static int fresh;
    private static int interleaved;

    /** What the test knows without asking the ledger. */
    private static final class Book {
        final Map<String, List<String>> upstream = new HashMap<>();
        final Map<String, String> serving = new HashMap<>();

        /** By model and version: the last verdict against each combination of upstream versions. */
        final Map<String, Map<Map<String, String>, Verdict>> evaluations = new HashMap<>();

        Map<String, String> world(String model) {
            Map<String, String> world = new HashMap<>();
            upstream.get(model).forEach(up -> world.put(up, serving.getOrDefault(up, "nothing")));
            return world;
        }

        boolean isFresh(String model, String version) {
            Map<String, String> world = world(model);
            return world.isEmpty()
                    || !world.containsValue("nothing")
                            && evaluations
                                            .getOrDefault(model + version, Map.of())
                                            .get(world)
                                    == Verdict.PASS;
        }
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void shouldRefuseEveryStalePromotionAndNoFreshOne(@ForAll Random random) throws Exception {
        Mesh mesh = new Mesh(new MemoryS3(method -> MemoryS3.Trouble.NONE).store());
        Book book = new Book();
        List<String> models = List.of("m0", "m1", "m2", "m3", "m4");
        for (int i = 0; i < models.size(); i++) {
            List<String> upstream = new ArrayList<>();
            for (String candidate : models.subList(0, i)) {
                if (random.nextInt(100) < 45) {
                    upstream.add(candidate);
                }
            }
            book.upstream.put(models.get(i), upstream);
            mesh.model(models.get(i), upstream.toArray());
        }
        for (int i = 0; i < OPERATIONS; i++) {
            String model = models.get(random.nextInt(models.size()));
            String version = "v" + (1 + random.nextInt(3));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> evaluate(mesh, book, model, version, random.nextInt(4) > 0);
                case 3 -> rollback(mesh, book, model);
                case 4 -> promoteThrough(mesh, book, model, version, models.get(random.nextInt(5)), random.nextInt(4));
                default -> promote(mesh, book, model, version);
            }
        }
    }

    private static void evaluate(Mesh mesh, Book book, String model, String version, boolean passes) throws Exception {
        Verdict verdict = passes ? Verdict.PASS : Verdict.FAIL;
        mesh.evaluate(model, version, verdict, Evaluated.AGAINST_WHAT_SERVES);
        book.evaluations
                .computeIfAbsent(model + version, key -> new HashMap<>())
                .put(book.world(model), verdict);
    }

    private static void promote(Mesh mesh, Book book, String model, String version) throws Exception {
        boolean expected = book.isFresh(model, version);
        if (declares(mesh, book, model)) {
            assertThat(attempt(mesh, model, version))
                    .as("%s %s", model, version)
                    .isEqualTo(expected);
            count(expected);
            note(book, model, version, expected);
        }
    }

    /** Before its first evaluation nobody knows what a model depends on. */
    private static boolean declares(Mesh mesh, Book book, String model) throws Exception {
        return book.upstream.get(model).isEmpty()
                || mesh.ledger.dependencies().of(model).isPresent();
    }

    private static boolean attempt(Mesh mesh, String model, String version) throws Exception {
        try {
            return mesh.promote(model, version).outcome() == Outcome.PROMOTED;
        } catch (RefusedException e) {
            return false;
        }
    }

    private static void count(boolean expected) {
        fresh += expected ? 1 : 0;
        stale += expected ? 0 : 1;
    }

    private static void note(Book book, String model, String version, boolean promoted) {
        if (promoted) {
            book.serving.put(model, version);
        }
    }

    private static void rollback(Mesh mesh, Book book, String model) throws Exception {
        try {
            Delivery d = mesh.rollback(model);
            assertThat(d.outcome()).isEqualTo(Outcome.ROLLED_BACK);
            book.serving.put(model, d.draft().to().version());
            // this is about edges: what was left may come again
            String left = d.draft().from().orElseThrow().digest();
            new EnvironmentDecisions(mesh.ledger, Clock.systemUTC())
                    .release(model, "production", left, "ada", "edges are tested here");
        } catch (RefusedException e) {
            assertThat(e).hasMessageContaining("no earlier version");
        }
    }

    /** Another model is promoted while this one is on its way; what counts is the moment before this one writes. */
    private static void promoteThrough(Mesh mesh, Book book, String model, String version, String other, int steps)
            throws Exception {
        if (model.equals(other) || !declares(mesh, book, model) || !declares(mesh, book, other)) {
            return;
        }
        Delivery d;
        try {
            d = mesh.begin(model, version, "production");
        } catch (RefusedException e) {
            assertThat(book.isFresh(model, version)).isFalse();
            return;
        }
        boolean expected = book.isFresh(model, version);
        assertThat(expected).isTrue();
        for (int i = 0; i < steps; i++) {
            d = mesh.step(d);
        }
        boolean open = d.phase() != Phase.PREPARED && !d.isDone();
        boolean written = d.phase() == Phase.WATCHING;
        note(book, model, version, d.isDone());
        boolean waits = open && book.upstream.get(other).contains(model);
        boolean otherExpected = !waits && book.isFresh(other, "v1");
        assertThat(attempt(mesh, other, "v1")).isEqualTo(otherExpected);
        note(book, other, "v1", otherExpected);
        if (!d.isDone()) {
            boolean still = written || book.isFresh(model, version);
            assertThat(mesh.finish(d).outcome()).isEqualTo(still ? Outcome.PROMOTED : Outcome.FAILED);
            note(book, model, version, still);
            count(still);
        }
        interleaved++;
    }

    @AfterProperty
    void shouldHaveSeenEnoughOfEach() {
        assertThat(stale).isGreaterThan(100);
        assertThat(fresh).isGreaterThan(100);
        assertThat(interleaved).isGreaterThan(50);
    }
}
