package io.jenkins.plugins.modeldelivery.models;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps what was read for a moment, so that a page shown to many is read once. Bounded; safe for many threads.
 *
 * @param <V> an immutable value
 */
final class ShortLivedCache<V> {
    /** Reads a value. */
    interface Source<V> {
        V read() throws DeliveryException, InterruptedException;
    }

    private record Kept<V>(V value, long at) {}

    private final int capacity;
    private final long nanos;
    private final Map<String, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);

    ShortLivedCache(int capacity, long nanos) {
        this.capacity = capacity;
        this.nanos = nanos;
    }

    V get(String key, Source<V> source) throws DeliveryException, InterruptedException {
        synchronized (kept) {
            Kept<V> found = kept.get(key);
            if (found != null && System.nanoTime() - found.at() < nanos) {
                return found.value();
            }
        }
        V value = source.read();
        synchronized (kept) {
            kept.put(key, new Kept<>(value, System.nanoTime()));
            if (kept.size() > capacity) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return value;
    }

    void forget(String key) {
        synchronized (kept) {
            kept.remove(key);
        }
    }
}
