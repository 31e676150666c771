package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** How long a service that stays away is waited for, and what of it the log has been told. */
public final class OutagePatience {
    /** Nothing is changed yet, or somebody wants to stop: failing soon harms nobody. */
    public static final Duration BEFORE_CHANGES = Duration.ofSeconds(60);

    /** A change is in flight, and giving up means that nobody watches it. */
    public static final Duration DURING_CHANGES = Duration.ofMinutes(15);

    private final Clock clock;
    private final Consumer<String> log;

    /** When the trouble began; null while all is well. */
    private Instant since;

    private String told = "";

    /**
     * @param clock better a {@link SteadyClock}
     * @param log told each trouble once
     */
    public OutagePatience(Clock clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
    }

    /** All is well again. */
    public void passed() {
        since = null;
        told = "";
    }

    /**
     * Something stays away, and is to be tried again.
     *
     * @param line what happened
     * @param remedy what to do where it is given up, as the end of that line
     * @throws UnreachableException when it has stayed away for longer than the limit
     */
    public void outlast(String line, Duration limit, String remedy) throws UnreachableException {
        Instant now = clock.instant();
        since = since == null ? now : since;
        if (Duration.between(since, now).compareTo(limit) > 0) {
            throw new UnreachableException(line + " (for more than " + limit.toSeconds() + " s)" + remedy);
        }
        if (!line.equals(told)) {
            told = line;
            log.accept(line + "; trying again");
        }
    }
}
