package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** Compares a model's own signature with the contract, without any records. */
public final class SignatureCheck {
    private final ObjectNode differences = Json.object();
    private long compared;

    private SignatureCheck() {
        differences.putArray("added");
        differences.putArray("removed");
        differences.putArray("retyped");
    }

    /**
     * Names each field that the signature has and the contract has not (added), the other way round (removed), and each
     * with another type (retyped).
     *
     * @param signature a JSON Schema or an MLflow {@code MLmodel} file
     */
    public static SchemaReport check(Contract contract, Path signature) throws BadInputException {
        SignatureCheck check = new SignatureCheck();
        Map<String, Map<String, String>> expected = sides(contract);
        Map<String, Map<String, String>> found = Signature.read(signature).sides();
        if (found.containsKey(Signature.RECORD) && !expected.containsKey(Signature.RECORD)) {
            // one flat list of fields is what a model takes, unless the contract only says what it gives
            String side = expected.containsKey("input") ? "input" : "output";
            found = Map.of(side, found.get(Signature.RECORD));
        }
        TreeSet<String> names = new TreeSet<>(expected.keySet());
        names.retainAll(found.keySet());
        if (names.isEmpty()) {
            throw new BadInputException(signature + " describes " + String.join(" and ", found.keySet())
                    + ", the contract " + String.join(" and ", expected.keySet()) + "; there is nothing to compare");
        }
        for (String side : names) {
            check.compare(side, expected.get(side), found.get(side));
        }
        return SchemaReport.ofSignature(contract.sha256(), check.differences.put("compared", check.compared));
    }

    private static Map<String, Map<String, String>> sides(Contract contract) {
        Map<String, Map<String, String>> sides = new LinkedHashMap<>();
        for (String side : new String[] {"input", "output"}) {
            contract.side(side).ifPresent(node -> sides.put(side, SchemaFields.of(contract.document(), node)));
        }
        JsonNode document = contract.document();
        return sides.isEmpty() ? Map.of(Signature.RECORD, SchemaFields.of(document, document)) : sides;
    }

    private void compare(String side, Map<String, String> expected, Map<String, String> found) {
        TreeSet<String> names = new TreeSet<>(expected.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            compared++;
            String before = expected.get(name);
            String after = found.get(name);
            String kind = before == null ? "added" : after == null ? "removed" : "retyped";
            if (kind.equals("retyped") && (before.equals(after) || isOpen(before) || isOpen(after))) {
                continue;
            }
            ObjectNode field = differences.withArrayProperty(kind).addObject();
            field.put("side", side).put("field", name);
            if (before != null) {
                field.put("contract", before);
            }
            if (after != null) {
                field.put("signature", after);
            }
        }
    }

    private static boolean isOpen(String type) {
        return type.equals(SchemaFields.ANY);
    }
}
