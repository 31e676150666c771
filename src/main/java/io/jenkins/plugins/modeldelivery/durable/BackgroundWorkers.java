package io.jenkins.plugins.modeldelivery.durable;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The threads that talk to clusters and ledgers for builds: few, our own, and none while nothing is under way. Jenkins'
 * shared timer must not wait for networks.
 */
@Extension
public final class BackgroundWorkers {
    private static final Logger LOGGER = Logger.getLogger(BackgroundWorkers.class.getName());
    private static final int THREADS = 16;

    private final ScheduledThreadPoolExecutor pool;

    public BackgroundWorkers() {
        pool = new ScheduledThreadPoolExecutor(
                THREADS, new NamingThreadFactory(new DaemonThreadFactory(), BackgroundWorkers.class.getName()));
        pool.setKeepAliveTime(1, TimeUnit.MINUTES);
        pool.allowCoreThreadTimeOut(true);
        pool.setRemoveOnCancelPolicy(true);
    }

    public static BackgroundWorkers get() {
        return ExtensionList.lookupSingleton(BackgroundWorkers.class);
    }

    /** Runs a task once, soon. */
    public void submit(Runnable task) {
        pool.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) { // the pool would keep it to itself
                LOGGER.log(Level.WARNING, "A task for a cluster or ledger failed", e);
            }
        });
    }

    /** Interrupts what is under way; it resumes from its stored state after the restart. */
    @Terminator
    public static void shutDown() {
        get().pool.shutdownNow();
    }

    /** A task that runs again and again, in one thread at a time, whenever it was last told to. */
    public static final class Beat {
        private final Runnable task;
        private final ReentrantLock running = new ReentrantLock();
        private ScheduledFuture<?> pending;

        public Beat(Runnable task) {
            this.task = task;
        }

        /** Runs the task after a while instead of whenever it was to run next. Never waits. */
        public synchronized void in(Duration delay) {
            if (pending != null) {
                pending.cancel(false);
            }
            try {
                pending = get().pool.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                pending = null; // Jenkins is shutting down
            }
        }

        private void run() {
            running.lock();
            try {
                task.run();
            } finally {
                running.unlock();
            }
        }
    }
}
