package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A thousand runs in virtual time. Each dies before or after a random request (to the cluster or the ledger), while others
 * edit the route at random moments; later a sweeper runs, which may die too, and runs again. In the end the route must
 * be the one before plus every foreign edit, and nothing else.
 */
class RouteCrashPropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(600);
    /** Another number by {@code -Dtraffic.crashes=100000}; each run takes its own seed from 0 on. */
    private static final int RUNS = Integer.getInteger("traffic.crashes", 1000);

    @Test
    void shouldLeaveNothingBehindWhereverItDiesAndWhateverOthersWrite() throws Exception {
        int died = 0;
        int edited = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            MortalWorld world = new MortalWorld(random);
            Samples.fill(world);
            Router router = random.nextBoolean() ? Router.HTTP_ROUTE : Router.VIRTUAL_SERVICE;
            world.request = Samples.request(router, random.nextInt(3) == 0 ? Mode.MIRROR : Mode.WEIGHT);
            MortalStore memory = new MortalStore(world);
            List<Integer> deaths = new ArrayList<>();
            world.fate = new MortalWorld.Fate(random.nextInt(22), random.nextBoolean());
            try {
                RouteLeases routes = routes(world, memory, NOW);
                routes.shift(world.request, "l" + seed, "build", UNTIL);
                routes.restore(world.request.key(), "l" + seed);
            } catch (MortalWorld.Death e) {
                deaths.add(1);
            } catch (DeliveryException e) {
                assertThat(e).as("seed %s", seed).isInstanceOf(LostRaceException.class);
            }
            for (int sweep = 0; sweep < 3; sweep++) {
                boolean last = sweep == 2;
                world.fate = new MortalWorld.Fate(last ? Integer.MAX_VALUE : random.nextInt(8), random.nextBoolean());
                try {
                    routes(world, memory, UNTIL.plusSeconds(1 + sweep)).restoreExpired();
                } catch (MortalWorld.Death e) {
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

    private static RouteLeases routes(MortalWorld world, MortalStore memory, Instant now) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new RouteLeases(world, Ledger.on(memory, clock, d -> {}, 1).leases(), "c1", clock, d -> {});
    }

    private static void check(MortalWorld world, MortalStore memory, int seed) throws Exception {
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
