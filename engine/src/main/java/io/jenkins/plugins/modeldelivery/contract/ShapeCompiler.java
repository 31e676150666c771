package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Compiles the everyday part of JSON Schema (types, fields, ranges, lengths, string enums, local references) into
 * {@link Shape}s. What it does not know becomes {@link Shape#UNDECIDED}, never a guess.
 */
final class ShapeCompiler {
    private static final int MAX_REFERENCES = 20;
    private static final Set<String> NOTES =
            Set.of("$schema", "$id", "$comment", "$defs", "title", "description", "default", "examples", "deprecated");
    private static final Set<String> KNOWN = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "enum",
            "const",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
            "items",
            "minItems",
            "maxItems");

    private final JsonNode root;
    private int references;

    ShapeCompiler(JsonNode root) {
        this.root = root;
    }

    Shape compile(JsonNode schema) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? Shape.ANYTHING : Shape.UNDECIDED;
        }
        Map<String, JsonNode> keywords = new LinkedHashMap<>();
        schema.properties().forEach(entry -> {
            if (!NOTES.contains(entry.getKey())) {
                keywords.put(entry.getKey(), entry.getValue());
            }
        });
        if (keywords.size() == 1 && keywords.containsKey("$ref")) {
            return reference(keywords.get("$ref").asText());
        }
        return KNOWN.containsAll(keywords.keySet()) ? keywords(schema) : Shape.UNDECIDED;
    }

    private Shape reference(String target) {
        if (!target.startsWith("#/") || target.contains("%") || ++references > MAX_REFERENCES) {
            return Shape.UNDECIDED;
        }
        JsonNode node = root.at(target.substring(1));
        return node.isMissingNode() ? Shape.UNDECIDED : compile(node);
    }

    private Shape keywords(JsonNode schema) {
        Set<String> types = types(schema.path("type"));
        boolean enumerated = schema.has("enum") || schema.has("const");
        boolean numbers = types.contains("number") || types.contains("integer");
        return new Shape.TypeShape(
                types.contains("object") ? object(schema) : Shape.UNDECIDED,
                types.contains("array") ? array(schema) : Shape.UNDECIDED,
                types.contains("string") ? string(schema) : Shape.UNDECIDED,
                numbers && !enumerated ? Shape.NumberShape.of(schema) : Shape.UNDECIDED,
                !types.contains("number"),
                types.contains("boolean") && !enumerated,
                types.contains("null") && !enumerated);
    }

    private static Set<String> types(JsonNode type) {
        if (type.isMissingNode()) {
            return Set.of("object", "array", "string", "number", "boolean", "null");
        }
        Set<String> types = new HashSet<>();
        if (type.isTextual()) {
            types.add(type.asText());
        } else {
            type.forEach(each -> types.add(each.asText()));
        }
        return types;
    }

    private static Shape string(JsonNode schema) {
        if (schema.has("const")) {
            return Shape.UNDECIDED;
        }
        if (schema.has("enum")) {
            Set<String> values = new HashSet<>();
            schema.get("enum").forEach(value -> {
                if (value.isTextual()) {
                    values.add(value.textValue());
                }
            });
            return schema.has("minLength") || schema.has("maxLength") ? Shape.UNDECIDED : new Shape.EnumShape(values);
        }
        return new Shape.StringShape(
                schema.path("minLength").asInt(0), schema.path("maxLength").asInt(Integer.MAX_VALUE));
    }

    private Shape array(JsonNode schema) {
        if (schema.has("enum") || schema.has("const")) {
            return Shape.UNDECIDED;
        }
        Shape item = schema.has("items") ? compile(schema.get("items")) : Shape.ANYTHING;
        return new Shape.ArrayShape(
                item, schema.path("minItems").asLong(0), schema.path("maxItems").asLong(Long.MAX_VALUE));
    }

    private Shape object(JsonNode schema) {
        if (schema.has("enum") || schema.has("const")) {
            return Shape.UNDECIDED;
        }
        Map<String, Shape> fields = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(e -> fields.put(e.getKey(), compile(e.getValue())));
        Shape other = schema.has("additionalProperties") ? compile(schema.get("additionalProperties")) : Shape.ANYTHING;
        schema.path("required").forEach(name -> fields.putIfAbsent(name.asText(), other));
        if (fields.size() > Shape.ObjectShape.MAX_FIELDS) {
            return Shape.UNDECIDED;
        }
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        return new Shape.ObjectShape(fields, other, required);
    }
}
