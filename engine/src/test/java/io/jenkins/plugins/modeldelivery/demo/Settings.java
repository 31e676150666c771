package io.jenkins.plugins.modeldelivery.demo;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How large the story is told.
 *
 * @param directory for all files; emptied by nobody
 * @param training digits to train with, of 1,797
 * @param evaluation digits in each eval set and in each sample of live requests
 * @param window of the traffic test
 */
record Settings(Path directory, int training, int evaluation, Duration window) {
    static final double SHARE = 0.25;
    static final double P95_INCREASE = 1;
    static final double ERROR_RATE = 0.01;
    /** To where an undecided window may be extended, for busy machines. */
    static final Duration MAX_WINDOW = Duration.ofSeconds(60);

    static final int MIN_REQUESTS = 200;
    static final int MIN_ROWS = 100;
    static final long SEED = 7;
    static final double TILT_DEGREES = 17;
    static final double TILT_SPREAD = 6;
    /** Turned copies that the slow version averages over. */
    static final int COPIES = 9000;

    static Settings of(Path directory, Duration window) {
        return new Settings(directory, 300, 300, window);
    }
}
