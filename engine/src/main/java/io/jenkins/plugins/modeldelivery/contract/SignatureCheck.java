package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Compares a model's own signature with the contract, without any records. */
public final class SignatureCheck {
    private final List<SignatureDifferences.Field> added = new ArrayList<>();
    private final List<SignatureDifferences.Field> removed = new ArrayList<>();
    private final List<SignatureDifferences.Field> retyped = new ArrayList<>();
    private long compared;

    private SignatureCheck() {}

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
        return SchemaReport.ofSignature(
                contract.sha256(),
                new SignatureDifferences(check.added, check.removed, check.retyped, check.compared, Map.of()));
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
            if (before != null && after != null && (before.equals(after) || isOpen(before) || isOpen(after))) {
                continue;
            }
            (before == null ? added : after == null ? removed : retyped)
                    .add(new SignatureDifferences.Field(
                            side, name, Optional.ofNullable(before), Optional.ofNullable(after), Map.of()));
        }
    }

    private static boolean isOpen(String type) {
        return type.equals(SchemaFields.ANY);
    }
}
