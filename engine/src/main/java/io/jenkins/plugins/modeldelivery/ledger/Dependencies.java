package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What models declare to depend on. Only declarations are kept; whether an edge is stale is never stored but always
 * derived from evidence and decisions, so it cannot be forgotten.
 */
public final class Dependencies {
    private static final String MARKER = "downstream";

    private final ObjectStore store;
    private final Journal declarations;

    Dependencies(ObjectStore store, Retry retry) {
        this.store = store;
        this.declarations = new Journal(store, "dependencies", retry);
    }

    /** Says that a model may depend on another one. */
    private record Marker(String model, String downstream) {}

    /** The model's last word, if it ever said one. */
    public Optional<Declaration> of(String model) throws DeliveryException, InterruptedException {
        for (ObjectNode entry : declarations.tail(model, 1)) {
            return Optional.of(Declaration.of(model, entry));
        }
        return Optional.empty();
    }

    /**
     * Declares. First each upstream gets a marker that this model may depend on it, so that no upstream is promoted
     * without looking here, wherever the writer is stopped.
     */
    public void declare(String model, Declaration declaration) throws DeliveryException, InterruptedException {
        for (Dependency dependency : declaration.dependsOn()) {
            ObjectNode marker = Json.document(MARKER, new Marker(dependency.model(), model));
            store.create(marker(dependency.model()) + model + ".json", Stored.bytes(marker));
        }
        declarations.append(model, Json.tree(declaration));
    }

    /** The models that depend on a model, or once did; sorted. */
    public List<String> downstream(String model) throws DeliveryException, InterruptedException {
        return ObjectKeys.names(store, marker(model));
    }

    /** The keys of all objects about a model that are kept here. */
    public List<String> keys(String model) throws DeliveryException, InterruptedException {
        List<String> keys = new ArrayList<>(declarations.keys(model));
        keys.addAll(ObjectKeys.all(store, marker(model)));
        return keys;
    }

    /** Every upstream that a model ever declared, checked to be whole. */
    Set<String> verified(String model) throws DeliveryException, InterruptedException {
        Set<String> upstream = new LinkedHashSet<>();
        for (ObjectNode entry : declarations.verified(model)) {
            Declaration.of(model, entry).dependsOn().stream()
                    .map(Dependency::model)
                    .forEach(upstream::add);
        }
        return upstream;
    }

    private static String marker(String model) throws BadInputException {
        return "models/" + Names.require("model", model) + "/" + MARKER + "/";
    }
}
