package io.jenkins.plugins.modeldelivery.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a command that changed the world tidy up when it is asked to end (Ctrl-C, SIGTERM), before the process does. */
final class ShutdownCleanup implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;

    private ShutdownCleanup(Thread worker) {
        hook = new Thread(() -> {
            asked = true;
            worker.interrupt();
            try {
                done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** From now on the worker is interrupted when the process is asked to end, and waited for until {@link #close}. */
    static ShutdownCleanup of(Thread worker) {
        ShutdownCleanup end = new ShutdownCleanup(worker);
        Runtime.getRuntime().addShutdownHook(end.hook);
        return end;
    }

    /** Whether the process was asked to end. */
    boolean isAsked() {
        return asked;
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already: the hook has run
        }
    }
}
