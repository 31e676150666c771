package io.jenkins.plugins.modeldelivery.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A few threads that do numbered pieces of work and pass on the first failure. */
public final class Workers implements AutoCloseable {
    /** One piece of work. */
    @FunctionalInterface
    public interface Work {
        void run(int i) throws Exception;
    }

    private final ExecutorService pool;

    public Workers(int threads) {
        pool = Executors.newFixedThreadPool(threads);
    }

    public void run(int count, Work work) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            all.add(pool.submit(() -> {
                work.run(number);
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
