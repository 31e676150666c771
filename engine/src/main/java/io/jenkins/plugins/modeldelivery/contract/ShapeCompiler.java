package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
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
        Map<String, Shape> byType = new HashMap<>();
        byType.put("object", object(schema));
        byType.put("array", array(schema));
        byType.put("string", string(schema));
        Shape number = number(schema);
        byType.put("number", number);
        // 1.0 is an integer to JSON Schema; only what is written as one is decided here
        byType.put("integer", p -> p.currentToken() == JsonToken.VALUE_NUMBER_INT && number.accepts(p));
        boolean enumerated = schema.has("enum") || schema.has("const");
        byType.put("boolean", enumerated ? Shape.UNDECIDED : Shape.ANYTHING);
        byType.put("null", enumerated ? Shape.UNDECIDED : Shape.ANYTHING);
        if (!schema.has("type")) {
            return dispatch(byType);
        }
        Map<String, Shape> allowed = new HashMap<>();
        if (schema.get("type").isTextual()) {
            allowed.put(
                    schema.get("type").asText(), byType.get(schema.get("type").asText()));
        } else {
            schema.get("type").forEach(type -> allowed.put(type.asText(), byType.get(type.asText())));
        }
        return dispatch(allowed);
    }

    private static Shape dispatch(Map<String, Shape> byType) {
        Shape object = byType.getOrDefault("object", Shape.UNDECIDED);
        Shape array = byType.getOrDefault("array", Shape.UNDECIDED);
        Shape string = byType.getOrDefault("string", Shape.UNDECIDED);
        Shape number = byType.getOrDefault("number", byType.getOrDefault("integer", Shape.UNDECIDED));
        Shape bool = byType.getOrDefault("boolean", Shape.UNDECIDED);
        Shape nothing = byType.getOrDefault("null", Shape.UNDECIDED);
        return parser -> switch (parser.currentToken()) {
            case START_OBJECT -> object.accepts(parser);
            case START_ARRAY -> array.accepts(parser);
            case VALUE_STRING -> string.accepts(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number.accepts(parser);
            case VALUE_TRUE, VALUE_FALSE -> bool.accepts(parser);
            case VALUE_NULL -> nothing.accepts(parser);
            default -> false;
        };
    }

    private static Shape number(JsonNode schema) {
        if (schema.has("enum") || schema.has("const")) {
            return Shape.UNDECIDED;
        }
        double above = Math.max(limit(schema, "minimum", -1), limit(schema, "exclusiveMinimum", -1));
        double below = Math.min(limit(schema, "maximum", 1), limit(schema, "exclusiveMaximum", 1));
        // Rounding to double keeps order, so strictly between the rounded limits is strictly between the limits.
        return parser -> {
            double value = parser.getDoubleValue();
            return value > above && value < below;
        };
    }

    private static double limit(JsonNode schema, String keyword, int sign) {
        return schema.has(keyword) ? schema.get(keyword).doubleValue() : sign * Double.POSITIVE_INFINITY;
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
            return schema.has("minLength") || schema.has("maxLength")
                    ? Shape.UNDECIDED
                    : parser -> values.contains(parser.getText());
        }
        int min = schema.path("minLength").asInt(0);
        int max = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (min == 0 && max == Integer.MAX_VALUE) {
            return Shape.ANYTHING;
        }
        return parser -> {
            int length = parser.getTextLength();
            if (length <= max && length / 2 >= min) {
                return true; // whatever the mix of code points
            }
            int points = Character.codePointCount(parser.getTextCharacters(), parser.getTextOffset(), length);
            return points >= min && points <= max;
        };
    }

    private Shape array(JsonNode schema) {
        if (schema.has("enum") || schema.has("const")) {
            return Shape.UNDECIDED;
        }
        Shape item = schema.has("items") ? compile(schema.get("items")) : Shape.ANYTHING;
        long min = schema.path("minItems").asLong(0);
        long max = schema.path("maxItems").asLong(Long.MAX_VALUE);
        return parser -> {
            boolean valid = true;
            long count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                valid &= item.accepts(parser);
                count++;
            }
            return valid && count >= min && count <= max;
        };
    }

    private Shape object(JsonNode schema) {
        if (schema.has("enum") || schema.has("const")) {
            return Shape.UNDECIDED;
        }
        Map<String, Shape> fields = new HashMap<>();
        schema.path("properties").properties().forEach(e -> fields.put(e.getKey(), compile(e.getValue())));
        Shape other = schema.has("additionalProperties") ? compile(schema.get("additionalProperties")) : Shape.ANYTHING;
        schema.path("required").forEach(name -> fields.putIfAbsent(name.asText(), other));
        if (fields.size() > ObjectShape.MAX_FIELDS) {
            return Shape.UNDECIDED;
        }
        Map<String, ObjectShape.Field> known = new HashMap<>();
        fields.forEach((name, shape) -> known.put(name, new ObjectShape.Field(shape, 1L << known.size())));
        long required = 0;
        for (JsonNode name : schema.path("required")) {
            required |= known.get(name.asText()).bit();
        }
        return new ObjectShape(known, other, required);
    }
}
