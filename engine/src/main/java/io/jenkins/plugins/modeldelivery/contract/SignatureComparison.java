package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.SignatureDifferences.Change;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Alternative;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Field;
import io.jenkins.plugins.modeldelivery.contract.ValueType.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares one side of a contract with that of a signature. A model has to take each input that the contract allows, and
 * the contract has to allow each output that the model gives: so the types of one side have to lie within those of the
 * other. What cannot be decided is open, never equal.
 */
final class SignatureComparison {
    /** Pairs of types that are compared at most. */
    private static final int MAX_PAIRS = 200_000;

    /** What does not narrow the values of a contract, but says more about them. */
    private static final List<String> DESCRIBING = List.of(
            "patternProperties", "unevaluatedProperties", "dependentSchemas", "then", "else", "unevaluatedItems");

    private final String side;
    /** Whether the contract's values have to be the model's, not the other way round. */
    private final boolean given;

    private int pairs;

    /** What became of one field; those of a list are of one field and what is below it. */
    record Finding(Change change, SignatureDifferences.Field field) {}

    /** @param given whether these are values that the contract lets in, not those that the model gives */
    SignatureComparison(String side, boolean given) {
        this.side = side;
        this.given = given;
    }

    /**
     * @param field where in the side, names joined by a slash, the items of an array as {@code *}; empty for the whole
     */
    List<Finding> compare(String field, ValueType contract, ValueType model) {
        ValueType from = given ? contract : model;
        ValueType to = given ? model : contract;
        List<List<Finding>> each = new ArrayList<>();
        for (Alternative value : from.values()) {
            each.add(to.values().stream()
                    .map(taken -> pair(field, value, taken))
                    .min(Comparator.comparing(SignatureComparison::worst))
                    .orElse(List.of(finding(Change.RETYPED, field, contract, model, ""))));
        }
        if (from.has(Kind.NULL) && !to.has(Kind.NULL) && !to.has(Kind.ANY)) {
            each.add(List.of(finding(
                    Change.OPEN,
                    field,
                    contract,
                    model,
                    given
                            ? "may be null in the contract, and not in the signature"
                            : "may be null in the signature, and not in the contract")));
        }
        if (each.size() == 1 && to.values().size() <= 1) {
            return each.get(0);
        }
        return List.of(each.stream()
                .flatMap(List::stream)
                .max(Comparator.comparing(Finding::change))
                .filter(one -> one.change() != Change.KEPT)
                .map(one -> finding(
                        worst(List.of(one)),
                        field,
                        contract,
                        model,
                        one.field().why().orElse("")))
                .orElse(finding(Change.KEPT, field, contract, model, "")));
    }

    /** The worst of them: kept, open or retyped, as which an added and a removed field count, too. */
    static Change worst(List<Finding> findings) {
        Change worst = findings.stream()
                .map(Finding::change)
                .max(Comparator.naturalOrder())
                .orElse(Change.KEPT);
        return worst.compareTo(Change.RETYPED) > 0 ? Change.RETYPED : worst;
    }

    private List<Finding> pair(String field, Alternative from, Alternative to) {
        ValueType contract = new ValueType(List.of(given ? from : to));
        ValueType model = new ValueType(List.of(given ? to : from));
        if (++pairs > MAX_PAIRS) {
            return List.of(finding(Change.OPEN, field, contract, model, "is of a type that is too large to compare"));
        }
        String unknown = from.unknown() + to.unknown();
        if (!unknown.isEmpty()) {
            return List.of(finding(Change.OPEN, field, contract, model, unknown));
        }
        boolean same = from.kind() == to.kind() || from.kind() == Kind.INTEGER && to.kind() == Kind.NUMBER;
        if (!same && from.kind() != Kind.ANY && to.kind() != Kind.ANY) {
            return List.of(finding(Change.RETYPED, field, contract, model, ""));
        }
        if (from.kind() == Kind.ANY && to.kind() != Kind.ANY) {
            String where = given ? "contract" : "signature";
            return List.of(finding(Change.OPEN, field, contract, model, "may be anything in the " + where));
        }
        Finding own = limits(field, contract, model, from.limits(), to.limits());
        if (own.change() == Change.RETYPED || to.kind() == Kind.ANY) {
            return List.of(own);
        }
        List<Finding> below =
                switch (from.kind()) {
                    case ARRAY -> items(field, contract, model);
                    case OBJECT -> fields(field, contract, model);
                    default -> List.<Finding>of();
                };
        if (own.change() == Change.KEPT
                && !below.isEmpty()
                && (worst(below) != Change.KEPT || from.kind() == Kind.OBJECT)) {
            return below;
        }
        List<Finding> all = new ArrayList<>(List.of(own));
        if (worst(below) != Change.KEPT) {
            all.addAll(below);
        }
        return all;
    }

    private Finding limits(
            String field, ValueType contract, ValueType model, Map<String, JsonNode> from, Map<String, JsonNode> to) {
        TreeSet<String> unsaid = new TreeSet<>();
        for (Map.Entry<String, JsonNode> limit : to.entrySet()) {
            String word = limit.getKey();
            if (word.equals("additionalProperties")) {
                continue; // fields are compared by name on both sides
            }
            Optional<Boolean> within = within(word, limit.getValue(), from);
            if (within.isPresent() && !within.get()) {
                return finding(
                        Change.RETYPED,
                        field,
                        contract,
                        model,
                        "has " + word + " " + from.get(word) + " in the " + (given ? "contract" : "signature")
                                + ", and " + limit.getValue() + " in the " + (given ? "signature" : "contract"));
            }
            if (within.isEmpty()) {
                unsaid.add(word + " " + limit.getValue());
            }
        }
        List<String> described = DESCRIBING.stream()
                .filter(word ->
                        given && from.containsKey(word) && !from.get(word).equals(to.get(word)))
                .toList();
        if (!described.isEmpty()) {
            String why = "is described by " + String.join(", ", described) + " in the contract, which is not compared";
            return finding(Change.OPEN, field, contract, model, why);
        }
        if (unsaid.isEmpty()) {
            return finding(Change.KEPT, field, contract, model, "");
        }
        return finding(
                Change.OPEN,
                field,
                contract,
                model,
                given
                        ? "has " + String.join(", ", unsaid) + " in the signature, which the contract does not say"
                        : "has " + String.join(", ", unsaid)
                                + " in the contract, which the signature does not say; check records as well");
    }

    /** Whether what keeps the limits {@code from} keeps one more; empty where that is not known. */
    private static Optional<Boolean> within(String word, JsonNode to, Map<String, JsonNode> from) {
        JsonNode own = from.get(word);
        if (own == null) {
            JsonNode stricter =
                    from.get("exclusive" + word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
            boolean least = word.equals("minimum");
            return stricter != null
                            && to.isNumber()
                            && (least || word.equals("maximum"))
                            && (least ? 1 : -1) * stricter.decimalValue().compareTo(to.decimalValue()) >= 0
                    ? Optional.of(true)
                    : Optional.empty();
        }
        if (own.equals(to)) {
            // what refers to another place may mean something else in the other file
            return own.toString().contains("ref\":") || own.toString().contains("Ref\":")
                    ? Optional.empty()
                    : Optional.of(true);
        }
        if (own.isNumber() && to.isNumber() && !word.equals("multipleOf")) {
            boolean least = word.startsWith("min") || word.equals("exclusiveMinimum");
            return Optional.of((least ? 1 : -1) * own.decimalValue().compareTo(to.decimalValue()) >= 0);
        }
        if (word.equals("enum")) {
            List<JsonNode> allowed = new ArrayList<>();
            to.forEach(allowed::add);
            for (JsonNode value : own) {
                if (!allowed.contains(value)) {
                    return Optional.of(false);
                }
            }
            return Optional.of(true);
        }
        return Optional.empty();
    }

    private List<Finding> items(String field, ValueType contract, ValueType model) {
        Alternative expected = contract.alternatives().get(0);
        Alternative found = model.alternatives().get(0);
        List<Finding> findings = new ArrayList<>();
        int positions = Math.max(expected.prefix().size(), found.prefix().size());
        for (int i = 0; i < positions; i++) {
            findings.addAll(compare(below(field, String.valueOf(i)), expected.item(i), found.item(i)));
        }
        if (expected.items().isPresent() || found.items().isPresent()) {
            findings.addAll(compare(below(field, "*"), expected.item(positions), found.item(positions)));
        }
        return findings;
    }

    private List<Finding> fields(String field, ValueType contract, ValueType model) {
        Alternative expected = contract.alternatives().get(0);
        Alternative found = model.alternatives().get(0);
        List<Finding> findings = new ArrayList<>();
        Set<String> names = new TreeSet<>(expected.fields().keySet());
        names.addAll(found.fields().keySet());
        for (String name : names) {
            findings.addAll(field(below(field, name), name, expected, found));
        }
        if (expected.others().isPresent() && found.others().isPresent()) {
            findings.addAll(compare(
                    below(field, "*"), expected.others().get(), found.others().get()));
        } else if (expected.others().isPresent() || found.others().isPresent()) {
            boolean fromSaysMore = expected.others().isPresent() == given;
            if (fromSaysMore ? !(given ? found : expected).isOpenObject() : (given ? expected : found).isOpenObject()) {
                findings.add(
                        finding(Change.OPEN, below(field, "*"), contract, model, "may have any name on one side only"));
            }
        }
        return findings;
    }

    private List<Finding> field(String place, String name, Alternative expected, Alternative found) {
        Field contract = expected.fields().get(name);
        Field model = found.fields().get(name);
        if (contract != null && model != null) {
            List<Finding> findings = new ArrayList<>(compare(place, contract.type(), model.type()));
            Field from = given ? contract : model;
            Field to = given ? model : contract;
            if (to.required().orElse(true) && !from.required().orElse(false)) {
                findings.removeIf(one ->
                        one.change() == Change.KEPT && one.field().field().equals(place));
                findings.add(finding(
                        Change.OPEN,
                        place,
                        contract.type(),
                        model.type(),
                        given
                                ? "may be missing by the contract, and the model requires it"
                                : "may be missing by the signature, and the contract requires it"));
            }
            return findings;
        }
        Alternative other = contract == null ? expected : found;
        Field one = contract == null ? model : contract;
        if (other.others().isPresent()) {
            ValueType any = other.others().get();
            List<Finding> findings = new ArrayList<>(
                    contract == null ? compare(place, any, one.type()) : compare(place, one.type(), any));
            if (one.required().orElse(true) && contract == null == given) {
                findings.add(finding(
                        Change.OPEN,
                        place,
                        any,
                        one.type(),
                        "is required on one side, and only a possible name on the other"));
            }
            return findings;
        }
        if (other.isOpenObject()) {
            boolean settled = contract == null && !given;
            return List.of(
                    contract == null
                            ? finding(
                                    settled ? Change.KEPT : Change.OPEN,
                                    place,
                                    ValueType.ANY,
                                    one.type(),
                                    settled ? "" : "is a field that the contract does not name")
                            : finding(
                                    Change.OPEN,
                                    place,
                                    one.type(),
                                    ValueType.ANY,
                                    "is a field that the signature does not name"));
        }
        return List.of(new Finding(
                contract == null ? Change.ADDED : Change.REMOVED,
                new SignatureDifferences.Field(
                        side,
                        place,
                        Optional.ofNullable(contract).map(field -> field.type().words()),
                        Optional.ofNullable(model).map(field -> field.type().words()),
                        Optional.empty(),
                        Map.of())));
    }

    Finding finding(Change change, String field, ValueType contract, ValueType model, String why) {
        return new Finding(
                change,
                new SignatureDifferences.Field(
                        side,
                        field,
                        Optional.of(contract.words()),
                        Optional.of(model.words()),
                        Optional.of(why).filter(text -> !text.isEmpty()),
                        Map.of()));
    }

    static String below(String field, String name) {
        return field.isEmpty() ? name : field + "/" + name;
    }
}
