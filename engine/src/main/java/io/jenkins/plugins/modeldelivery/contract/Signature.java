package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields that a model says it has, as exported at training: a JSON Schema, or MLflow's {@code MLmodel} (or only its
 * {@code signature} part).
 *
 * @param sides {@code input} and {@code output}, or {@code record} where the file does not tell them apart; each with
 *     its fields and their types in JSON Schema's words
 */
record Signature(Map<String, Map<String, String>> sides) {
    /** The side of a schema that describes one flat record. */
    static final String RECORD = "record";

    static Signature read(Path file) throws BadInputException {
        String text = Documents.text(file);
        String source = file.toString();
        JsonNode document =
                text.stripLeading().startsWith("{") ? Json.parse(text, source) : Documents.parseYaml(text, source);
        JsonNode mlflow = document.has("signature") ? document.get("signature") : document;
        Signature signature =
                mlflow.has("inputs") || mlflow.has("outputs") ? ofMlflow(mlflow, source) : ofSchema(document, source);
        if (signature.sides.values().stream().allMatch(Map::isEmpty)) {
            throw new BadInputException(
                    source + " names no fields; a JSON Schema with properties or an MLflow signature was expected");
        }
        return signature;
    }

    private static Signature ofSchema(JsonNode document, String source) throws BadInputException {
        Contract contract = Contract.of(document, source);
        Map<String, Map<String, String>> sides = new LinkedHashMap<>();
        for (String side : new String[] {"input", "output"}) {
            contract.side(side).ifPresent(node -> sides.put(side, SchemaFields.of(document, node)));
        }
        if (sides.isEmpty()) {
            sides.put(RECORD, SchemaFields.of(document, document));
        }
        return new Signature(sides);
    }

    private static Signature ofMlflow(JsonNode signature, String source) throws BadInputException {
        Map<String, Map<String, String>> sides = new LinkedHashMap<>();
        for (String side : new String[] {"input", "output"}) {
            JsonNode columns = signature.path(side + "s");
            if (columns.isTextual()) {
                columns = Json.parse(columns.textValue(), source + " (signature " + side + "s)");
            }
            if (!columns.isArray()) {
                continue;
            }
            Map<String, String> fields = new LinkedHashMap<>();
            for (JsonNode column : columns) {
                String name = column.path("name").asText(String.valueOf(fields.size()));
                if (fields.put(name, mlflowType(column.path("type").asText(""))) != null) {
                    throw new BadInputException(source + " names the " + side + " field '" + name + "' twice");
                }
            }
            sides.put(side, fields);
        }
        return new Signature(sides);
    }

    /** MLflow's column types (mlflow.types.DataType) in the words of JSON Schema. */
    private static String mlflowType(String type) {
        return switch (type) {
            case "integer", "long" -> "integer";
            case "float", "double" -> "number";
            case "boolean" -> "boolean";
            case "string", "binary", "datetime" -> "string";
            case "array", "tensor" -> "array";
            case "object", "map" -> "object";
            default -> SchemaFields.ANY;
        };
    }
}
