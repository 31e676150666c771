package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A thousand runs in virtual time. Each dies before or after a random request (to the cluster or the ledger), while others
 * edit the route at random moments; later a sweeper runs, which may die too, and runs again. In the end the route must
 * be the one before plus every foreign edit, and nothing else.
 */
class RouteCrashPropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(600);
    private static final int RUNS = 1000;

    /** The process is gone; no catch block of the engine may see it, as none would run. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Counts requests down to the one where the process dies, before or after it took effect. */
    private static final class Fate {
        private int left;
        private final boolean after;

        Fate(int left, boolean after) {
            this.left = left;
            this.after = after;
        }

        void before() {
            if (left-- == 0 && !after) {
                throw new Death();
            }
        }

        void after() {
            if (left == -1 && after) {
                left--;
                throw new Death();
            }
        }
    }

    private static final class World extends FakeObjects {
        private final Random random;
        private Fate fate = new Fate(Integer.MAX_VALUE, false);
        private RouteRequest request;
        private int edits;

        World(Random random) {
            this.random = random;
        }

        private <T> T mortal(T result) {
            fate.after();
            return result;
        }

        private void before() {
            if (random.nextInt(4) == 0 && edits < 6) {
                foreignEdit();
            }
            fate.before();
        }

        /** Somebody adds a rule in front, an annotation, a backend of their own, or changes a timeout. */
        private void foreignEdit() {
            ObjectNode object = at(request.key().path()).orElse(null);
            if (object == null) {
                return;
            }
            edits++;
            ArrayNode rules = object.path("spec").path("rules").isArray()
                    ? (ArrayNode) object.path("spec").path("rules")
                    : (ArrayNode) object.path("spec").path("http");
            switch (random.nextInt(3)) {
                case 0 ->
                    rules.insert(0, Samples.yaml("{name: foreign-" + edits + ", matches: [{path: {value: /f}}]}"));
                case 1 ->
                    object.withObject("/metadata").withObject("/annotations").put("foreign-" + edits, "kept");
                default -> object.withObject("/spec").put("foreign" + edits, edits);
            }
            try {
                super.update(request.key(), object, false);
            } catch (LostRaceException | BadInputException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Optional<ObjectNode> get(ObjectKey key) throws BadInputException {
            before();
            return mortal(super.get(key));
        }

        @Override
        public synchronized ObjectNode update(ObjectKey key, ObjectNode object, boolean dryRun)
                throws LostRaceException, BadInputException {
            before();
            return mortal(super.update(key, object, dryRun));
        }

        @Override
        public synchronized List<ObjectNode> list(ObjectKey key, String labelSelector) {
            fate.before();
            return mortal(super.list(key, labelSelector));
        }
    }

    /** A ledger's store in memory that dies with the process. */
    private static final class Memory implements ObjectStore {
        private final TreeMap<String, byte[]> objects = new TreeMap<>();
        private final World world;

        Memory(World world) {
            this.world = world;
        }

        @Override
        public Optional<byte[]> create(String key, byte[] content) {
            world.fate.before();
            byte[] there = objects.putIfAbsent(key, content);
            world.fate.after();
            return there == null || java.util.Arrays.equals(there, content) ? Optional.empty() : Optional.of(there);
        }

        @Override
        public Optional<byte[]> get(String key) {
            world.fate.before();
            return Optional.ofNullable(objects.get(key));
        }

        @Override
        public boolean read(String key, Piece piece) {
            Optional<byte[]> content = get(key);
            content.ifPresent(bytes -> piece.accept(bytes, 0, bytes.length));
            return content.isPresent();
        }

        @Override
        public OptionalLong size(String key) {
            return objects.containsKey(key) ? OptionalLong.of(objects.get(key).length) : OptionalLong.empty();
        }

        @Override
        public List<String> list(String prefix, String startAfter, int limit) {
            return objects.keySet().stream()
                    .filter(key -> key.startsWith(prefix) && key.compareTo(startAfter) > 0)
                    .limit(limit)
                    .toList();
        }

        @Override
        public void delete(String key) {
            objects.remove(key);
        }

        @Override
        public String describe() {
            return "memory";
        }
    }

    @Test
    void shouldLeaveNothingBehindWhereverItDiesAndWhateverOthersWrite() throws Exception {
        int died = 0;
        int edited = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            World world = new World(random);
            Samples.fill(world);
            Router router = random.nextBoolean() ? Router.HTTP_ROUTE : Router.VIRTUAL_SERVICE;
            world.request = Samples.request(router, random.nextInt(3) == 0 ? Mode.MIRROR : Mode.WEIGHT);
            Memory memory = new Memory(world);
            List<Integer> deaths = new ArrayList<>();
            world.fate = new Fate(random.nextInt(22), random.nextBoolean());
            try {
                RouteLeases routes = routes(world, memory, NOW);
                routes.shift(world.request, "l" + seed, "build", UNTIL);
                routes.restore(world.request.key(), "l" + seed);
            } catch (Death e) {
                deaths.add(1);
            } catch (DeliveryException e) {
                assertThat(e).as("seed %s", seed).isInstanceOf(LostRaceException.class);
            }
            for (int sweep = 0; sweep < 3; sweep++) {
                boolean last = sweep == 2;
                world.fate = new Fate(last ? Integer.MAX_VALUE : random.nextInt(8), random.nextBoolean());
                try {
                    routes(world, memory, UNTIL.plusSeconds(1 + sweep)).restoreExpired();
                } catch (Death e) {
                    deaths.add(2);
                }
            }
            died += deaths.isEmpty() ? 0 : 1;
            edited += world.edits > 0 ? 1 : 0;
            check(world, memory, seed);
        }
        assertThat(died).isGreaterThan(RUNS / 2);
        assertThat(edited).isGreaterThan(RUNS / 2);
    }

    private static RouteLeases routes(World world, Memory memory, Instant now) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new RouteLeases(world, Ledger.on(memory, clock, d -> {}, 1).leases(), "c1", clock, d -> {});
    }

    private static void check(World world, Memory memory, int seed) throws Exception {
        JsonNode after = world.at(world.request.key().path()).orElseThrow();
        ObjectNode expected =
                world.request.router() == Router.HTTP_ROUTE ? Samples.httpRoute() : Samples.virtualService();
        String list = world.request.router() == Router.HTTP_ROUTE ? "rules" : "http";
        int kept = 0;
        ObjectNode spec = (ObjectNode) after.path("spec").deepCopy();
        ArrayNode rules = (ArrayNode) spec.path(list);
        for (int i = rules.size() - 1; i >= 0; i--) {
            if (rules.get(i).path("name").asText().startsWith("foreign-")) {
                rules.remove(i);
                kept++;
            }
        }
        for (int i = 1; i <= world.edits; i++) {
            kept += spec.remove("foreign" + i) != null ? 1 : 0;
            kept += after.path("metadata").path("annotations").has("foreign-" + i) ? 1 : 0;
        }
        assertThat(spec).as("seed %s", seed).isEqualTo(expected.path("spec"));
        assertThat(kept).as("foreign edits kept, seed %s", seed).isEqualTo(world.edits);
        assertThat(after.toString()).as("seed %s", seed).doesNotContain("model-delivery.jenkins.io");
        assertThat(routes(world, memory, UNTIL.plusSeconds(9)).restoreExpired())
                .as("seed %s", seed)
                .isEmpty();
    }
}
