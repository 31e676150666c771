package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Hashes and small edits of object trees. */
final class Specs {
    private Specs() {}

    /** SHA-256 of the tree with the keys of every object in order. */
    static String hash(JsonNode node) {
        return Sha256.of(Json.compact(sorted(node)).getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return Json.object().setAll(fields);
        }
        if (node.isArray()) {
            var array = Json.mapper().createArrayNode();
            node.forEach(item -> array.add(sorted(item)));
            return array;
        }
        return node;
    }

    /** Writes the lease and its label; remembers nothing of whether the maps existed, see {@link #unmark}. */
    static void mark(ObjectNode object, LeaseNote note) {
        ObjectNode metadata = object.withObject("/metadata");
        metadata.withObject("/annotations").put(LeaseNote.ANNOTATION, Json.compact(note.toJson()));
        metadata.withObject("/labels").put(LeaseNote.LABEL, "in-progress");
    }

    /** Takes lease and label off; empty maps go too, which to an API server is the same as none. */
    static void unmark(ObjectNode object) {
        ObjectNode metadata = object.withObject("/metadata");
        remove(metadata, "annotations", LeaseNote.ANNOTATION);
        remove(metadata, "labels", LeaseNote.LABEL);
    }

    private static void remove(ObjectNode metadata, String map, String key) {
        if (metadata.path(map) instanceof ObjectNode entries) {
            entries.remove(key);
            if (entries.isEmpty()) {
                metadata.remove(map);
            }
        }
    }
}
