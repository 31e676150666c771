package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.cluster.real.SkippedTests;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Others write the same route at the same time; the API server's optimistic locking decides. */
@Tag("cluster")
@ExtendWith(SkippedTests.class)
class ContestedRouteClusterSuite {
    /** As often as controllers write status at their busiest. */
    private static final long PAUSE_MILLIS = 100;

    private static final String RULES = """
            [{apiGroups: [gateway.networking.k8s.io], resources: [httproutes], resourceNames: [scorer], verbs: [get, update]},
             {apiGroups: [networking.istio.io], resources: [virtualservices], resourceNames: [scorer], verbs: [get, update]},
             {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list]}]""";

    @TempDir
    Path directory;

    private RealRoutes world;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();

    @BeforeEach
    void open() throws Exception {
        world = new RealRoutes(directory, RULES);
    }

    @AfterEach
    void close() {
        over.set(true);
        threads.shutdownNow();
        if (world != null) {
            world.close();
        }
    }

    /** Counts up in an annotation until it is over; gives the last number that was stored. */
    private Integer scribble(ObjectKey key) throws Exception {
        int written = 0;
        while (!over.get()) {
            ObjectNode theirs = world.read(key);
            theirs.withObject("/metadata").withObject("/annotations").put("other", Integer.toString(written + 1));
            try {
                world.asAdmin().update(key, theirs, false);
                written++;
            } catch (LostRaceException e) {
                // ours was faster this time
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return written;
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_ROUTE", "VIRTUAL_SERVICE"})
    void shouldGetThroughWhileOthersKeepWritingAndLoseNothingOfTheirs(Router router) throws Exception {
        RouteRequest request = world.request(router, Mode.WEIGHT);
        JsonNode before = world.route(request);
        Future<Integer> others = threads.submit(() -> scribble(request.key()));
        for (int i = 0; i < 5; i++) {
            world.routes().shift(request, "l" + i, "build " + i, Instant.now().plusSeconds(600));
            assertThat(Json.compact(world.read(request.key()))).contains("scorer-next");
            if (router == Router.HTTP_ROUTE) {
                world.gatewaySays(request.key());
            }
            assertThat(world.routes().restore(request.key(), "l" + i).outcome())
                    .isEqualTo(RestoreResult.Outcome.RESTORED);
            if (router == Router.HTTP_ROUTE) {
                world.gatewaySays(request.key());
            }
        }
        over.set(true);
        assertThat(others.get()).isGreaterThan(5);
        JsonNode after = world.read(request.key());
        assertThat(Json.compact(after.path("spec"))).isEqualTo(Json.compact(before.path("spec")));
        assertThat(after.at("/metadata/annotations/other").asText())
                .isEqualTo(others.get().toString());
        assertThat(RealRoutes.isMarked(after)).isFalse();
    }

    @Test
    void shouldLetOneOfManyBuildsHaveTheRoute() throws Exception {
        RouteRequest request = world.request(Router.VIRTUAL_SERVICE, Mode.WEIGHT);
        JsonNode before = world.route(request);
        List<Callable<String>> builds = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String lease = "l" + i;
            builds.add(() -> {
                world.routes()
                        .shift(request, lease, "build " + lease, Instant.now().plusSeconds(600));
                return lease;
            });
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> build : threads.invokeAll(builds)) {
            try {
                winners.add(build.get());
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOfAny(RefusedException.class, LostRaceException.class);
            }
        }
        assertThat(winners).hasSize(1);
        assertThat(world.read(request.key()).at("/spec/http/0/route").findValuesAsText("weight"))
                .containsExactly("95", "5");
        assertThat(world.routes().restoreLease(winners.get(0))).hasSize(1);
        assertThat(Json.compact(world.read(request.key()).path("spec"))).isEqualTo(Json.compact(before.path("spec")));
        assertThat(world.ledger.leases().open()).isEmpty();
    }
}
