package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.json.Json;

/**
 * What was compared with what.
 *
 * @param width numbers per row
 * @param reference where the reference came from
 * @param current where the current data came from
 * @param origin what else is known of them
 */
record Subject(int width, Vectors.Source reference, Vectors.Source current, Origin origin) {
    /** Current data without a reference. */
    static Subject alone(Vectors.Source current) {
        return new Subject(0, new Vectors.Source("", 0), current, Origin.UNKNOWN);
    }

    static Subject of(Samples samples) {
        return new Subject(
                samples.width(), samples.reference().source(), samples.current().source(), Origin.UNKNOWN);
    }

    Subject with(Origin other) {
        return new Subject(width, reference, current, other);
    }

    ObjectNode referenceJson() {
        ObjectNode node = source(reference);
        putText(node, "name", origin.name());
        putText(node, "version", origin.version());
        return node;
    }

    ObjectNode currentJson() {
        return source(current);
    }

    private static ObjectNode source(Vectors.Source source) {
        return Json.object().put("sha256", source.sha256()).put("rows", source.rows());
    }

    static void putText(ObjectNode node, String key, String text) {
        if (!text.isEmpty()) {
            node.put(key, text);
        }
    }
}
