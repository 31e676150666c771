package io.jenkins.plugins.modeldelivery.durable;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The threads that talk to clusters and ledgers for builds: few, our own, and none while nothing is under way. Jenkins'
 * shared timer must not wait for networks. What brings something back has threads of its own, so that no slow metrics and no
 * slow agent of other work can use them up.
 */
@Extension
public final class BackgroundWorkers {
    private static final Logger LOGGER = Logger.getLogger(BackgroundWorkers.class.getName());
    private static final int THREADS = 16;

    /** What is worked on. */
    public enum Work {
        /** Promotions, traffic tests: whatever goes on. */
        ORDINARY,
        /** Rollbacks, and routes and versions that are put back. */
        BRINGING_BACK
    }

    private final Map<Work, ScheduledThreadPoolExecutor> pools = new EnumMap<>(Work.class);

    public BackgroundWorkers() {
        for (Work work : Work.values()) {
            pools.put(work, pool(work));
        }
    }

    private static ScheduledThreadPoolExecutor pool(Work work) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(
                THREADS,
                new NamingThreadFactory(new DaemonThreadFactory(), BackgroundWorkers.class.getName() + " " + work));
        pool.setKeepAliveTime(1, TimeUnit.MINUTES);
        pool.allowCoreThreadTimeOut(true);
        pool.setRemoveOnCancelPolicy(true);
        return pool;
    }

    public static BackgroundWorkers get() {
        return ExtensionList.lookupSingleton(BackgroundWorkers.class);
    }

    private ScheduledThreadPoolExecutor of(Work work) {
        return pools.get(work);
    }

    /** Runs a task once, soon. */
    public void submit(Work work, Runnable task) {
        of(work).execute(() -> {
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
        get().pools.values().forEach(ScheduledThreadPoolExecutor::shutdownNow);
    }

    /** A task that runs again and again, in one thread at a time, whenever it was last told to. */
    public static final class Beat {
        private final Runnable task;
        private ScheduledFuture<?> pending;
        private boolean running;

        /** Told to run while it ran, as what; null where it was not. */
        @CheckForNull
        private Work again;

        public Beat(Runnable task) {
            this.task = task;
        }

        /** Runs the task after a while instead of whenever it was to run next. Never waits. */
        public synchronized void in(Duration delay, Work work) {
            if (pending != null) {
                pending.cancel(false);
            }
            try {
                pending = get().of(work).schedule(() -> run(work), delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                pending = null; // Jenkins is shutting down
            }
        }

        /** No thread waits for another that runs the task, which may be held up. */
        private void run(Work work) {
            if (!begins(work)) {
                return;
            }
            try {
                task.run();
            } finally {
                ends();
            }
        }

        private synchronized boolean begins(Work work) {
            if (running) {
                again = work;
                return false;
            }
            running = true;
            return true;
        }

        private synchronized void ends() {
            running = false;
            Work next = again;
            again = null;
            if (next != null) {
                in(Duration.ZERO, next);
            }
        }
    }
}
