package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Alternative;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Field;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Kind;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The types of a signature as MLflow writes it into {@code MLmodel} (mlflow.types.schema: ColSpec, TensorSpec, ParamSpec,
 * Array, Object, Map, AnyType). A signature is about a batch: a type here is that of one row of it.
 */
final class MlflowSignature {
    private static final Pattern INTEGERS = Pattern.compile("(u?)int(8|16|32|64)");
    private static final Pattern FLOATS = Pattern.compile("b?float\\d+|float\\d+_\\w+|longdouble");

    private final JsonNode signature;
    private final String source;

    MlflowSignature(JsonNode signature, String source) {
        this.signature = signature;
        this.source = source;
    }

    /** What a row is, where the signature says it; an object of the columns unless they have no names. */
    Optional<ValueType> rows(String side) throws BadInputException {
        JsonNode columns = list(side + "s");
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        if (isUnnamed(side)) {
            List<ValueType> types = new ArrayList<>();
            for (JsonNode column : columns) {
                types.add(column(column));
            }
            JsonNode size = number(types.size());
            return Optional.of(
                    types.size() == 1
                            ? types.get(0)
                            : new ValueType(List.of(new Alternative(
                                    Kind.ARRAY,
                                    Map.of("minItems", size, "maxItems", size),
                                    types,
                                    Optional.empty(),
                                    Map.of(),
                                    Optional.empty(),
                                    ""))));
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (JsonNode column : columns) {
            add(fields, column.path("name").asText(), column, column(column), side.equals("input"));
        }
        return Optional.of(ValueType.object(fields));
    }

    /** Whether the columns, or the only tensor, have no names. */
    boolean isUnnamed(String side) throws BadInputException {
        int named = 0;
        JsonNode columns = list(side + "s");
        for (JsonNode column : columns) {
            named += column.hasNonNull("name") ? 1 : 0;
        }
        if (named > 0 && named < columns.size()) {
            throw new BadInputException(
                    source + " names some " + side + " columns and others not; MLflow has all or none");
        }
        return named == 0;
    }

    /** Parameters, which a request may have beside its inputs. */
    Map<String, Field> parameters() throws BadInputException {
        Map<String, Field> parameters = new LinkedHashMap<>();
        for (JsonNode parameter : list("params")) {
            ValueType type = type(parameter.has("type") ? parameter : parameter.path("dtype"), true);
            boolean array = parameter.path("shape").isArray();
            add(
                    parameters,
                    parameter.path("name").asText(),
                    parameter,
                    array ? ValueType.arrayOf(type, Map.of()) : type,
                    true);
        }
        return parameters;
    }

    private JsonNode list(String name) throws BadInputException {
        JsonNode columns = signature.path(name);
        if (columns.isTextual()) {
            columns = Json.parse(columns.textValue(), source + " (signature " + name + ")");
        }
        if (columns.isMissingNode() || columns.isNull()) {
            return Json.mapper().createArrayNode();
        }
        boolean list = columns.isArray();
        for (JsonNode column : columns) {
            list &= column.isObject();
        }
        if (!list) {
            throw new BadInputException(source + ": the signature's " + name + " are no list of columns or tensors");
        }
        return columns;
    }

    private void add(Map<String, Field> fields, String name, JsonNode column, ValueType type, boolean given)
            throws BadInputException {
        Optional<Boolean> required = required(column);
        boolean nullable = given && required.isPresent() && !required.get();
        if (fields.put(name, new Field(nullable ? type.orNull() : type, required)) != null) {
            throw new BadInputException(source + " names the field '" + name + "' twice");
        }
    }

    /** MLflow before 2.5 wrote {@code optional} where a column need not be there. */
    private static Optional<Boolean> required(JsonNode column) {
        if (column.has("optional")) {
            return Optional.of(!column.get("optional").asBoolean(true));
        }
        JsonNode required = column.path("required");
        return required.isMissingNode()
                ? Optional.of(true)
                : required.isBoolean() ? Optional.of(required.booleanValue()) : Optional.empty();
    }

    private ValueType column(JsonNode column) throws BadInputException {
        return column.path("type").asText().equals("tensor") ? tensor(column.path("tensor-spec")) : type(column, false);
    }

    /** A type in MLflow's words (mlflow.types.DataType and those that hold others). */
    private ValueType type(JsonNode spec, boolean given) throws BadInputException {
        String type = spec.isTextual() ? spec.textValue() : spec.path("type").asText();
        return switch (type) {
            case "integer", "long" -> ValueType.of(Kind.INTEGER, Map.of());
            case "float", "double" -> ValueType.of(Kind.NUMBER, Map.of());
            case "boolean" -> ValueType.of(Kind.BOOLEAN, Map.of());
            case "string" -> ValueType.of(Kind.STRING, Map.of());
            case "binary" -> ValueType.of(Kind.STRING, Map.of("contentEncoding", text("base64")));
            case "datetime" -> ValueType.of(Kind.STRING, Map.of("format", text("date-time")));
            case "any" -> ValueType.ANY;
            case "sparkml_vector" -> ValueType.arrayOf(ValueType.of(Kind.NUMBER, Map.of()), Map.of());
            case "array" ->
                spec.has("items")
                        ? ValueType.arrayOf(type(spec.get("items"), given), Map.of())
                        : ValueType.unknown("is an array of items whose type the signature does not say");
            case "map" ->
                spec.has("values")
                        ? ValueType.mapOf(type(spec.get("values"), given))
                        : ValueType.unknown("is a map of values whose type the signature does not say");
            case "object" -> object(spec.path("properties"), given);
            default ->
                ValueType.unknown(
                        type.isEmpty()
                                ? "is of a type that the signature does not say"
                                : "is of type '" + type + "' in the signature, which MLflow does not have");
        };
    }

    private ValueType object(JsonNode properties, boolean given) throws BadInputException {
        if (properties.isEmpty()) {
            return ValueType.unknown("is an object whose properties the signature does not say");
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            add(fields, property.getKey(), property.getValue(), type(property.getValue(), given), given);
        }
        return ValueType.object(fields);
    }

    /** Of a tensor's dimensions the first is the batch: -1. */
    private static ValueType tensor(JsonNode spec) {
        JsonNode shape = spec.path("shape");
        ValueType type = dtype(spec.path("dtype").asText());
        if (!shape.isArray() || shape.path(0).asInt() != -1) {
            return ValueType.unknown("is a tensor of shape " + (shape.isArray() ? shape : "unknown")
                    + " in the signature; the first dimension of a batch is -1");
        }
        for (int i = shape.size() - 1; i > 0; i--) {
            int size = shape.get(i).asInt(0);
            if (size < 1 && size != -1) {
                return ValueType.unknown("is a tensor of shape " + shape + " in the signature, which no tensor has");
            }
            Map<String, JsonNode> limits =
                    size == -1 ? Map.of() : Map.of("minItems", number(size), "maxItems", number(size));
            type = ValueType.arrayOf(type, limits);
        }
        return type;
    }

    /** NumPy's names of types; integers of 32 and 64 signed bits count as unlimited. */
    private static ValueType dtype(String dtype) {
        Matcher integer = INTEGERS.matcher(dtype);
        if (integer.matches()) {
            boolean unsigned = !integer.group(1).isEmpty();
            int bits = Integer.parseInt(integer.group(2));
            if (!unsigned && bits >= Integer.SIZE) {
                return ValueType.of(Kind.INTEGER, Map.of());
            }
            BigInteger half = BigInteger.TWO.pow(unsigned ? bits : bits - 1);
            return ValueType.of(
                    Kind.INTEGER,
                    Map.of(
                            "minimum",
                                    Json.mapper()
                                            .getNodeFactory()
                                            .numberNode(unsigned ? BigInteger.ZERO : half.negate()),
                            "maximum", Json.mapper().getNodeFactory().numberNode(half.subtract(BigInteger.ONE))));
        }
        if (FLOATS.matcher(dtype).matches()) {
            return ValueType.of(Kind.NUMBER, Map.of());
        }
        return switch (dtype) {
            case "bool" -> ValueType.of(Kind.BOOLEAN, Map.of());
            case "str" -> ValueType.of(Kind.STRING, Map.of());
            default ->
                dtype.startsWith("datetime64")
                        ? ValueType.of(Kind.STRING, Map.of("format", text("date-time")))
                        : ValueType.unknown(
                                "is a tensor of dtype '" + dtype + "' in the signature, which is not compared");
        };
    }

    private static JsonNode number(int value) {
        return Json.mapper().getNodeFactory().numberNode(value);
    }

    private static JsonNode text(String value) {
        return Json.mapper().getNodeFactory().textNode(value);
    }
}
