package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fingerprints of data sets, by the SHA-256 of the data set and how each was made; the documents are the drift gate's. */
public final class Fingerprints {
    private static final int SHA256 = 64;
    private static final int IDENTITY = 16;
    private static final int MOST_IDENTITIES = 100;

    private final ObjectStore store;

    Fingerprints(ObjectStore store) {
        this.store = store;
    }

    /**
     * Keeps a fingerprint; the same again is no change. Those of one data set under different identities stand beside each
     * other: a misspelt embedding model does not stand for ever.
     *
     * @param sha256 of the data set
     * @param identity what tells how it was made: embedding model, seed, width
     * @throws RefusedException when another one is kept for the same data set under the same identity
     */
    public void record(String model, String sha256, String identity, ObjectNode fingerprint)
            throws DeliveryException, InterruptedException {
        String key = prefix(model) + Digest.sha256(sha256).value() + "-"
                + Sha256.of(identity.getBytes(StandardCharsets.UTF_8)).substring(0, IDENTITY) + ".json";
        ObjectNode stored = Stored.normal(fingerprint, "the fingerprint");
        Optional<byte[]> existing = store.create(key, Stored.bytes(stored));
        if (existing.isPresent() && !Json.parse(existing.get(), key).equals(stored)) {
            throw new RefusedException("Another fingerprint of data set " + sha256 + " is kept for " + model
                    + "; make this one with the same parameters");
        }
    }

    /** All fingerprints of a data set, also the one that an earlier release kept under the hash of the data set alone. */
    public List<ObjectNode> of(String model, String sha256) throws DeliveryException, InterruptedException {
        String data = Digest.sha256(sha256).value();
        List<ObjectNode> found = new ArrayList<>();
        for (String name : list(model, data)) {
            found.add(require(model, name));
        }
        return found;
    }

    /** The names of all, each the hash of its data set, with a hash of its identity behind it where that is known. */
    public List<String> list(String model) throws DeliveryException, InterruptedException {
        return ObjectKeys.names(store, prefix(model));
    }

    private List<String> list(String model, String data) throws DeliveryException, InterruptedException {
        String prefix = prefix(model);
        return store.list(prefix, prefix + data, MOST_IDENTITIES).stream()
                .takeWhile(key -> key.startsWith(prefix + data))
                .map(key -> key.substring(prefix.length(), key.length() - ".json".length()))
                .toList();
    }

    /** @throws BadInputException when it is missing or damaged */
    ObjectNode require(String model, String name) throws DeliveryException, InterruptedException {
        String key = prefix(model) + Names.require("fingerprint", name) + ".json";
        if (Json.parse(Stored.require(store, key), key) instanceof ObjectNode object) {
            return object;
        }
        throw new BadInputException(key + " is not a fingerprint");
    }

    /** The hash of the data set that a name is about. */
    static String data(String name) {
        return name.substring(0, Math.min(name.length(), SHA256));
    }

    private static String prefix(String model) throws BadInputException {
        return "models/" + Names.require("model", model) + "/fingerprints/";
    }
}
