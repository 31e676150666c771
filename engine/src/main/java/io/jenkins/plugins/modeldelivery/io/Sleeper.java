package io.jenkins.plugins.modeldelivery.io;

import java.time.Duration;

/** Waits between two tries; a parameter, so that no test has to. */
@FunctionalInterface
public interface Sleeper {
    Sleeper REAL = duration -> Thread.sleep(duration.toMillis());

    void sleep(Duration duration) throws InterruptedException;
}
