package io.jenkins.plugins.modeldelivery.traffic.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequentialErrorTestTest {
    private final SequentialErrorTest test = SequentialErrorTest.forLimit(0.001);

    @ParameterizedTest
    @CsvSource({"7,2", "263,3", "518,4", "773,5"})
    void shouldStopAtTheKnownBoundaries(long requests, long errors) {
        assertThat(test.stops(requests, errors)).isTrue();
        assertThat(test.stops(requests + 2, errors)).isFalse();
        assertThat(test.stops(requests, errors - 1)).isFalse();
    }

    /** Looked at after each of 10,000 requests; alpha is 1 %, four standard errors of 2,000 runs are 0.9 %. */
    @Test
    void shouldHardlyEverStopAHealthyCandidateHoweverOftenItLooks() {
        Random random = new Random(5);
        int stopped = 0;
        for (int run = 0; run < 2000; run++) {
            stopped += firstStop(random, 0.001, 10_000) > 0 ? 1 : 0;
        }
        assertThat(stopped / 2000.0).isLessThan(0.019);
    }

    @Test
    void shouldStopAFailingCandidateWithinAFewHundredRequests() {
        Random random = new Random(6);
        double sum = 0;
        for (int run = 0; run < 500; run++) {
            int stop = firstStop(random, 0.01, 100_000);
            assertThat(stop).isPositive();
            sum += stop;
        }
        assertThat(sum / 500).isBetween(200.0, 400.0);
    }

    private int firstStop(Random random, double rate, int most) {
        int errors = 0;
        for (int n = 1; n <= most; n++) {
            errors += random.nextDouble() < rate ? 1 : 0;
            if (test.stops(n, errors)) {
                return n;
            }
        }
        return 0;
    }
}
