package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The evidence of all models. */
public final class EvidenceStore {
    private static final int MAX_BYTES = 16 << 20;

    private final ObjectStore store;

    EvidenceStore(ObjectStore store) {
        this.store = store;
    }

    /**
     * Records evidence; the same again is no change.
     *
     * @return its id
     * @throws RefusedException when it is larger than 16 MiB
     */
    public String record(Evidence evidence) throws DeliveryException, InterruptedException {
        byte[] content = Stored.bytes(evidence.toJson());
        if (content.length > MAX_BYTES) {
            throw new RefusedException("The evidence has " + content.length + " bytes; at most " + (MAX_BYTES >> 20)
                    + " MiB are kept, leave raw rows out of the report");
        }
        String key = key(evidence.model(), evidence.version(), evidence.id());
        if (store.create(key, content).isPresent()) {
            throw new RefusedException(key + " holds other evidence in " + store.describe());
        }
        return evidence.id();
    }

    public Optional<Evidence> get(String model, String version, String id)
            throws DeliveryException, InterruptedException {
        String key = key(model, version, id);
        Optional<byte[]> content = store.get(key);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Evidence evidence = Evidence.parse(content.get(), key);
        if (!evidence.model().equals(model)
                || !evidence.version().equals(version)
                || !evidence.id().equals(id)) {
            throw new BadInputException(key + " holds evidence of another version");
        }
        return Optional.of(evidence);
    }

    /** The ids of a version's evidence, oldest first. */
    public List<String> list(String model, String version) throws DeliveryException, InterruptedException {
        return ObjectKeys.names(store, prefix(model, version));
    }

    /**
     * The named pieces of evidence as one bundle.
     *
     * @throws RefusedException when one is missing or they do not belong together
     */
    public Bundle bundle(String model, String version, List<String> ids)
            throws DeliveryException, InterruptedException {
        List<Evidence> members = new ArrayList<>(ids.size());
        for (String id : ids) {
            members.add(get(model, version, id)
                    .orElseThrow(() -> new RefusedException("There is no evidence " + id + " about version " + version
                            + " of " + model + " in the ledger " + store.describe())));
        }
        return Bundle.of(members);
    }

    private static String prefix(String model, String version) throws BadInputException {
        return "models/" + Names.require("model", model) + "/evidence/" + Names.require("version", version) + "/";
    }

    private static String key(String model, String version, String id) throws BadInputException {
        return prefix(model, version) + Names.require("evidence", id) + ".json";
    }
}
