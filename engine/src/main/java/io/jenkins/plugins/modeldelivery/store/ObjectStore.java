package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Objects under keys. The one promise that everything above stands on is {@link #create}: of any number of writers, in
 * any number of processes, exactly one creates a key, and what it created is whole.
 *
 * <p>A key is a relative path of one or more segments of {@code [A-Za-z0-9_][A-Za-z0-9._-]*} with {@code /} between;
 * anything else is refused as bad input before it reaches the store. Implementations are safe for many threads.
 *
 * <p>Failures: {@code UnreachableException} when the store cannot be reached or does not let us in (whether a write
 * arrived is then unknown), {@code RefusedException} when it did something it must not (stored other bytes than sent, a
 * symbolic link out of the directory), {@code InterruptedException} when the thread was interrupted.
 */
public interface ObjectStore extends AutoCloseable {
    /** The largest object that is written or read, in bytes. */
    int MAX_OBJECT_BYTES = 64 << 20;

    /**
     * Creates an object unless the key exists. An answer that got lost is looked up: the same bytes under the key count as
     * created, so bytes that must be told from another writer's carry a unique id. What was stored is read back.
     *
     * @return empty when the key now holds exactly these bytes; otherwise the bytes of whoever was first
     */
    Optional<byte[]> create(String key, byte[] content) throws DeliveryException, InterruptedException;

    /** The content of an object, or empty where there is none. */
    Optional<byte[]> get(String key) throws DeliveryException, InterruptedException;

    /**
     * Reads an object of any size piece by piece.
     *
     * @return whether it is there
     */
    boolean read(String key, Piece piece) throws DeliveryException, InterruptedException;

    /** Takes the pieces of an object in their order. */
    @FunctionalInterface
    interface Piece {
        void accept(byte[] buffer, int offset, int length);
    }

    /** The size of an object in bytes, without reading it. */
    OptionalLong size(String key) throws DeliveryException, InterruptedException;

    /**
     * Keys below a prefix in the order of their bytes.
     *
     * @param prefix empty, or ending in {@code /}
     * @param startAfter only keys greater than this one; empty for all; need not exist
     * @param limit at most so many, at least 1
     */
    List<String> list(String prefix, String startAfter, int limit) throws DeliveryException, InterruptedException;

    /** Removes an object, which the ledger does only with its own test probes; a missing one is no failure. */
    void delete(String key) throws DeliveryException, InterruptedException;

    /** How to call this store in a message: the directory, or {@code s3://bucket/prefix}. */
    String describe();

    @Override
    default void close() {}
}
