package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One object below {@code leases/} that is no lease must not keep all other routes split. */
class DamagedLeaseTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(600);

    @TempDir
    Path directory;

    private final RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
    private final FakeObjects objects = new FakeObjects();

    private RouteLeases at(Instant time) throws Exception {
        return new RouteLeases(
                objects,
                Ledger.on(DirectoryStore.open(directory)).leases(),
                "c1",
                Clock.fixed(time, ZoneOffset.UTC),
                duration -> {});
    }

    @Test
    void shouldPutTheOtherRoutesBack() throws Exception {
        Samples.fill(objects);
        at(NOW).shift(request, "l1", "build 1", UNTIL);
        Path leases = directory.resolve("leases/c1/HTTPRoute/prod");
        Files.writeString(leases.resolve("another.json"), "{\"schema\": \"model-delivery/lea");
        Files.writeString(leases.resolve("_b.json"), "{}");
        RouteLeases later = at(UNTIL.plusSeconds(1));
        assertThat(later.restoreExpired())
                .singleElement()
                .extracting(RestoreResult::outcome)
                .isEqualTo(RestoreResult.Outcome.RESTORED);
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec"))
                .isEqualTo(Samples.httpRoute().path("spec"));
        assertThatThrownBy(later::restoreExpired)
                .as("and then tells of what it cannot read")
                .isInstanceOf(BadInputException.class);
    }
}
