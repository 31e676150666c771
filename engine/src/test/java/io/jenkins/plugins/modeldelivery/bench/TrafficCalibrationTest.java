package io.jenkins.plugins.modeldelivery.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.bench.TrafficCalibration.Cell;
import io.jenkins.plugins.modeldelivery.bench.TrafficCalibration.Truth;
import io.jenkins.plugins.modeldelivery.bench.TrafficSimulation.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small version of {@link TrafficCalibration}. */
class TrafficCalibrationTest {
    private static final int TRIALS = 60;

    /**
     * The claim is 5 %; the design makes it 0.1 %. Of 60 trials at 0.1 % more than 3 wrong have probability 5e-7 a cell,
     * while a judge that is wrong in 20 %, as point estimates are at little traffic, shows that in all but 0.3 % of cells.
     */
    @ParameterizedTest
    @CsvSource({"5,0.3", "5,1.5", "20,0.8", "70,1.0"})
    void shouldHardlyEverDecideWrongly(double rps, double sigma) {
        for (Truth truth : Truth.values()) {
            Cell cell = TrafficCalibration.run(rps, sigma, truth, TRIALS, 7);
            cell.ours()
                    .forEach((layout, tally) -> assertThat(tally.wrong)
                            .as("%s at %s/s, sigma %s, %s", truth, rps, sigma, layout)
                            .isLessThanOrEqualTo(3));
        }
    }

    /** 1,500 of 30,000 requests, the widest usual spread: an equal candidate passes, one slower by 30 % mostly fails. */
    @Test
    void shouldDecideMostOfTheUsualTraffic() {
        assertThat(TrafficCalibration.run(100, 1.0, Truth.SAME, 40, 7)
                        .ours()
                        .get(Layout.SAMPLES)
                        .decided())
                .isGreaterThan(0.75);
        assertThat(TrafficCalibration.run(100, 1.0, Truth.SLOWER, 40, 7)
                        .ours()
                        .get(Layout.SAMPLES)
                        .decided())
                .isGreaterThan(0.45);
    }

    @ParameterizedTest
    @CsvSource({"100,0.3"})
    void shouldDecideWhereTrafficAndBucketsAllowIt(double rps, double sigma) {
        for (Truth truth : Truth.values()) {
            Cell cell = TrafficCalibration.run(rps, sigma, truth, 25, 7);
            assertThat(cell.ours().get(Layout.SAMPLES).decided())
                    .as("%s, samples", truth)
                    .isGreaterThan(0.8);
            assertThat(cell.ours().get(Layout.NATIVE_SCHEMA_4).decided())
                    .as("%s, native histogram", truth)
                    .isGreaterThan(0.7);
        }
    }
}
