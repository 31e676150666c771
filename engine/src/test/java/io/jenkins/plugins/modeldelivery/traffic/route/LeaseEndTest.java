package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a split lasted as long as it was needed. */
class LeaseEndTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    @TempDir
    Path directory;

    private final RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
    private final FakeObjects objects = new FakeObjects();
    private RouteLeases routes;

    @BeforeEach
    void shift() throws Exception {
        Samples.fill(objects);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Ledger ledger = Ledger.on(DirectoryStore.open(directory), clock, duration -> {}, 1);
        routes = new RouteLeases(objects, ledger.leases(), "c1", clock, duration -> {});
        routes.shift(request, "l1", "build 1", NOW.plusSeconds(600));
    }

    @Test
    void shouldBeSilentWhileItLasts() throws Exception {
        assertThat(routes.endedBefore(request, "l1", Instant.MAX)).isEmpty();
    }

    @Test
    void shouldTellWhenItWasPutBackUnlessThatWasLateEnough() throws Exception {
        routes.restore(request.key(), "l1");
        assertThat(routes.endedBefore(request, "l1", LATER))
                .contains("HTTPRoute prod/scorer carries our lease no longer, which was ended at " + NOW);
        assertThat(routes.endedBefore(request, "l1", NOW)).isEmpty();
        routes.shift(request, "l2", "build 2", NOW.plusSeconds(600));
        assertThat(routes.endedBefore(request, "l1", NOW))
                .as("another has it now")
                .isEmpty();
        assertThat(routes.endedBefore(request, "l1", LATER)).isPresent();
    }

    @Test
    void shouldTellThatSomebodyTookTheLeaseOffOrTheRouteAway() throws Exception {
        ObjectNode route = objects.at(request.key().path()).orElseThrow();
        Specs.unmark(route);
        objects.put(request.key().path(), route);
        assertThat(routes.endedBefore(request, "l1", LATER))
                .contains("HTTPRoute prod/scorer carries our lease no longer");
        objects.remove(request.key().path());
        assertThat(routes.endedBefore(request, "l1", LATER)).contains("HTTPRoute prod/scorer does not exist any more");
    }
}
