package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The threads of a run, each with its session. The first failure ends them all. */
final class Senders implements AutoCloseable {
    private static final int LAST_MOMENT_SECONDS = 10;

    private final List<Model.Session> sessions = new ArrayList<>();
    private final ExecutorService threads;

    Senders(Model model, int count) {
        for (int i = 0; i < count; i++) {
            sessions.add(model.open());
        }
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "model-delivery eval");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What one sender does. */
    interface Work {
        void with(Model.Session session) throws DeliveryException, InterruptedException;
    }

    /** Has all sessions worked with at the same time and waits until all are done. */
    void each(Work work) throws DeliveryException, InterruptedException {
        ExecutorCompletionService<Void> working = new ExecutorCompletionService<>(threads);
        for (Model.Session session : sessions) {
            Callable<Void> task = () -> {
                work.with(session);
                return null;
            };
            working.submit(task);
        }
        for (int i = 0; i < sessions.size(); i++) {
            try {
                working.take().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof DeliveryException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof InterruptedException interrupted) {
                    throw interrupted;
                }
                throw new IllegalStateException("a sender failed in an unexpected way", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        sessions.forEach(Model.Session::close);
        try {
            threads.awaitTermination(LAST_MOMENT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
