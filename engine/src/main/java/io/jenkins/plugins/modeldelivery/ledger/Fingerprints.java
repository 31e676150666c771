package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/** Fingerprints of data sets, by the SHA-256 of the data set; the documents are the drift gate's. */
public final class Fingerprints {
    private final ObjectStore store;

    Fingerprints(ObjectStore store) {
        this.store = store;
    }

    /**
     * Keeps a fingerprint; the same again is no change.
     *
     * @throws RefusedException when another one is kept for the same data set
     */
    public void record(String model, String sha256, ObjectNode fingerprint)
            throws DeliveryException, InterruptedException {
        String key = key(model, sha256);
        ObjectNode stored = Stored.normal(fingerprint, "the fingerprint");
        Optional<byte[]> existing = store.create(key, Stored.bytes(stored));
        if (existing.isPresent() && !Json.parse(existing.get(), key).equals(stored)) {
            throw new RefusedException("Another fingerprint of data set " + sha256 + " is kept for " + model
                    + "; make this one with the same parameters");
        }
    }

    public Optional<ObjectNode> get(String model, String sha256) throws DeliveryException, InterruptedException {
        String key = key(model, sha256);
        Optional<byte[]> content = store.get(key);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        if (Json.parse(content.get(), key) instanceof ObjectNode object) {
            return Optional.of(object);
        }
        throw new BadInputException(key + " is not a fingerprint");
    }

    /** The hashes of the data sets that have one. */
    public List<String> list(String model) throws DeliveryException, InterruptedException {
        return ObjectKeys.names(store, prefix(model));
    }

    private static String prefix(String model) throws BadInputException {
        return "models/" + Names.require("model", model) + "/fingerprints/";
    }

    private static String key(String model, String sha256) throws BadInputException {
        return prefix(model) + Digest.sha256(sha256).value() + ".json";
    }
}
