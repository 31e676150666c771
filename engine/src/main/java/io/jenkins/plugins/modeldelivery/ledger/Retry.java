package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.io.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How writers that got in each other's way step aside.
 *
 * @param attempts at most so many tries
 * @param random spreads the writers
 */
record Retry(int attempts, Clock clock, Sleeper sleeper, RandomGenerator random) {
    private static final int FIRST_MILLIS = 5;
    private static final int LONGEST_MILLIS = 500;

    /** Waits a random time that grows with the attempts, up to half a second. */
    void pause(int attempt) throws InterruptedException {
        int bound = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt, 8));
        sleeper.sleep(Duration.ofMillis(random.nextInt(bound)));
    }
}
