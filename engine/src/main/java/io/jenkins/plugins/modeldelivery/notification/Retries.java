package io.jenkins.plugins.modeldelivery.notification;

import java.time.Duration;

/**
 * How often an event is sent before it is given up.
 *
 * @param tries at least 1
 * @param first pause after the first try; doubled after each further one
 * @param longest pause between two tries
 */
public record Retries(int tries, Duration first, Duration longest) {
    /** Five tries, with 1, 2, 4 and 8 seconds between. */
    public static final Retries DEFAULT = new Retries(5, Duration.ofSeconds(1), Duration.ofSeconds(60));

    /** The pause after a try, counted from 1. */
    Duration after(int attempt) {
        Duration pause = first.multipliedBy(1L << Math.min(attempt - 1, 16));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
