package io.jenkins.plugins.modeldelivery.durable;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;

/** How long a service that stays away is waited for, and what of it the log has been told. */
public final class OutagePatience {
    /** Nothing is changed yet, or somebody wants to stop: failing soon harms nobody. */
    public static final Duration BEFORE_CHANGES = Duration.ofSeconds(60);

    /** A rollout is in flight, and giving up means that nobody watches it. */
    public static final Duration DURING_CHANGES = Duration.ofMinutes(15);

    private boolean troubled;
    private long since;

    @CheckForNull
    private String told;

    /** All is well again. */
    public void passed() {
        troubled = false;
        told = null;
    }

    /** Whether it has stayed away for longer than that; the first trouble starts the clock. */
    public boolean isOver(Duration limit) {
        long now = System.nanoTime();
        if (!troubled) {
            troubled = true;
            since = now;
        }
        return now - since > limit.toNanos();
    }

    /** Whether the log does not know this line yet. */
    public boolean isNews(String line) {
        boolean news = !line.equals(told);
        told = line;
        return news;
    }
}
