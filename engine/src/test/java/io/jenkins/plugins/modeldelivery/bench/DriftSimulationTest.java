package io.jenkins.plugins.modeldelivery.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The quick version of the statistical proof; the full one is {@link DriftSimulation}. */
class DriftSimulationTest {
    private static final int SEEDS = 60;
    private static final int PERMUTATIONS = 199;

    /** Rejections of a valid test are Bin(seeds, at most alpha); more than this happens once in 10,000 such runs. */
    @ParameterizedTest
    @EnumSource(value = Scenario.class, mode = EnumSource.Mode.MATCH_ALL, names = "NULL_.*")
    void shouldKeepItsLevel(Scenario scenario) throws Exception {
        DriftSimulation.Rates rates = DriftSimulation.simulate(scenario, SEEDS, PERMUTATIONS);
        assertThat(DriftSimulation.Rates.chance(rates.ladder05(), SEEDS, 0.05)).isGreaterThan(1e-4);
        assertThat(DriftSimulation.Rates.chance(rates.ladder01(), SEEDS, 0.01)).isGreaterThan(1e-4);
        assertThat(DriftSimulation.Rates.chance(rates.single05(), SEEDS, 0.05)).isGreaterThan(1e-4);
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"SCALE", "COMMON_FACTOR", "TAILS"})
    void shouldSeeWhatOneBandwidthMisses(Scenario scenario) throws Exception {
        DriftSimulation.Rates rates = DriftSimulation.simulate(scenario, 40, PERMUTATIONS);
        assertThat(rates.ladder05()).isGreaterThan(rates.single05());
    }
}
