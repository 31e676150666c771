package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which columns of a file are read besides those that every row has.
 *
 * @param slices fields whose few values part the rows
 * @param numbers fields with a weight
 * @param groups fields whose values are drawn independently
 * @param readings what the metrics ask of a row
 * @param repeats whether it is counted how often the same was asked
 * @param labels whether labels are kept as they are, for rows of another file that have none
 */
public record RowNeeds(
        List<String> slices,
        List<String> numbers,
        List<String> groups,
        List<Measure.Reading> readings,
        boolean repeats,
        boolean labels) {
    /** Nothing but slices. */
    public static RowNeeds slices(List<String> fields) {
        return new RowNeeds(fields, List.of(), List.of(), List.of(), false, false);
    }

    /** What predictions may ask of their eval set, see {@link Rows#complete}, and slices. */
    public static RowNeeds evalSet(List<String> fields) {
        return new RowNeeds(fields, List.of(), List.of(), List.of(), false, true);
    }

    /** All that the measures ask for. */
    public static RowNeeds of(Collection<Measure> measures, Collection<String> moreSlices) {
        Set<String> slices = new LinkedHashSet<>(moreSlices);
        Set<String> numbers = new LinkedHashSet<>();
        Set<String> groups = new LinkedHashSet<>();
        Set<Measure.Reading> readings = new LinkedHashSet<>();
        for (Measure measure : measures) {
            slices.addAll(measure.parting());
            measure.weight().ifPresent(numbers::add);
            measure.groupBy().ifPresent(groups::add);
            readings.add(measure.reading());
        }
        return new RowNeeds(
                List.copyOf(slices), List.copyOf(numbers), List.copyOf(groups), List.copyOf(readings), true, false);
    }

    /** Where a reading's first column is among those of all numbers, which weights begin. */
    int column(Measure.Reading reading) {
        int column = numbers.size();
        for (Measure.Reading other : readings) {
            if (other.equals(reading)) {
                return column;
            }
            column += other.columns();
        }
        throw new IllegalArgumentException("nobody read " + reading);
    }

    int columns() {
        return numbers.size()
                + readings.stream().mapToInt(Measure.Reading::columns).sum();
    }

    boolean takesLists() {
        return labels || readings.stream().anyMatch(Measure.Reading::takesLists);
    }

    boolean readsScores() {
        return readings.stream().anyMatch(Measure.Reading::readsScores);
    }

    boolean keeps(Metric metric) {
        return readings.stream().anyMatch(reading -> reading.metric() == metric);
    }
}
