package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** The named fields of a schema with their types. */
final class SchemaFields {
    /** A type that is left open. */
    static final String ANY = "any";

    private static final int MAX_REFERENCES = 20;

    private SchemaFields() {}

    static Map<String, String> of(JsonNode root, JsonNode schema) {
        Map<String, String> fields = new LinkedHashMap<>();
        resolve(root, schema)
                .path("properties")
                .properties()
                .forEach(field -> fields.put(field.getKey(), type(resolve(root, field.getValue()))));
        return fields;
    }

    private static JsonNode resolve(JsonNode root, JsonNode schema) {
        JsonNode node = schema;
        for (int i = 0; i < MAX_REFERENCES && node.path("$ref").asText("").startsWith("#/"); i++) {
            node = root.at(node.get("$ref").asText().substring(1));
        }
        return node;
    }

    /** Types in alphabetical order; that a field may be null does not make it another type. */
    private static String type(JsonNode schema) {
        TreeSet<String> types = new TreeSet<>();
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            types.add(type.asText());
        }
        type.forEach(one -> types.add(one.asText()));
        if (types.isEmpty()) {
            schema.path("enum").forEach(value -> types.add(typeOf(value)));
        }
        types.remove("null");
        return types.isEmpty() ? ANY : String.join(" or ", types);
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }
}
