package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the test does to production's own users ends it; what befalls them for a moment does not. */
class ProductionHurtTest {
    @TempDir
    Path directory;

    private GateWorld world;

    @BeforeEach
    void fill() throws Exception {
        world = new GateWorld(directory);
    }

    private void slowed(int interval, double factor, int fromSecond) {
        world.interval = Duration.ofSeconds(interval);
        world.gateway.productionSlower = factor;
        world.gateway.productionHurtFrom = GateWorld.START.plusSeconds(fromSecond);
    }

    @Test
    void shouldStopWhenProductionFailsWhileTheTestRuns() throws Exception {
        world.gateway.productionErrors = 0.05;
        world.gateway.productionHurtFrom = GateWorld.START.plusSeconds(200);
        world.endsWith("PRODUCTION_HURT");
        assertThat(world.elapsed()).isBetween(200L, 220L);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 15})
    void shouldStopWhenProductionGetsSlowWhileTheTestRuns(int interval) throws Exception {
        slowed(interval, 2, 200);
        TrafficGateReport report = world.endsWith("PRODUCTION_HURT");
        assertThat(report.reasons().get(0)).contains("p95");
        assertThat(world.elapsed()).isBetween(200L, 235L);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 15})
    void shouldNotStopForAPauseOfProduction(int interval) throws Exception {
        slowed(interval, 3, 203);
        world.gateway.productionHurtUntil = GateWorld.START.plusSeconds(206);
        TrafficGateReport report = world.run();
        assertThat(report.reasons().toString()).doesNotContain("PRODUCTION_HURT");
        assertThat(world.elapsed()).isGreaterThanOrEqualTo(300);
    }
}
