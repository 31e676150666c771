package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.nio.charset.StandardCharsets;

/** How documents stand in a ledger: one line of JSON that begins with its schema. */
final class Stored {
    private static final String SCHEMA = "schema";

    private Stored() {}

    /** The content of an object that must be there. */
    static byte[] require(ObjectStore store, String key) throws DeliveryException, InterruptedException {
        return store.get(key)
                .orElseThrow(() -> new BadInputException(key + " is missing in the ledger " + store.describe()));
    }

    /** A stored object, which must be a document of the given name. */
    static ObjectNode parse(byte[] content, String name, String source) throws BadInputException {
        JsonNode node = Json.parse(content, source);
        String schema = "model-delivery/" + name + "/v1";
        if (!(node instanceof ObjectNode object)
                || !schema.equals(node.path(SCHEMA).textValue())) {
            throw new BadInputException(source + " is not a " + schema + " document");
        }
        return object;
    }

    /** The type of a parsed document, which does not repeat its schema. */
    static <T> T bind(ObjectNode document, Class<T> type, String source) throws BadInputException {
        ObjectNode keys = Json.object();
        keys.setAll(document);
        keys.remove(SCHEMA);
        return Json.bind(keys, type, source);
    }

    static <T> T read(byte[] content, String name, Class<T> type, String source) throws BadInputException {
        return bind(parse(content, name, source), type, source);
    }

    static byte[] bytes(ObjectNode document) {
        return (Json.compact(document) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A document as it will be read back, so that it is equal to what is stored and hashes the same.
     *
     * @throws BadInputException when it holds NaN or an infinite number
     */
    static ObjectNode normal(ObjectNode document, String source) throws BadInputException {
        return (ObjectNode) Json.parse(Json.compact(document), source);
    }
}
