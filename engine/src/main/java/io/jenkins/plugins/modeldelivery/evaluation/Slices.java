package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts of rows by the values of one field.
 *
 * @param missing rows without the field
 * @param tooMany whether there are more than 1,000 values, of which none is counted
 * @param values the counts of each value's rows
 * @param more keys of a later release
 */
public record Slices(
        long missing,
        boolean tooMany,
        Map<String, Sample> values,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    public Slices {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
