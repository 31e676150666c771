package io.jenkins.plugins.modeldelivery.drift.kernel;

import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Runs numbered tasks on the calling thread and at most {@code threads - 1} further ones, which end with the call. Which
 * thread takes which task is left open: tasks write only to their own place, so results do not depend on it.
 */
public final class Workers {
    private final int threads;
    private final Progress progress;

    public Workers(int threads, Progress progress) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads");
        }
        this.threads = threads;
        this.progress = progress;
    }

    /** Called now and then within a long task. */
    static void check() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted");
        }
    }

    @FunctionalInterface
    public interface Task {
        void run(int index) throws InterruptedException;
    }

    /**
     * Runs tasks 0..count-1.
     *
     * @param unit what a task is called in the progress
     * @throws InterruptedException when the calling thread was interrupted; no task runs any more then
     */
    public void run(int count, String unit, Task task) throws InterruptedException {
        runEach(count, unit, () -> task);
    }

    /**
     * The same, where each thread makes a task of its own, with memory that it uses again for every index.
     *
     * @param tasks called once by each thread that finds something to do
     */
    void runEach(int count, String unit, Supplier<Task> tasks) throws InterruptedException {
        Shared shared = new Shared(count, unit, tasks);
        List<Thread> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, count); i++) {
            helpers.add(start(shared));
        }
        try {
            shared.work();
            for (Thread helper : helpers) {
                helper.join();
            }
        } finally {
            shared.next.set(count);
            for (Thread helper : helpers) {
                helper.interrupt();
            }
        }
        shared.rethrow();
    }

    private static Thread start(Runnable runnable) {
        Thread helper = new Thread(runnable, "drift");
        helper.setDaemon(true);
        helper.start();
        return helper;
    }

    private final class Shared implements Runnable {
        final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final int count;
        private final String unit;
        private final Supplier<Task> tasks;

        Shared(int count, String unit, Supplier<Task> tasks) {
            this.count = count;
            this.unit = unit;
            this.tasks = tasks;
        }

        void work() throws InterruptedException {
            Optional<Task> own = Optional.empty();
            for (int i = next.getAndIncrement(); i < count && i >= 0; i = next.getAndIncrement()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted after " + done + " of " + count + " " + unit);
                }
                Task task = own.orElseGet(tasks);
                own = Optional.of(task);
                task.run(i);
                progress.report(done.incrementAndGet(), count, unit);
            }
        }

        @Override
        public void run() {
            try {
                work();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure.compareAndSet(null, e);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                next.set(count);
            }
        }

        void rethrow() throws InterruptedException {
            Throwable thrown = failure.get();
            if (thrown instanceof InterruptedException) {
                throw new InterruptedException(thrown.getMessage());
            }
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }
}
