package io.jenkins.plugins.modeldelivery.notification;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of one try.
 *
 * @param line what happened, without address or key
 * @param pause how long the other side asked us to wait
 */
record SendResult(Kind kind, String line, Optional<Duration> pause) {
    enum Kind {
        TAKEN,
        /** It may work the next time. */
        LATER,
        /** It will not work the next time either. */
        NEVER
    }

    static SendResult of(Kind kind, String line) {
        return new SendResult(kind, line, Optional.empty());
    }
}
