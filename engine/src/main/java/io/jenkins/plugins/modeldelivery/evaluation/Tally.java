package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Boils rows down to the raw counts that metrics and their bounds are computed from.
 *
 * @param confidences for which bounds of latency quantiles may be asked later
 */
public record Tally(Set<Double> confidences) {
    private static final double[] QUANTILES = {0.5, 0.95, 0.99};

    /** The counts of all rows. */
    public Sample all(Rows rows) {
        return count(rows, row -> true);
    }

    /** The counts of each value's rows. */
    public Slices slices(Rows rows, String field) {
        int[] slice = rows.slice(field);
        Map<String, Sample> values = new LinkedHashMap<>();
        for (int i = 0; i < rows.sliceValues(field).size(); i++) {
            int value = i;
            values.put(rows.sliceValues(field).get(i), count(rows, row -> slice[row] == value));
        }
        return new Slices(
                Arrays.stream(slice).filter(v -> v == Dictionary.NONE).count(),
                Arrays.stream(slice).anyMatch(v -> v == Dictionary.TOO_MANY),
                values,
                Map.of());
    }

    Sample count(Rows rows, IntPredicate chosen) {
        Block block = rows.block();
        long[] n = new long[8];
        double[] latencies = new double[block.rows];
        int timed = 0;
        Confusion.Counter cells = new Confusion.Counter(false);
        boolean tooMany = false;
        for (int row = 0; row < block.rows; row++) {
            if (!chosen.test(row)) {
                continue;
            }
            boolean failed = block.has(row, Block.FAILED);
            n[0]++;
            n[1] += block.has(row, Block.CORRECT) ? 1 : 0;
            n[2] += failed ? 1 : 0;
            n[3] += block.has(row, Block.VALID) ? 1 : 0;
            n[4] += block.label[row] == Dictionary.NONE ? 1 : 0;
            n[5] += !failed && block.prediction[row] == Dictionary.NONE ? 1 : 0;
            n[6] += block.has(row, Block.TYPES_DIFFER) ? 1 : 0;
            if (!Double.isNaN(block.latency[row])) {
                latencies[timed++] = block.latency[row];
            } else if (!failed) {
                n[7]++;
            }
            tooMany |= block.label[row] == Dictionary.TOO_MANY || block.prediction[row] == Dictionary.TOO_MANY;
            if (!tooMany && block.label[row] >= 0) {
                cells.add(block.label[row], failed ? -1 : block.prediction[row], -1);
            }
        }
        return new Sample(
                n[0],
                n[1],
                n[2],
                n[3],
                n[4],
                n[5],
                n[6],
                new Sample.Latency(timed, n[7], orderStatistics(Arrays.copyOf(latencies, timed)), Map.of()),
                tooMany ? Optional.empty() : Optional.of(cells.confusion()),
                Map.of());
    }

    private Map<Long, Number> orderStatistics(double[] values) {
        Map<Long, Number> kept = new LinkedHashMap<>();
        if (values.length == 0) {
            return kept;
        }
        int n = values.length;
        TreeSet<Long> ranks = new TreeSet<>();
        for (double q : QUANTILES) {
            long rank = Quantile.rank(q, n);
            ranks.add(rank);
            ranks.add(Math.max(1, rank - 1));
            ranks.add(Math.min(n, rank + 1));
            for (double confidence : confidences) {
                Quantile.upperBoundRank(q, n, confidence).ifPresent(ranks::add);
                Quantile.lowerBoundRank(q, n, confidence).ifPresent(ranks::add);
            }
        }
        double[] found = OrderStatistics.of(values, ranks);
        int i = 0;
        for (long rank : ranks) {
            kept.put(rank, found[i++]);
        }
        return kept;
    }
}
