package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a place of a schema or of a signature may hold: one of some alternatives.
 *
 * @param alternatives none where nothing fits
 */
record ValueType(List<Alternative> alternatives) {
    static final ValueType ANY = of(Kind.ANY, Map.of());

    /** What kind of value. */
    enum Kind {
        ANY,
        /** A type that cannot be read; the alternative says why. */
        UNKNOWN,
        NULL,
        BOOLEAN,
        INTEGER,
        NUMBER,
        STRING,
        ARRAY,
        OBJECT
    }

    /**
     * One kind of values.
     *
     * @param limits what else JSON Schema says about them, by keyword
     * @param prefix types of the first items of an array
     * @param items type of an array's other items, where it is said
     * @param fields of an object
     * @param others type of an object's other fields, where it is said
     * @param unknown why the type is {@link Kind#UNKNOWN}, else empty
     */
    record Alternative(
            Kind kind,
            Map<String, JsonNode> limits,
            List<ValueType> prefix,
            Optional<ValueType> items,
            Map<String, Field> fields,
            Optional<ValueType> others,
            String unknown) {
        Alternative {
            limits = Map.copyOf(limits);
            prefix = List.copyOf(prefix);
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** The type of an array's item. */
        ValueType item(int position) {
            return position < prefix.size() ? prefix.get(position) : items.orElse(ANY);
        }

        /** An object of which only is known that it is one. */
        boolean isOpenObject() {
            return fields.isEmpty() && others.isEmpty() && !limits.containsKey("additionalProperties");
        }

        private String words() {
            String word = kind.name().toLowerCase(Locale.ROOT);
            return switch (kind) {
                case UNKNOWN -> unknown;
                case ARRAY ->
                    prefix.isEmpty()
                            ? word + items.map(item -> " of " + item.words()).orElse("")
                            : word + " of "
                                    + prefix.stream()
                                            .map(ValueType::words)
                                            .distinct()
                                            .collect(Collectors.joining(", "));
                case OBJECT ->
                    fields.isEmpty() && others.isPresent()
                            ? "map of " + others.get().words()
                            : word;
                default -> word;
            };
        }
    }

    /**
     * A field of an object.
     *
     * @param required whether it is always there; empty where that is not said
     */
    record Field(ValueType type, Optional<Boolean> required) {}

    ValueType {
        alternatives = List.copyOf(alternatives);
    }

    private static ValueType of(
            Kind kind,
            Map<String, JsonNode> limits,
            Optional<ValueType> items,
            Map<String, Field> fields,
            Optional<ValueType> others,
            String unknown) {
        return new ValueType(List.of(new Alternative(kind, limits, List.of(), items, fields, others, unknown)));
    }

    static ValueType of(Kind kind, Map<String, JsonNode> limits) {
        return of(kind, limits, Optional.empty(), Map.of(), Optional.empty(), "");
    }

    /** @param why in words that follow the name of the field */
    static ValueType unknown(String why) {
        return of(Kind.UNKNOWN, Map.of(), Optional.empty(), Map.of(), Optional.empty(), why);
    }

    static ValueType arrayOf(ValueType item, Map<String, JsonNode> limits) {
        return of(Kind.ARRAY, limits, Optional.of(item), Map.of(), Optional.empty(), "");
    }

    static ValueType mapOf(ValueType value) {
        return of(Kind.OBJECT, Map.of(), Optional.empty(), Map.of(), Optional.of(value), "");
    }

    static ValueType object(Map<String, Field> fields) {
        return of(Kind.OBJECT, Map.of(), Optional.empty(), fields, Optional.empty(), "");
    }

    ValueType orNull() {
        return new ValueType(Stream.concat(alternatives.stream(), of(Kind.NULL, Map.of()).alternatives.stream())
                .distinct()
                .toList());
    }

    boolean has(Kind kind) {
        return alternatives.stream().anyMatch(one -> one.kind == kind);
    }

    /** The alternatives but null: that a field may be null does not make it another type. */
    List<Alternative> values() {
        return alternatives.stream().filter(one -> one.kind != Kind.NULL).toList();
    }

    /** In words, in alphabetical order. */
    String words() {
        String words =
                values().stream().map(Alternative::words).distinct().sorted().collect(Collectors.joining(" or "));
        return !words.isEmpty() ? words : has(Kind.NULL) ? "null" : "nothing";
    }
}
