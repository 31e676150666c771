package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Differences;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/** The registered versions of all models. */
public final class Versions {
    private final ObjectStore store;

    Versions(ObjectStore store) {
        this.store = store;
    }

    /**
     * Registers a version. The same content again is no change.
     *
     * @return whether it is new
     * @throws RefusedException when the version is registered with other content, naming the fields that differ
     */
    public boolean register(ModelVersion version) throws DeliveryException, InterruptedException {
        String key = key(version.model(), version.version());
        boolean isNew = store.size(key).isEmpty();
        byte[] content = Stored.bytes(version.toJson());
        Optional<byte[]> existing = store.create(key, content);
        if (existing.isPresent()) {
            ObjectNode theirs = Stored.parse(existing.get(), ModelVersion.DOCUMENT, key);
            List<String> differing = Differences.between(theirs, version.toJson());
            if (!differing.isEmpty()) {
                throw new RefusedException("Version " + version.version() + " of " + version.model()
                        + " is registered with another " + String.join(", ", differing)
                        + "; a registered version never changes, give the new content a new version");
            }
        }
        return isNew && existing.isEmpty();
    }

    public Optional<ModelVersion> get(String model, String version) throws DeliveryException, InterruptedException {
        String key = key(model, version);
        Optional<byte[]> content = store.get(key);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        ModelVersion found = ModelVersion.parse(content.get(), key);
        if (!found.model().equals(model) || !found.version().equals(version)) {
            throw new BadInputException(key + " names version " + found.version() + " of " + found.model());
        }
        return Optional.of(found);
    }

    /** SHA-256 of the object that a version is registered as; empty where it is not registered. */
    public Optional<String> sha256(String model, String version) throws DeliveryException, InterruptedException {
        return store.get(key(model, version)).map(Sha256::of);
    }

    /**
     * The version, which must be registered.
     *
     * @throws BadInputException when it is not
     */
    public ModelVersion require(String model, String version) throws DeliveryException, InterruptedException {
        return get(model, version)
                .orElseThrow(() -> new BadInputException("Version " + version + " of " + model
                        + " is not registered in the ledger " + store.describe() + "; register it first"));
    }

    /** The names of a model's versions, sorted. */
    public List<String> list(String model) throws DeliveryException, InterruptedException {
        return ObjectKeys.names(store, prefix(model));
    }

    private static String prefix(String model) throws BadInputException {
        return "models/" + Names.require("model", model) + "/versions/";
    }

    private static String key(String model, String version) throws BadInputException {
        return prefix(model) + Names.require("version", version) + ".json";
    }
}
