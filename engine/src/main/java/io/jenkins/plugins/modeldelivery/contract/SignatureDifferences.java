package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.SignatureComparison.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model's signature compares with the contract, field by field: part of a schema report.
 *
 * @param added fields that the contract has not
 * @param removed fields that the signature has not
 * @param retyped fields with another type
 * @param open fields that could not be compared
 * @param kept fields that are as the contract says; not told by earlier releases
 * @param compared how many fields were compared
 * @param more keys of a later release, as in its parts
 */
public record SignatureDifferences(
        List<Field> added,
        List<Field> removed,
        List<Field> retyped,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Field> open,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Field> kept,
        long compared,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** What became of a field, the worst last. */
    enum Change {
        KEPT,
        OPEN,
        RETYPED,
        ADDED,
        REMOVED
    }

    /**
     * One field.
     *
     * @param side {@code input}, {@code output} or {@code record}
     * @param field its name, with a slash between the names of fields within fields, and {@code *} for the items of an
     *     array; empty for the whole side
     * @param contract its type in the contract
     * @param signature its type in the signature
     * @param why what is different or open, where the types do not say it
     */
    public record Field(
            String side,
            String field,
            Optional<String> contract,
            Optional<String> signature,
            Optional<String> why,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

        /** How to call it in a sentence. */
        String named() {
            return field.isEmpty() ? "the " + side : side + " field '" + field + "'";
        }
    }

    public SignatureDifferences {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        retyped = List.copyOf(retyped);
        open = List.copyOf(open);
        kept = List.copyOf(kept);
    }

    static SignatureDifferences of(List<Finding> findings) {
        return new SignatureDifferences(
                only(Change.ADDED, findings),
                only(Change.REMOVED, findings),
                only(Change.RETYPED, findings),
                only(Change.OPEN, findings),
                only(Change.KEPT, findings),
                findings.stream().filter(one -> one.change() != Change.OPEN).count(),
                Map.of());
    }

    private static List<Field> only(Change change, List<Finding> findings) {
        return findings.stream()
                .filter(one -> one.change() == change)
                .map(Finding::field)
                .toList();
    }
}
