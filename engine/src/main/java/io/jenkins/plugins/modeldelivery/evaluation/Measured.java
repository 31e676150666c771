package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.statistics.Units;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What some rows show of a measure: all that its value and its bounds are computed from.
 *
 * @param rows of the file, each once
 * @param failed of them, requests that failed
 * @param leftOut failed rows that were left out, as the policy allows
 * @param gap why there is no value; then there is no bound either
 * @param unbounded why there is no bound
 * @param form how value and bounds are made
 * @param value where it is not the ratio of the units
 * @param units what was drawn independently
 * @param range least and greatest ratio of a unit
 * @param parts of a sum of proportions
 * @param latency of a quantile; failed rows count as slower than all
 * @param more keys of a later release, as in its parts
 */
public record Measured(
        long rows,
        long failed,
        OptionalLong leftOut,
        Optional<String> gap,
        Optional<String> unbounded,
        Optional<Form> form,
        OptionalDouble value,
        Optional<Units> units,
        Optional<Measure.Range> range,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Part> parts,
        Optional<Sample.Latency> latency,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    static final String ONE_GROUP = "fewer than 2 groups";

    /** How value and bounds are made of the counts. */
    public enum Form {
        /** The ratio of the units, within the range. */
        RATIO,
        /** 2 J / (1 + J) of the ratio J. */
        F_ONE,
        /** The ratio, with a worst unit of its own size. */
        F_BETA,
        /** A value and, for its bounds, the influence of each unit on it. */
        INFLUENCE,
        /** The ratio of placements, of which each unit tells half. */
        PLACEMENT,
        /** A share of as many trials as there are positives. */
        POSITIVES,
        /** A loss without a range. */
        LOSS,
        /** The root of such a loss. */
        ROOT,
        /** 1 less such a loss. */
        SHORTFALL,
        /** A difference of losses. */
        DIFFERENCE,
        /** A weighted sum of proportions. */
        PARTS,
        /** A weighted sum of differences of proportions on the same rows. */
        PAIRED_PARTS,
        /** The ratio of signed gaps, of which only the upper bound means something. */
        GAPS,
        /** A difference that is bounded by the bounds of both. */
        BOTH,
        QUANTILE,
        /** A number that is what it is. */
        EXACT,
        /** A value of which no bound is known. */
        VALUE
    }

    /**
     * A proportion, or a difference of two on the same rows.
     *
     * @param weight in the sum
     * @param right rows that are right; of a difference, those that only the candidate has right
     * @param lost of a difference, those that only the baseline has right
     */
    public record Part(double weight, long right, long lost, long rows) {
        public Part {
            if (right < 0 || lost < 0 || rows < 1 || right + lost > rows) {
                throw new IllegalArgumentException(right + " and " + lost + " of " + rows + " rows are no proportion");
            }
        }
    }

    public Measured {
        parts = List.copyOf(parts);
    }

    static Measured gap(long rows, long failed, String why) {
        return new Measured(
                rows,
                failed,
                OptionalLong.empty(),
                Optional.of(why),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Map.of());
    }

    /** With nothing but how it is made; the parts are set by those below. */
    static Measured of(long rows, long failed, Form form) {
        return new Measured(
                rows,
                failed,
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(form),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Map.of());
    }

    Measured without(long count) {
        return new Measured(
                rows, failed, OptionalLong.of(count), gap, unbounded, form, value, units, range, parts, latency, more);
    }

    Measured unbounded(Optional<String> why) {
        return new Measured(
                rows, failed, leftOut, gap, unbounded.or(() -> why), form, value, units, range, parts, latency, more);
    }

    Measured units(Units newUnits) {
        return new Measured(
                rows, failed, leftOut, gap, unbounded, form, value, Optional.of(newUnits), range, parts, latency, more);
    }

    Measured range(double low, double high) {
        return new Measured(
                rows,
                failed,
                leftOut,
                gap,
                unbounded,
                form,
                value,
                units,
                Optional.of(new Measure.Range(low, high)),
                parts,
                latency,
                more);
    }

    Measured value(double newValue) {
        return new Measured(
                rows,
                failed,
                leftOut,
                gap,
                unbounded,
                form,
                OptionalDouble.of(newValue),
                units,
                range,
                parts,
                latency,
                more);
    }

    Measured parts(List<Part> newParts) {
        return new Measured(rows, failed, leftOut, gap, unbounded, form, value, units, range, newParts, latency, more);
    }

    Measured latency(Sample.Latency newLatency) {
        return new Measured(
                rows, failed, leftOut, gap, unbounded, form, value, units, range, parts, Optional.of(newLatency), more);
    }

    /** Whether all rows are one group, which says nothing of others: then not even the value decides. */
    public boolean isOneGroup() {
        return unbounded.filter(ONE_GROUP::equals).isPresent();
    }

    /** The same with at most so many different units. */
    public Measured thinned(int exact) {
        return units.isEmpty() ? this : units(units.get().thinned(exact));
    }
}
