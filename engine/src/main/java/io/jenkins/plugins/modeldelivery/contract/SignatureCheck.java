package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.node.IntNode;
import io.jenkins.plugins.modeldelivery.contract.SignatureComparison.Finding;
import io.jenkins.plugins.modeldelivery.contract.SignatureDifferences.Change;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Alternative;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Field;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Kind;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares a model's own signature with the contract, without any records. */
public final class SignatureCheck {
    private SignatureCheck() {}

    /**
     * Names each field that the signature has and the contract has not (added), the other way round (removed), each of
     * another type (retyped), each that is as the contract says (kept), and each that could not be compared (open).
     *
     * @param signature a JSON Schema or an MLflow {@code MLmodel} file
     */
    public static SchemaReport check(Contract contract, Path signature) throws BadInputException {
        Map<String, ValueType> expected = Signature.sides(contract);
        Signature read = Signature.read(signature);
        Map<String, ValueType> found = read.sides();
        if (found.containsKey(Signature.RECORD) && !expected.containsKey(Signature.RECORD)) {
            // one flat list of fields is what a model takes, unless the contract only says what it gives
            String side = expected.containsKey("input") ? "input" : "output";
            found = Map.of(side, found.get(Signature.RECORD));
        }
        if (expected.keySet().stream().noneMatch(found::containsKey)) {
            throw new BadInputException(signature + " describes " + String.join(" and ", found.keySet())
                    + ", the contract " + String.join(" and ", expected.keySet()) + "; there is nothing to compare");
        }
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, ValueType> side : expected.entrySet()) {
            ValueType model = found.get(side.getKey());
            if (model == null) {
                findings.add(new Finding(
                        Change.OPEN,
                        new SignatureDifferences.Field(
                                side.getKey(),
                                "",
                                Optional.of(side.getValue().words()),
                                Optional.empty(),
                                Optional.of("of the contract was not compared: the signature does not describe it"),
                                Map.of())));
            } else {
                findings.addAll(compare(side.getKey(), side.getValue(), model, read));
            }
        }
        return SchemaReport.ofSignature(contract.sha256(), SignatureDifferences.of(findings));
    }

    private static List<Finding> compare(String side, ValueType contract, ValueType model, Signature signature) {
        SignatureComparison comparison = new SignatureComparison(side, !side.equals("output"));
        List<Finding> findings = comparison.compare("", contract, model);
        if (side.equals(Signature.RECORD) && SignatureComparison.worst(findings) == Change.KEPT) {
            return new SignatureComparison(side, false).compare("", contract, model);
        }
        if (!signature.batches() || contract.values().size() != 1) {
            return findings;
        }
        Alternative expected = contract.values().get(0);
        if (signature.unnamed().contains(side) && expected.kind() == Kind.OBJECT && !model.has(Kind.OBJECT)) {
            return withoutNames(comparison, expected.fields(), contract, model);
        }
        ValueType batch = ValueType.arrayOf(model, Map.of());
        if (expected.kind() == Kind.ARRAY
                && SignatureComparison.worst(findings) == Change.RETYPED
                && SignatureComparison.worst(comparison.compare("", contract, batch)) != Change.RETYPED) {
            String why = "of the contract fits a batch of rows; a contract describes one row";
            return List.of(comparison.finding(Change.OPEN, "", contract, batch, why));
        }
        return side.equals("input") ? withParameters(comparison, findings, expected, signature.parameters()) : findings;
    }

    /** Values without names can have the wrong types for the contract's fields, but never be told to be the right ones. */
    private static List<Finding> withoutNames(
            SignatureComparison comparison, Map<String, Field> fields, ValueType contract, ValueType model) {
        Alternative found = model.values().get(0);
        int values = found.prefix().isEmpty()
                ? found.limits().getOrDefault("maxItems", IntNode.valueOf(0)).asInt()
                : found.prefix().size();
        boolean each = found.kind() == Kind.ARRAY && values == fields.size();
        if (!each && fields.size() != 1) {
            String why = "has no field names in the signature"
                    + (values > 0
                            ? ", and " + values + " values where the contract has " + fields.size() + " fields"
                            : "");
            return List.of(comparison.finding(Change.OPEN, "", contract, model, why));
        }
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, Field> field : fields.entrySet()) {
            ValueType value = each ? found.item(findings.size()) : model;
            findings.add(unlessRetyped(comparison, field, value, "has no name in the signature"));
        }
        return findings;
    }

    private static List<Finding> withParameters(
            SignatureComparison comparison,
            List<Finding> findings,
            Alternative contract,
            Map<String, Field> parameters) {
        List<Finding> all = new ArrayList<>();
        for (Finding one : findings) {
            Field parameter = parameters.get(one.field().field());
            all.add(
                    one.change() != Change.REMOVED || parameter == null
                            ? one
                            : unlessRetyped(
                                    comparison,
                                    Map.entry(
                                            one.field().field(),
                                            contract.fields().get(one.field().field())),
                                    parameter.type(),
                                    "is a parameter of the model, not an input"));
        }
        return all;
    }

    private static Finding unlessRetyped(
            SignatureComparison comparison, Map.Entry<String, Field> field, ValueType model, String otherwise) {
        ValueType contract = field.getValue().type();
        boolean retyped =
                SignatureComparison.worst(comparison.compare(field.getKey(), contract, model)) == Change.RETYPED;
        return comparison.finding(
                retyped ? Change.RETYPED : Change.OPEN, field.getKey(), contract, model, retyped ? "" : otherwise);
    }
}
