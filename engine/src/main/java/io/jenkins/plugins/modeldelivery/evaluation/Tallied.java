package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A measure of all rows, or of those of each value of its slice.
 *
 * @param all empty where the measure is sliced
 * @param missing rows without a field of the slice
 * @param tooMany whether there are more than 1,000 values, of which none is measured
 * @param values by value; values of two fields stand together, with a comma
 * @param lost values that the baseline has and the candidate has not
 * @param more keys of a later release
 */
public record Tallied(
        Measure of,
        Optional<Compared> all,
        OptionalLong missing,
        Optional<Boolean> tooMany,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Compared> values,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> lost,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    public Tallied {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        lost = List.copyOf(lost);
    }

    /**
     * Counts the rows.
     *
     * @param tally knows at which confidences bounds of latencies may be asked for later
     * @param pairing with the baseline, where there is one
     * @param maxFailed share of failed rows that may be left out where they have no worst value
     */
    public static Tallied of(
            Measure measure, Rows rows, Tally tally, Optional<Pairing> pairing, OptionalDouble maxFailed) {
        Measuring measuring = new Measuring(measure, tally, maxFailed);
        if (measure.slice().isEmpty()) {
            return new Tallied(
                    measure,
                    Optional.of(measured(measuring, rows, pairing, row -> true)),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Map.of(),
                    List.of(),
                    Map.of());
        }
        Parts parts = Parts.of(rows, measure.slice());
        Map<String, Compared> values = new LinkedHashMap<>();
        for (int i = 0; i < parts.names.size() && !parts.tooMany; i++) {
            int part = i;
            values.put(parts.names.get(i), measured(measuring, rows, pairing, row -> parts.part[row] == part));
        }
        List<String> lost = new ArrayList<>();
        if (pairing.isPresent()) {
            lost.addAll(Parts.of(pairing.get().baseline(), measure.slice()).names);
            lost.removeAll(parts.names);
        }
        return new Tallied(
                measure,
                Optional.empty(),
                OptionalLong.of(IntStream.of(parts.part)
                        .limit(rows.count())
                        .filter(p -> p < 0)
                        .count()),
                parts.tooMany ? Optional.of(true) : Optional.empty(),
                values,
                lost,
                Map.of());
    }

    private static Compared measured(Measuring measuring, Rows rows, Optional<Pairing> pairing, IntPredicate chosen) {
        return pairing.isPresent()
                ? measuring.compared(rows, pairing.get(), chosen)
                : Compared.of(measuring.alone(rows, chosen));
    }

    /** How many different units are kept exactly. */
    public int different() {
        return sides().mapToInt(
                        side -> side.units().map(units -> units.different()).orElse(0))
                .sum();
    }

    /** Whether failed rows were left out somewhere, as a policy may allow. */
    public boolean leavesOut() {
        return sides().anyMatch(side -> side.leftOut().orElse(0) > 0);
    }

    private Stream<Measured> sides() {
        return Stream.concat(all.stream(), values.values().stream())
                .flatMap(compared -> Stream.of(
                                Optional.of(compared.candidate()), compared.baseline(), compared.difference())
                        .flatMap(Optional::stream));
    }

    /** The same with at most so many different units on each side. */
    public Tallied thinned(int exact) {
        Map<String, Compared> thinner = new LinkedHashMap<>();
        values.forEach((value, compared) -> thinner.put(value, thinned(compared, exact)));
        return new Tallied(of, all.map(compared -> thinned(compared, exact)), missing, tooMany, thinner, lost, more);
    }

    private static Compared thinned(Compared compared, int exact) {
        return new Compared(
                compared.candidate().thinned(exact),
                compared.baseline().map(side -> side.thinned(exact)),
                compared.difference().map(side -> side.thinned(exact)),
                compared.more());
    }

    /** Which part of the rows each belongs to, by one field or two. */
    private record Parts(List<String> names, int[] part, boolean tooMany) {
        static Parts of(Rows rows, List<String> fields) {
            int[] first = rows.slice(fields.get(0));
            List<String> names = rows.sliceValues(fields.get(0));
            if (fields.size() == 1) {
                return new Parts(names, first, IntStream.of(first).anyMatch(v -> v == Dictionary.TOO_MANY));
            }
            int[] second = rows.slice(fields.get(1));
            List<String> others = rows.sliceValues(fields.get(1));
            int[] pair = new int[rows.count()];
            for (int row = 0; row < pair.length; row++) {
                pair[row] = first[row] < 0 || second[row] < 0 ? -1 : first[row] * others.size() + second[row];
            }
            int[] occurring =
                    IntStream.of(pair).filter(p -> p >= 0).distinct().sorted().toArray();
            Map<Integer, Integer> numbers = new LinkedHashMap<>();
            List<String> both = new ArrayList<>();
            for (int p : occurring) {
                numbers.put(p, both.size());
                both.add(names.get(p / others.size()) + ", " + others.get(p % others.size()));
            }
            int[] part =
                    IntStream.of(pair).map(p -> p < 0 ? -1 : numbers.get(p)).toArray();
            boolean tooMany = both.size() > RowSink.MAX_SLICE_VALUES
                    || IntStream.concat(IntStream.of(first), IntStream.of(second))
                            .anyMatch(v -> v == Dictionary.TOO_MANY);
            return new Parts(both, part, tooMany);
        }
    }
}
