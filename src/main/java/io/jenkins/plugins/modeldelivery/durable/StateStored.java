package io.jenkins.plugins.modeldelivery.durable;

import com.google.common.util.concurrent.ListenableFuture;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** That a build stores its state: whether it has, and for how long that is waited for. */
final class StateStored {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ListenableFuture<Void> saving;
    private final long since = System.nanoTime();

    StateStored(ListenableFuture<Void> saving) {
        this.saving = saving;
    }

    /** Whether the answer may still come. */
    boolean isOpen() {
        return !saving.isDone() && left().compareTo(Duration.ZERO) > 0;
    }

    /** For how long it is still waited for. */
    Duration left() {
        return PATIENCE.minusNanos(System.nanoTime() - since);
    }

    /** Runs when there is an answer, perhaps at once; must not wait. */
    void then(Runnable next) {
        saving.addListener(next, Runnable::run);
    }

    /** @throws UnreachableException when the state is not stored */
    void check() throws UnreachableException, InterruptedException {
        if (!saving.isDone()) {
            throw new UnreachableException(
                    "The state of this step was not stored with the build within " + PATIENCE.toSeconds() + " s");
        }
        try {
            saving.get();
        } catch (ExecutionException e) {
            throw new UnreachableException(
                    "The state of this step could not be stored with the build: " + e.getCause(), e);
        }
    }
}
