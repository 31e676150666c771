package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Field;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a model says it takes and gives, as exported at training: a JSON Schema, or MLflow's {@code MLmodel} (or only its
 * {@code signature} part).
 *
 * @param sides {@code input} and {@code output}, or {@code record} where the file does not tell them apart
 * @param unnamed sides whose values MLflow gives no names
 * @param parameters what a request may have beside the input
 * @param batches whether it is about batches of rows, as MLflow's
 */
record Signature(Map<String, ValueType> sides, Set<String> unnamed, Map<String, Field> parameters, boolean batches) {
    /** The side of a schema that describes one flat record. */
    static final String RECORD = "record";

    static Signature read(Path file) throws BadInputException {
        String text = Documents.text(file);
        String source = file.toString();
        JsonNode document =
                text.stripLeading().startsWith("{") ? Json.parse(text, source) : Documents.parseYaml(text, source);
        JsonNode mlflow = document.has("signature") ? document.get("signature") : document;
        if (mlflow.isNull() || document.has("flavors") && !document.has("signature")) {
            throw new BadInputException(
                    source + " has no signature; log the model with signature=infer_signature(...)");
        }
        return mlflow.has("inputs") || mlflow.has("outputs")
                ? ofMlflow(new MlflowSignature(mlflow, source), source)
                : ofSchema(document, source);
    }

    private static Signature ofSchema(JsonNode document, String source) throws BadInputException {
        Map<String, ValueType> sides = sides(Contract.of(document, source));
        if (sides.values().stream().allMatch(ValueType.ANY::equals)) {
            throw new BadInputException(
                    source + " names no fields; a JSON Schema with properties or an MLflow signature was expected");
        }
        return new Signature(sides, Set.of(), Map.of(), false);
    }

    private static Signature ofMlflow(MlflowSignature signature, String source) throws BadInputException {
        Map<String, ValueType> sides = new LinkedHashMap<>();
        Set<String> unnamed = new LinkedHashSet<>();
        for (String side : new String[] {"input", "output"}) {
            signature.rows(side).ifPresent(rows -> sides.put(side, rows));
            if (signature.isUnnamed(side)) {
                unnamed.add(side);
            }
        }
        if (sides.isEmpty()) {
            throw new BadInputException(source + " has a signature without inputs and outputs");
        }
        return new Signature(sides, unnamed, signature.parameters(), true);
    }

    /** The types of a contract, or of a signature written as one. */
    static Map<String, ValueType> sides(Contract contract) {
        Map<String, ValueType> sides = new LinkedHashMap<>();
        for (String side : new String[] {"input", "output"}) {
            contract.side(side).ifPresent(node -> sides.put(side, new SchemaTypes(contract.document()).read(node)));
        }
        return sides.isEmpty() ? Map.of(RECORD, new SchemaTypes(contract.document()).read(contract.document())) : sides;
    }
}
