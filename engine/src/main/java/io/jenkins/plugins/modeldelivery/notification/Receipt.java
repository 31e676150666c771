package io.jenkins.plugins.modeldelivery.notification;

import java.time.Instant;
import java.util.Optional;

/**
 * What came of telling one destination one event.
 *
 * @param time when that was known
 * @param model that the event was about
 * @param tries how many times it was sent
 * @param line the last thing that happened, without address or key
 */
public record Receipt(
        Instant time,
        String destination,
        EventKind event,
        Optional<String> model,
        Outcome outcome,
        int tries,
        String line) {
    public enum Outcome {
        DELIVERED,
        /** Given up after the last try. */
        FAILED,
        /** Never sent: too many waited already, or the process ended. */
        DROPPED
    }
}
