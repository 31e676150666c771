package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a model's signature differs from the contract: part of a schema report.
 *
 * @param added fields that the contract has not
 * @param removed fields that the signature has not
 * @param retyped fields with another type
 * @param compared how many fields were looked at
 * @param more keys of a later release, as in its parts
 */
public record SignatureDifferences(
        List<Field> added,
        List<Field> removed,
        List<Field> retyped,
        long compared,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /**
     * One field.
     *
     * @param side {@code input}, {@code output} or {@code record}
     * @param contract its type in the contract
     * @param signature its type in the signature
     */
    public record Field(
            String side,
            String field,
            Optional<String> contract,
            Optional<String> signature,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    public SignatureDifferences {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        retyped = List.copyOf(retyped);
    }
}
