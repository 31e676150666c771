package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Alternative;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Field;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Kind;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * The types that a JSON Schema gives to its fields. References are followed within the file, {@code allOf} narrows,
 * {@code anyOf} and {@code oneOf} are alternatives. What else narrows a value is kept as a limit, never left out.
 */
final class SchemaTypes {
    /** Types of one schema that are read at most. */
    private static final int MAX_TYPES = 20_000;

    private static final int MAX_REFERENCES = 100;
    private static final int MAX_ALTERNATIVES = 1_000;

    private static final Set<Kind> NUMBERS = EnumSet.of(Kind.INTEGER, Kind.NUMBER);
    private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);
    private static final Map<String, Set<Kind>> LIMITS = limits();

    private final JsonNode root;
    private final Set<String> followed = new HashSet<>();
    private int read;

    SchemaTypes(JsonNode root) {
        this.root = root;
    }

    private static Map<String, Set<Kind>> limits() {
        Map<String, Set<Kind>> limits = new LinkedHashMap<>();
        for (String word : "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(" ")) {
            limits.put(word, NUMBERS);
        }
        for (String word : "minLength maxLength pattern format contentEncoding".split(" ")) {
            limits.put(word, EnumSet.of(Kind.STRING));
        }
        for (String word :
                "minItems maxItems uniqueItems contains minContains maxContains unevaluatedItems".split(" ")) {
            limits.put(word, EnumSet.of(Kind.ARRAY));
        }
        for (String word :
                "minProperties maxProperties dependentRequired dependentSchemas patternProperties propertyNames unevaluatedProperties"
                        .split(" ")) {
            limits.put(word, EnumSet.of(Kind.OBJECT));
        }
        for (String word : "not if then else $dynamicRef".split(" ")) {
            limits.put(word, ALL);
        }
        return limits;
    }

    ValueType read(JsonNode schema) {
        ValueType type = parts(schema);
        if (type.alternatives().isEmpty()) {
            return ValueType.unknown("is of a type that no value has");
        }
        return new ValueType(
                type.alternatives().stream().map(SchemaTypes::implied).toList());
    }

    /** Without {@code type}, fields mean an object, a greatest number means a number: what its author thinks of. */
    private static Alternative implied(Alternative type) {
        if (type.kind() != Kind.ANY) {
            return type;
        }
        Kind kind = !type.fields().isEmpty() || type.limits().containsKey("additionalProperties")
                ? Kind.OBJECT
                : type.others().isPresent()
                        ? Kind.OBJECT
                        : !type.prefix().isEmpty() || type.items().isPresent() ? Kind.ARRAY : Kind.ANY;
        for (Map.Entry<String, Set<Kind>> limit : LIMITS.entrySet()) {
            if (kind == Kind.ANY && limit.getValue() != ALL && type.limits().containsKey(limit.getKey())) {
                kind = limit.getValue() == NUMBERS
                        ? Kind.NUMBER
                        : limit.getValue().iterator().next();
            }
        }
        return narrowed(type, kind);
    }

    /** The type by its own keywords and those that compose it; still of any kind where none is said. */
    private ValueType parts(JsonNode schema) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? ValueType.ANY : new ValueType(List.of());
        }
        if (++read > MAX_TYPES) {
            return ValueType.unknown("is of a type that is too large to compare");
        }
        ValueType type = own(schema);
        if (schema.has("$ref")) {
            type = both(type, reference(schema.get("$ref").asText()));
        }
        for (JsonNode part : schema.path("allOf")) {
            type = both(type, parts(part));
        }
        for (String word : new String[] {"anyOf", "oneOf"}) {
            if (schema.has(word)) {
                type = both(type, oneOf(schema.get(word), word.equals("oneOf")));
            }
        }
        return type;
    }

    private ValueType reference(String target) {
        JsonNode node = target.equals("#") ? root : target.startsWith("#/") ? root.at(target.substring(1)) : null;
        if (node == null || node.isMissingNode()) {
            return ValueType.unknown("is of a type that is described by " + target + ", which is not read");
        }
        if (followed.size() == MAX_REFERENCES || !followed.add(target)) {
            return ValueType.unknown("is of a type that contains itself (" + target + ")");
        }
        ValueType type = parts(node);
        followed.remove(target);
        return type;
    }

    private ValueType oneOf(JsonNode parts, boolean exactlyOne) {
        List<Alternative> all = new ArrayList<>();
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        boolean overlap = false;
        for (JsonNode part : parts) {
            Set<Kind> own = EnumSet.noneOf(Kind.class);
            for (Alternative one : parts(part).alternatives()) {
                all.add(one);
                own.add(one.kind() == Kind.INTEGER ? Kind.NUMBER : one.kind());
            }
            overlap |= own.contains(Kind.ANY) || own.stream().anyMatch(kinds::contains);
            kinds.addAll(own);
        }
        boolean exclusive = exactlyOne && overlap;
        return new ValueType(all.stream()
                .map(one -> exclusive ? limited(one, Map.of("oneOf", parts)) : one)
                .toList());
    }

    private ValueType own(JsonNode schema) {
        Map<String, JsonNode> limits = new HashMap<>();
        LIMITS.keySet().stream().filter(schema::has).forEach(word -> limits.put(word, schema.get(word)));
        if (schema.path("additionalProperties").isBoolean()
                        && !schema.get("additionalProperties").booleanValue()
                || schema.path("unevaluatedProperties").isBoolean()
                        && !schema.get("unevaluatedProperties").booleanValue()) {
            limits.put("additionalProperties", Json.mapper().getNodeFactory().booleanNode(false));
        }
        if (schema.path("unevaluatedProperties").isBoolean()) {
            limits.remove("unevaluatedProperties");
        }
        if (!schema.path("uniqueItems").asBoolean()) {
            limits.remove("uniqueItems");
        }
        List<ValueType> prefix = new ArrayList<>();
        schema.path("prefixItems").forEach(item -> prefix.add(read(item)));
        Optional<ValueType> items = Optional.empty();
        if (schema.path("items").isBoolean() && !schema.get("items").booleanValue()) {
            limits.put("maxItems", Json.mapper().getNodeFactory().numberNode(prefix.size()));
        } else if (schema.has("items")) {
            items = Optional.of(read(schema.get("items")));
        }
        Optional<ValueType> others = schema.path("additionalProperties").isObject()
                ? Optional.of(read(schema.get("additionalProperties")))
                : Optional.empty();
        Alternative open = new Alternative(Kind.ANY, limits, prefix, items, fields(schema), others, "");
        Set<Kind> kinds = kinds(schema);
        if (kinds.contains(Kind.UNKNOWN)) {
            return ValueType.unknown("is of type " + schema.get("type") + ", which JSON Schema does not have");
        }
        return new ValueType(kinds.isEmpty() ? List.of(open) : ofKinds(open, kinds, schema));
    }

    private Map<String, Field> fields(JsonNode schema) {
        Map<String, Field> fields = new LinkedHashMap<>();
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(field -> {
            fields.put(
                    field.getKey(), new Field(read(field.getValue()), Optional.of(required.contains(field.getKey()))));
        });
        required.forEach(name -> fields.putIfAbsent(name, new Field(ValueType.ANY, Optional.of(true))));
        return fields;
    }

    /** The kinds that are said by {@code type}, {@code enum} or {@code const}; none where nothing is. */
    private static Set<Kind> kinds(JsonNode schema) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            kinds.add(kind(type));
        }
        type.forEach(one -> kinds.add(kind(one)));
        if (kinds.isEmpty()) {
            values(schema).forEach(value -> kinds.add(kindOf(value)));
        }
        if (kinds.contains(Kind.NUMBER)) {
            kinds.remove(Kind.INTEGER);
        }
        return kinds;
    }

    private static Kind kind(JsonNode type) {
        return switch (type.asText()) {
            case "null", "boolean", "integer", "number", "string", "array", "object" ->
                Kind.valueOf(type.asText().toUpperCase(Locale.ROOT));
            default -> Kind.UNKNOWN; // where a reference leads out of what was checked as a schema
        };
    }

    private static ArrayNode values(JsonNode schema) {
        ArrayNode values = Json.mapper().createArrayNode();
        schema.path("enum").forEach(values::add);
        if (schema.has("const")) {
            values.add(schema.get("const"));
        }
        return values;
    }

    private static List<Alternative> ofKinds(Alternative open, Set<Kind> kinds, JsonNode schema) {
        List<Alternative> alternatives = new ArrayList<>();
        ArrayNode values = values(schema);
        for (Kind kind : kinds) {
            ArrayNode own = Json.mapper().createArrayNode();
            values.forEach(value -> {
                if (kindOf(value) == kind || kind == Kind.NUMBER && kindOf(value) == Kind.INTEGER) {
                    own.add(value);
                }
            });
            if (values.isEmpty()) {
                alternatives.add(narrowed(open, kind));
            } else if (!own.isEmpty()) {
                Alternative type = narrowed(open, kind);
                alternatives.add(kind == Kind.NULL ? type : limited(type, Map.of("enum", own)));
            }
        }
        return alternatives;
    }

    private static Kind kindOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> Kind.STRING;
            case BOOLEAN -> Kind.BOOLEAN;
            case NUMBER -> value.decimalValue().stripTrailingZeros().scale() <= 0 ? Kind.INTEGER : Kind.NUMBER;
            case ARRAY -> Kind.ARRAY;
            case OBJECT -> Kind.OBJECT;
            default -> Kind.NULL;
        };
    }

    /** What of an alternative of any kind is about values of one kind. */
    private static Alternative narrowed(Alternative open, Kind kind) {
        Map<String, JsonNode> limits = new HashMap<>(open.limits());
        limits.keySet()
                .removeIf(word -> LIMITS.containsKey(word) && !LIMITS.get(word).contains(kind));
        if (kind != Kind.OBJECT) {
            limits.remove("additionalProperties");
        }
        boolean list = kind == Kind.ARRAY;
        return new Alternative(
                kind,
                limits,
                list ? open.prefix() : List.of(),
                list ? open.items() : Optional.empty(),
                kind == Kind.OBJECT ? open.fields() : Map.of(),
                kind == Kind.OBJECT ? open.others() : Optional.empty(),
                open.unknown());
    }

    private static Alternative limited(Alternative type, Map<String, JsonNode> more) {
        Map<String, JsonNode> limits = new HashMap<>(type.limits());
        more.forEach((word, limit) -> limits.merge(word, limit, stricter(word)));
        return new Alternative(
                type.kind(), limits, type.prefix(), type.items(), type.fields(), type.others(), type.unknown());
    }

    private static ValueType both(ValueType one, ValueType other) {
        if (one.alternatives().size() * other.alternatives().size() > MAX_ALTERNATIVES) {
            return ValueType.unknown("is of a type that is too large to compare");
        }
        List<Alternative> alternatives = new ArrayList<>();
        for (Alternative a : one.alternatives()) {
            for (Alternative b : other.alternatives()) {
                Kind kind = a.kind() == Kind.ANY || b.kind() == Kind.UNKNOWN ? b.kind() : a.kind();
                boolean numbers = NUMBERS.contains(a.kind()) && NUMBERS.contains(b.kind());
                if (numbers && a.kind() != b.kind()) {
                    kind = Kind.INTEGER;
                }
                if (numbers
                        || kind == Kind.UNKNOWN
                        || a.kind() == b.kind()
                        || b.kind() == Kind.ANY
                        || a.kind() == Kind.ANY) {
                    alternatives.add(meet(narrowed(a, kind), narrowed(b, kind)));
                }
            }
        }
        return new ValueType(alternatives);
    }

    /** What two alternatives of one kind have in common. */
    private static Alternative meet(Alternative a, Alternative b) {
        List<ValueType> prefix = new ArrayList<>();
        for (int i = 0; i < Math.max(a.prefix().size(), b.prefix().size()); i++) {
            prefix.add(both(a.item(i), b.item(i)));
        }
        Map<String, Field> fields = new LinkedHashMap<>(a.fields());
        b.fields()
                .forEach((name, field) -> fields.merge(
                        name,
                        field,
                        (x, y) -> new Field(
                                both(x.type(), y.type()),
                                Optional.of(x.required().orElse(false)
                                        || y.required().orElse(false)))));
        Alternative met = new Alternative(
                a.kind(),
                a.limits(),
                prefix,
                both(a.items(), b.items()),
                fields,
                both(a.others(), b.others()),
                a.unknown() + b.unknown());
        return limited(met, b.limits());
    }

    private static Optional<ValueType> both(Optional<ValueType> a, Optional<ValueType> b) {
        return a.isPresent() && b.isPresent() ? Optional.of(both(a.get(), b.get())) : a.or(() -> b);
    }

    private static BinaryOperator<JsonNode> stricter(String word) {
        return (a, b) -> {
            if (a.equals(b)) {
                return a;
            }
            if (a.isNumber() && b.isNumber() && !word.equals("multipleOf")) {
                boolean least = word.startsWith("min") || word.equals("exclusiveMinimum");
                return a.decimalValue().compareTo(b.decimalValue()) >= 0 == least ? a : b;
            }
            if (word.equals("enum")) {
                ArrayNode common = Json.mapper().createArrayNode();
                a.forEach(value -> b.forEach(other -> {
                    if (other.equals(value)) {
                        common.add(value);
                    }
                }));
                return common;
            }
            return Json.mapper().createArrayNode().add(a).add(b); // both of them, which no other limit equals
        };
    }
}
