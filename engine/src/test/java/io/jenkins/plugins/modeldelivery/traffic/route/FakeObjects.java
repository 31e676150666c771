package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.jenkins.plugins.modeldelivery.cluster.ClusterObjects;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** An API server's storage in memory with the semantics that routing relies on: resourceVersion, generation, uid, 409. */
public class FakeObjects implements ClusterObjects {
    private final Map<String, ObjectNode> store = new TreeMap<>();
    private final Map<String, Boolean> denied = new TreeMap<>();
    private long version = 100;

    public synchronized ObjectNode put(String path, ObjectNode object) {
        ObjectNode stored = object.deepCopy();
        ObjectNode metadata = stored.withObject("/metadata");
        if (!metadata.has("uid")) {
            metadata.put("uid", new UUID(7, ++version).toString()).put("generation", 1);
        }
        metadata.put("resourceVersion", Long.toString(++version));
        store.put(path, stored);
        return stored.deepCopy();
    }

    public synchronized Optional<ObjectNode> at(String path) {
        return Optional.ofNullable(store.get(path)).map(ObjectNode::deepCopy);
    }

    public synchronized void remove(String path) {
        store.remove(path);
    }

    public void deny(String verb, ObjectKey key) {
        denied.put(verb + key.plural(), true);
    }

    @Override
    public String server() {
        return "https://fake.example.com";
    }

    @Override
    public Optional<ObjectNode> get(ObjectKey key) throws BadInputException {
        return at(key.path());
    }

    @Override
    public synchronized ObjectNode update(ObjectKey key, ObjectNode object, boolean dryRun)
            throws LostRaceException, BadInputException {
        ObjectNode current = store.get(key.path());
        if (current == null) {
            throw new BadInputException(key + " not found");
        }
        if (!current.path("metadata")
                .path("resourceVersion")
                .equals(object.path("metadata").path("resourceVersion"))) {
            throw new LostRaceException("409 on " + key);
        }
        if (dryRun) {
            return object;
        }
        ObjectNode next = object.deepCopy();
        if (!next.path("spec").equals(current.path("spec"))) {
            next.withObject("/metadata")
                    .put(
                            "generation",
                            current.path("metadata").path("generation").asLong() + 1);
            observe(next);
        }
        return put(key.path(), next);
    }

    /** A gateway that accepts every new generation at once. */
    protected void observe(ObjectNode object) {
        object.path("status")
                .path("parents")
                .forEach(parent -> parent.path("conditions")
                        .forEach(condition -> ((ObjectNode) condition)
                                .put(
                                        "observedGeneration",
                                        object.path("metadata")
                                                .path("generation")
                                                .asLong())));
    }

    @Override
    public synchronized ObjectNode create(ObjectKey key, ObjectNode object, boolean dryRun) throws LostRaceException {
        if (store.containsKey(key.path())) {
            throw new LostRaceException("409: " + key + " exists");
        }
        return dryRun ? object : put(key.path(), started(key, object.deepCopy()));
    }

    /** A Job controller whose pods are ready at once. */
    protected ObjectNode started(ObjectKey key, ObjectNode object) {
        if (key.plural().equals("jobs")) {
            object.putObject("status").put("active", 1).put("ready", 1);
        }
        return object;
    }

    /** Applies a JSON patch as an API server would: all of it or nothing. */
    public synchronized ObjectNode patch(ObjectKey key, JsonNode patch) throws BadInputException, LostRaceException {
        ObjectNode current = get(key).orElseThrow(() -> new BadInputException(key + " not found"));
        // as JSON text has it: 1 is 1, whether it was written as an int or a long
        JsonNode plain = Json.parse(Json.compact(current), "stored");
        ObjectNode next = (ObjectNode) JsonPatch.apply(patch, plain);
        return update(key, next, false);
    }

    @Override
    public synchronized void delete(ObjectKey key, ObjectNode object) throws LostRaceException {
        ObjectNode current = store.get(key.path());
        if (current != null
                && !current.path("metadata")
                        .path("resourceVersion")
                        .equals(object.path("metadata").path("resourceVersion"))) {
            throw new LostRaceException("409 on " + key);
        }
        store.remove(key.path());
    }

    @Override
    public synchronized List<ObjectNode> list(ObjectKey key, String labelSelector) {
        List<ObjectNode> found = new ArrayList<>();
        store.forEach((path, object) -> {
            boolean selected = labelSelector.isEmpty()
                    || object.path("metadata")
                            .path("labels")
                            .path(labelSelector.substring(0, labelSelector.indexOf('=')))
                            .asText()
                            .equals(labelSelector.substring(labelSelector.indexOf('=') + 1));
            if (path.startsWith(key.collectionPath() + "/") && selected) {
                found.add(object.deepCopy());
            }
        });
        return found;
    }

    @Override
    public boolean allowed(String verb, ObjectKey key) {
        return !denied.containsKey(verb + key.plural());
    }
}
