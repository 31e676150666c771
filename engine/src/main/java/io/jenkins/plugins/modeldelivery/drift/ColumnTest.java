package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.ColumnStatistics;
import io.jenkins.plugins.modeldelivery.drift.kernel.Workers;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.drift.reading.View;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which columns of a table moved. Each column's distance is measured against its own permutations, and the greatest over all columns is
 * ranked among the same greatest values of the permutations: one exact level for all of them (Westfall and Young 1993).
 */
final class ColumnTest {
    private static final int MOST_CELLS = 512; // of more values, so many quantiles of both sides together
    private static final int MOST_SHARES = 5;
    private static final int MOST_SHOWN = 60;
    private static final double TIE = 1e-9; // of standard deviations

    private final double[][] before;
    private final double[][] now;
    private final List<Column> columns;
    private final double[][] statistics;
    private final ColumnShift[] found;

    /**
     * One column.
     *
     * @param place in a row
     * @param reference its words on that side; empty for numbers
     * @param current likewise
     */
    private record Column(String name, int place, List<String> reference, List<String> current) {
        boolean isNumbers() {
            return reference.isEmpty();
        }
    }

    private ColumnTest(double[][] before, double[][] now, List<Column> columns) {
        this.before = before;
        this.now = now;
        this.columns = columns;
        this.statistics = new double[columns.size()][];
        this.found = new ColumnShift[columns.size()];
    }

    private static List<Column> columns(List<View> before, List<View> now) throws BadInputException {
        List<Column> columns = new ArrayList<>();
        for (String name : before.get(0).names()) {
            columns.add(new Column(name, columns.size(), List.of(), List.of()));
        }
        List<String> words = words(before);
        if (!words.equals(words(now))) {
            throw new BadInputException("the reference has the columns of words " + words + ", the current data "
                    + words(now) + "; write both with the same columns in the same order");
        }
        for (int i = 1; i < before.size(); i++) {
            View own = before.get(i);
            View other = now.get(i);
            if (!own.names().isEmpty() && !other.names().isEmpty()) { // else too many words to be categories
                columns.add(new Column(own.field(), before.get(0).width() + i - 1, own.names(), other.names()));
            }
        }
        return columns;
    }

    private static List<String> words(List<View> views) {
        return views.subList(1, views.size()).stream().map(View::field).toList();
    }

    /** @param statistics over the permutations by which the whole was tested */
    static Optional<List<ColumnShift>> of(
            Vectors reference, Vectors current, ColumnStatistics statistics, double alpha, Workers workers)
            throws BadInputException, InterruptedException {
        if (reference.table().isEmpty() || current.table().isEmpty()) {
            return Optional.empty();
        }
        List<Column> columns = columns(reference.views(), current.views());
        ColumnTest test =
                new ColumnTest(reference.table().get(), current.table().get(), columns);
        workers.run(columns.size(), "columns", i -> test.measure(i, statistics));
        return Optional.of(test.ranked(alpha));
    }

    private void measure(int i, ColumnStatistics permuted) {
        int place = columns.get(i).place();
        double[] reference =
                Arrays.stream(before).mapToDouble(row -> row[place]).toArray();
        double[] current = Arrays.stream(now).mapToDouble(row -> row[place]).toArray();
        if (columns.get(i).isNumbers()) {
            numbers(i, reference, current, permuted);
        } else {
            categories(i, reference, current, permuted);
        }
    }

    private void numbers(int i, double[] reference, double[] current, ColumnStatistics permuted) {
        double[] values = pooled(reference, current);
        double[] ends = cells(values);
        int[] cell = Arrays.stream(values).mapToInt(value -> cell(ends, value)).toArray();
        statistics[i] = permuted.of(cell, ends.length, ColumnStatistics::kolmogorov);
        Arrays.sort(reference);
        Arrays.sort(current);
        found[i] = new ColumnShift(
                columns.get(i).name(),
                ColumnShift.NUMBERS,
                distance(reference, current),
                1,
                false,
                side(reference),
                side(current));
    }

    private static double[] pooled(double[] reference, double[] current) {
        double[] values = Arrays.copyOf(reference, reference.length + current.length);
        System.arraycopy(current, 0, values, reference.length, current.length);
        return values;
    }

    private void categories(int i, double[] reference, double[] current, ColumnStatistics permuted) {
        Column column = columns.get(i);
        Set<String> union = new LinkedHashSet<>(column.reference());
        union.addAll(column.current());
        List<String> words = List.copyOf(union);
        int[] ofCurrent = column.current().stream().mapToInt(words::indexOf).toArray();
        int[] own = Arrays.stream(reference).mapToInt(place -> (int) place).toArray();
        int[] other =
                Arrays.stream(current).mapToInt(place -> ofCurrent[(int) place]).toArray();
        int[] cell = IntStream.concat(IntStream.of(own), IntStream.of(other)).toArray();
        double[] chi = permuted.of(cell, words.size(), ColumnStatistics::chiSquared);
        statistics[i] = Arrays.stream(chi).map(Math::sqrt).toArray(); // with tails as a distance has them
        int[] most = mostFrequent(cell, words.size());
        found[i] = new ColumnShift(
                column.name(),
                ColumnShift.CATEGORIES,
                chi[0],
                1,
                false,
                side(own, most, words),
                side(other, most, words));
    }

    /** The greatest value of each cell: of every value its own, or of quantiles. */
    private static double[] cells(double[] values) {
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        double[] different = Arrays.stream(ascending).distinct().toArray();
        if (different.length <= MOST_CELLS) {
            return different;
        }
        return IntStream.rangeClosed(1, MOST_CELLS)
                .mapToDouble(c -> ascending[(int) ((long) c * ascending.length / MOST_CELLS) - 1])
                .distinct()
                .toArray();
    }

    private static int cell(double[] ends, double value) {
        int place = Arrays.binarySearch(ends, value);
        return place >= 0 ? place : -place - 1;
    }

    /** The exact distance of two ascending samples, which cells may round. */
    private static double distance(double[] reference, double[] current) {
        double most = 0;
        for (int i = 0, j = 0; i < reference.length && j < current.length; ) {
            double value = Math.min(reference[i], current[j]);
            while (i < reference.length && Double.compare(reference[i], value) == 0) {
                i++;
            }
            while (j < current.length && Double.compare(current[j], value) == 0) {
                j++;
            }
            most = Math.max(most, Math.abs((double) i / reference.length - (double) j / current.length));
        }
        return most;
    }

    private static ColumnShift.Side side(double[] ascending) {
        return ColumnShift.Side.of(new ColumnShift.Quantiles(
                ascending[0],
                quantile(ascending, 0.05),
                quantile(ascending, 0.25),
                quantile(ascending, 0.5),
                quantile(ascending, 0.75),
                quantile(ascending, 0.95),
                ascending[ascending.length - 1]));
    }

    private static double quantile(double[] ascending, double q) {
        return ascending[(int) Quantile.rank(q, ascending.length) - 1];
    }

    private static int[] mostFrequent(int[] cell, int cells) {
        int[] counts = new int[cells];
        for (int c : cell) {
            counts[c]++;
        }
        return IntStream.range(0, cells)
                .boxed()
                .sorted((a, b) -> Integer.compare(counts[b], counts[a]))
                .limit(MOST_SHARES)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static ColumnShift.Side side(int[] cell, int[] most, List<String> words) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int c : most) {
            String word = words.get(c);
            shares.put(
                    word.length() > MOST_SHOWN ? word.substring(0, MOST_SHOWN) + "..." : word,
                    (double) Arrays.stream(cell).filter(own -> own == c).count() / cell.length);
        }
        return ColumnShift.Side.of(shares);
    }

    private List<ColumnShift> ranked(double alpha) {
        double[] greatest = new double[statistics[0].length];
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        double[] observed = new double[statistics.length];
        for (int i = 0; i < statistics.length; i++) {
            standardize(statistics[i]);
            observed[i] = statistics[i][0];
            for (int b = 0; b < greatest.length; b++) {
                greatest[b] = Math.max(greatest[b], statistics[i][b]);
            }
        }
        List<ColumnShift> columnShifts = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            double least = observed[i] - TIE;
            double p = (double) Arrays.stream(greatest)
                            .filter(value -> value >= least)
                            .count()
                    / greatest.length;
            columnShifts.add(found[i].ranked(p, p <= alpha));
        }
        return List.copyOf(columnShifts);
    }

    /** By the mean and the standard deviation over all labellings, the observed one too; 0 for a column that never changes. */
    private static void standardize(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        for (int b = 0; b < values.length; b++) {
            values[b] = variance > 0 ? (values[b] - mean) / Math.sqrt(variance) : 0;
        }
    }
}
