package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores that stop for good at a numbered step of what they do, waiting to be killed. */
public final class Stepping {
    private final int last;
    private final AtomicInteger steps = new AtomicInteger();

    /** @param last the step to stop at, from 1 on */
    public Stepping(int last) {
        this.last = last;
    }

    private void step(String name) {
        if (steps.incrementAndGet() == last) {
            System.out.println("STOPPED " + name);
            System.out.flush();
            while (true) {
                java.util.concurrent.locks.LockSupport.park();
            }
        }
    }

    /** A directory, stopping inside each write too. */
    public ObjectStore directory(Path directory) throws DeliveryException {
        return around(DirectoryStore.open(directory, this::step));
    }

    /** Any store, stopping before and after each create. */
    public ObjectStore around(ObjectStore store) {
        return new ObjectStore() {
            @Override
            public Optional<byte[]> create(String key, byte[] content) throws DeliveryException, InterruptedException {
                step("before " + key);
                Optional<byte[]> result = store.create(key, content);
                step("after " + key);
                return result;
            }

            @Override
            public Optional<byte[]> get(String key) throws DeliveryException, InterruptedException {
                return store.get(key);
            }

            @Override
            public boolean read(String key, Piece piece) throws DeliveryException, InterruptedException {
                return store.read(key, piece);
            }

            @Override
            public OptionalLong size(String key) throws DeliveryException, InterruptedException {
                return store.size(key);
            }

            @Override
            public List<String> list(String prefix, String startAfter, int limit)
                    throws DeliveryException, InterruptedException {
                return store.list(prefix, startAfter, limit);
            }

            @Override
            public void delete(String key) throws DeliveryException, InterruptedException {
                store.delete(key);
            }

            @Override
            public String describe() {
                return store.describe();
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }
}
