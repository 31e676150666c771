package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** A directory on a disk with bad days: input/output errors within each write, before and after it counts, and on reading. */
public final class FaultyDirectory implements ObjectStore {
    private final ObjectStore store;
    private final Predicate<String> fails;

    /** @param fails told each step; whether the disk fails there */
    public FaultyDirectory(Path directory, Predicate<String> fails) throws DeliveryException {
        this.store = DirectoryStore.open(directory, step -> {
            if (fails.test(step)) {
                sneak(new IOException("Input/output error (injected) at " + step));
            }
        });
        this.fails = fails;
    }

    /** The hook of a write declares nothing, but stands where the operating system throws. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    private void read(String what) throws UnreachableException {
        if (fails.test("read")) {
            throw new UnreachableException(what + " cannot be used: input/output error (injected)");
        }
    }

    @Override
    public Optional<byte[]> create(String key, byte[] content) throws DeliveryException, InterruptedException {
        Optional<byte[]> result = store.create(key, content);
        read(key);
        return result;
    }

    @Override
    public Optional<byte[]> get(String key) throws DeliveryException, InterruptedException {
        read(key);
        return store.get(key);
    }

    @Override
    public boolean read(String key, Piece piece) throws DeliveryException, InterruptedException {
        read(key);
        return store.read(key, piece);
    }

    @Override
    public OptionalLong size(String key) throws DeliveryException, InterruptedException {
        read(key);
        return store.size(key);
    }

    @Override
    public List<String> list(String prefix, String startAfter, int limit)
            throws DeliveryException, InterruptedException {
        read(prefix);
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
}
