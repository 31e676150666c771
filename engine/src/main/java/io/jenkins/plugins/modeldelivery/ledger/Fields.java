package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of one stored document; what is missing or of another type is named together with the object's key. */
record Fields(ObjectNode node, String source) {
    /** Reads a stored object, which must be a document of the given name. */
    static Fields parse(byte[] content, String name, String source) throws BadInputException {
        JsonNode node = Json.parse(content, source);
        String schema = "model-delivery/" + name + "/v1";
        if (!(node instanceof ObjectNode object)
                || !schema.equals(node.path("schema").textValue())) {
            throw new BadInputException(source + " is not a " + schema + " document");
        }
        return new Fields(object, source);
    }

    /** How a document is stored: one line. */
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

    Optional<String> optional(String key) throws BadInputException {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong(key, "a text");
        }
        return Optional.of(value.textValue());
    }

    String text(String key) throws BadInputException {
        return optional(key).orElseThrow(() -> wrong(key, "a text"));
    }

    long number(String key) throws BadInputException {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(key, "an integer");
        }
        return value.longValue();
    }

    /** A number that counts from 1. */
    int ordinal(String key) throws BadInputException {
        long number = number(key);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw wrong(key, "a number from 1");
        }
        return (int) number;
    }

    Instant time(String key) throws BadInputException {
        try {
            return Instant.parse(text(key));
        } catch (DateTimeException e) {
            throw new BadInputException(
                    wrong(key, "a time as in 2026-11-01T00:00:00Z").getMessage(), e);
        }
    }

    <T extends Enum<T>> T constant(String key, Class<T> type) throws BadInputException {
        String text = text(key);
        for (T constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw wrong(key, "one of " + List.of(type.getEnumConstants()));
    }

    List<String> texts(String key) throws BadInputException {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : node.path(key)) {
            if (!value.isTextual()) {
                throw wrong(key, "a list of texts");
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    /** A nested object, or an empty one. */
    Fields nested(String key) throws BadInputException {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return new Fields(Json.object(), source);
        }
        if (!(value instanceof ObjectNode object)) {
            throw wrong(key, "an object");
        }
        return new Fields(object, source);
    }

    boolean has(String key) {
        return node.has(key);
    }

    private BadInputException wrong(String key, String expected) {
        return new BadInputException("'" + key + "' of " + source + " is not " + expected);
    }
}
