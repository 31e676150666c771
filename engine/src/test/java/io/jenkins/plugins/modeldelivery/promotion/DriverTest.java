package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever drives a delivery: each state is kept before the next thing happens, and what stays away is waited for, but not for ever. */
class DriverTest {
    private static final int ENDLESS = 1_000_000;
    private static final Driver.Patience PATIENT =
            new Driver.Patience(Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofSeconds(2));

    @TempDir
    Path directory;

    private World world;
    private final List<String> kept = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void note(Delivery now) {
        try {
            kept.add(now.phase() + ": " + world.story() + ", live "
                    + (world.live().equals(World.image("v1")) ? "v1" : "v2"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldKeepEachStateBeforeTheNextThingHappens() throws Exception {
        Driver driver = new Driving(world.session(), this::note).driver(null, PATIENT);
        driver.begin(world.begin("v2"));
        assertThat(driver.run(world.time).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(kept.stream().distinct())
                .containsExactly(
                        "PREPARED: [], live v1",
                        "DECIDED: [DECIDED v2], live v1",
                        "WATCHING: [DECIDED v2], live v2",
                        "SETTLING: [DECIDED v2], live v2",
                        "DONE: [DECIDED v2, PROMOTED v2], live v2");
    }

    @Test
    void shouldDoNothingMoreWhereAStateCannotBeKept() throws Exception {
        Delivery prepared = world.begin("v2");
        for (Phase full : List.of(Phase.PREPARED, Phase.DECIDED)) {
            Driver driver = new Driving(world.session(), now -> {
                        if (now.phase() == full) {
                            throw new UncheckedIOException(new IOException("No space left on device"));
                        }
                    })
                    .driver(null, PATIENT);
            assertThatThrownBy(() -> {
                        driver.begin(prepared);
                        driver.run(world.time);
                    })
                    .hasMessageContaining("No space left on device");
            assertThat(world.story()).isEqualTo(full == Phase.PREPARED ? List.of() : List.of("DECIDED v2"));
            assertThat(world.cluster.api.updates()).isEmpty();
        }
    }

    @Test
    void shouldKeepThatItIsGivenUpBeforeAnythingIsBroughtBack() throws Exception {
        Delivery watching = world.until(world.begin("v2"), Phase.WATCHING);
        Driver driver = new Driving(world.session(), this::note).driver(watching, PATIENT);
        while (!driver.state().isDone()) {
            world.time.sleep(driver.proceed("stopped by ada"));
        }
        assertThat(driver.state().outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(kept.get(0)).isEqualTo("FAILING: [DECIDED v2], live v2");
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    @Test
    void shouldWaitForWhatStaysAwayWithASessionOpenedAnew() throws Exception {
        Delivery watching = world.until(world.begin("v2"), Phase.WATCHING);
        world.cluster.api.fault(503, 5);
        Driving host = new Driving(world.session(), now -> {});
        assertThat(host.driver(watching, PATIENT).run(world.time).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(host.opened).isEqualTo(6);
        assertThat(host.troubles).as("told once").singleElement().asString().endsWith("; trying again");
    }

    @Test
    void shouldWaitNotForEverAndSoonerWhereSomebodyWantsToStop() throws Exception {
        Delivery watching = world.until(world.begin("v2"), Phase.WATCHING);
        Delivery failing = world.promotion().abort(watching, "stopped by ada");
        world.cluster.api.fault(503, ENDLESS);
        assertGivesUp(watching, null, PATIENT.during());
        Delivery reverting = world.step(failing);
        assertGivesUp(reverting, "stopped by ada", PATIENT.before());
    }

    private void assertGivesUp(Delivery from, String stop, Duration limit) {
        Driver driver = new Driving(world.session(), now -> {}).driver(from, PATIENT);
        Instant began = world.time.instant();
        assertThatThrownBy(() -> {
                    while (true) {
                        world.time.sleep(driver.proceed(stop));
                    }
                })
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("(for more than " + limit.toSeconds() + " s); decision " + from.operation()
                        + " stays open, run this again to take it up");
        assertThat(Duration.between(began, world.time.instant())).isBetween(limit, limit.plusSeconds(3));
        assertThat(driver.state()).isEqualTo(from);
    }

    @Test
    void shouldEndAtOnceWhereItIsRefusedBeforeAnythingIsChanged() throws Exception {
        Delivery first = world.begin("v2");
        Delivery second = world.promotion()
                .prepare(new PromotionRequest(
                        World.MODEL, "v3", Optional.empty(), Optional.empty(), World.actor("nightly")));
        world.step(first);
        Driving host = new Driving(world.session(), now -> {});
        assertThatThrownBy(() -> host.driver(second, PATIENT).run(world.time))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("held by deploy");
        assertThat(host.troubles).isEmpty();
    }
}
