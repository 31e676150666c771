package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Proves that a store can hold a ledger, by using it: conditional create really refuses a second write, what is written
 * comes back, listings are complete, ordered and understand where to start. What the check wrote is removed again, also when
 * it fails; it lies below {@code _check/}, which no ledger uses.
 */
public final class StoreCheck {
    private StoreCheck() {}

    /**
     * @throws RefusedException naming what the store does wrong
     * @throws io.jenkins.plugins.modeldelivery.failure.UnreachableException when it cannot be reached or does not let us in
     */
    public static void run(ObjectStore store) throws DeliveryException, InterruptedException {
        String prefix = "_check/" + UUID.randomUUID() + "/";
        List<String> keys = List.of(prefix + "1.json", prefix + "2.json", prefix + "3.json");
        DeliveryException failure = null;
        try {
            check(store, prefix, keys);
        } catch (DeliveryException e) {
            failure = e;
        }
        for (String key : keys) {
            try {
                store.delete(key);
            } catch (DeliveryException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void check(ObjectStore store, String prefix, List<String> keys)
            throws DeliveryException, InterruptedException {
        byte[] first = "first\n".getBytes(StandardCharsets.UTF_8);
        byte[] second = "second\n".getBytes(StandardCharsets.UTF_8);
        for (String key : keys) {
            store.create(key, first);
        }
        String key = keys.get(0);
        boolean refused = store.create(key, second).isPresent();
        if (!refused || !Arrays.equals(store.get(key).orElse(null), first)) {
            throw new RefusedException(store.describe() + " overwrote an object in spite of If-None-Match: *; a ledger"
                    + " needs a store with conditional writes");
        }
        if (!store.list(prefix, "", 9).equals(keys)
                || !store.list(prefix, keys.get(0), 1).equals(keys.subList(1, 2))) {
            throw new RefusedException(
                    store.describe()
                            + " does not list objects in order from a given key on; a ledger needs ListObjectsV2 with start-after");
        }
    }
}
