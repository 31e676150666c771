package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Boils rows down to the raw counts that metrics and their bounds are computed from.
 *
 * @param confidences for which bounds of latency quantiles may be asked later
 */
public record Tally(Set<Double> confidences) {
    private static final double[] QUANTILES = {0.5, 0.9, 0.95, 0.99};

    /** The latencies of some rows; a failed one is slower than all, for a baseline as fast as can be. */
    Sample.Latency latencies(ChosenRows selection, double[] own, boolean baseline) {
        double[] values = new double[own.length];
        int timed = 0;
        for (int i = 0; i < own.length; i++) {
            if (!selection.failed(i)) {
                values[timed++] = own[i];
            } else if (baseline) {
                values[timed++] = 0;
            }
        }
        return latency(Arrays.copyOf(values, timed), own.length - timed, 0);
    }

    private Sample.Latency latency(double[] values, int slower, long missing) {
        return new Sample.Latency(
                values.length + slower,
                missing,
                slower == 0 ? OptionalLong.empty() : OptionalLong.of(slower),
                orderStatistics(values, values.length + slower),
                Map.of());
    }

    /** The counts of all rows. */
    public Sample all(Rows rows) {
        Block block = rows.block();
        long[] n = new long[12];
        double[] latencies = new double[block.rows];
        int timed = 0;
        Confusion.Counter cells = new Confusion.Counter();
        boolean tooMany = false;
        for (int row = 0; row < block.rows; row++) {
            boolean failed = block.has(row, Block.FAILED);
            n[0]++;
            n[1] += block.has(row, Block.CORRECT) ? 1 : 0;
            n[2] += failed ? 1 : 0;
            n[3] += block.has(row, Block.VALID) ? 1 : 0;
            n[4] += block.label[row] == Dictionary.NONE ? 1 : 0;
            n[5] += !failed && block.prediction[row] == Dictionary.NONE ? 1 : 0;
            n[6] += block.has(row, Block.TYPES_DIFFER) ? 1 : 0;
            n[8] += block.has(row, Block.ALMOST) ? 1 : 0;
            n[9] += block.has(row, Block.DECIMAL) ? 1 : 0;
            n[10] += block.has(row, Block.OPEN) ? 1 : 0;
            n[11] += Math.max(1, block.drawn[row]) - 1;
            if (!failed && !Double.isNaN(block.latency[row])) {
                latencies[timed++] = block.latency[row];
            } else if (!failed) {
                n[7]++;
            }
            tooMany |= block.label[row] == Dictionary.TOO_MANY || block.prediction[row] == Dictionary.TOO_MANY;
            if (!tooMany && block.label[row] >= 0) {
                cells.add(block.label[row], failed ? -1 : block.prediction[row]);
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
                latency(Arrays.copyOf(latencies, timed), (int) n[2], n[7]),
                tooMany ? Optional.empty() : Optional.of(cells.confusion()),
                told(n[8]),
                told(n[9]),
                told(n[10]),
                told(n[11] == 0 ? 0 : n[0] + n[11]),
                Map.of());
    }

    private static OptionalLong told(long count) {
        return count == 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /** @param n how many ranks there are; the last belong to failed rows and have no value */
    private Map<Long, Number> orderStatistics(double[] values, int n) {
        Map<Long, Number> kept = new LinkedHashMap<>();
        if (values.length == 0) {
            return kept;
        }
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
        ranks.removeIf(rank -> rank > values.length);
        double[] found = OrderStatistics.of(values, ranks);
        int i = 0;
        for (long rank : ranks) {
            kept.put(rank, found[i++]);
        }
        return kept;
    }

    /**
     * A few order statistics of many values: counts values by their leading bits, then sorts only the values that share those
     * bits with a wanted one. The order is that of {@link Double#compare}.
     */
    static final class OrderStatistics {
        private static final int SORTED = 1 << 13;
        private static final int BITS = 16;

        private OrderStatistics() {}

        /**
         * @param values no NaN; their order may change
         * @param ranks 1..values.length
         * @return one value per rank
         */
        static double[] of(double[] values, SortedSet<Long> ranks) {
            int[] positions = ranks.stream().mapToInt(rank -> (int) (rank - 1)).toArray();
            if (values.length <= SORTED) {
                Arrays.sort(values);
                return Arrays.stream(positions).mapToDouble(i -> values[i]).toArray();
            }
            int[] counts = new int[1 << BITS];
            for (double value : values) {
                counts[bucket(value)]++;
            }
            double[] found = new double[positions.length];
            double[] sorted = {};
            int bucket = -1;
            int below = 0;
            for (int i = 0; i < found.length; i++) {
                boolean moved = bucket < 0;
                while (bucket < 0 || below + counts[bucket] <= positions[i]) {
                    below += bucket < 0 ? 0 : counts[bucket];
                    bucket++;
                    moved = true;
                }
                sorted = moved ? sorted(values, bucket, counts[bucket]) : sorted;
                found[i] = sorted[positions[i] - below];
            }
            return found;
        }

        private static double[] sorted(double[] values, int bucket, int count) {
            double[] some = new double[count];
            int size = 0;
            for (double value : values) {
                if (bucket(value) == bucket) {
                    some[size++] = value;
                }
            }
            Arrays.sort(some);
            return some;
        }

        /** Ascends with the value: the sign turned over, and for negative values all other bits too. */
        private static int bucket(double value) {
            long bits = Double.doubleToRawLongBits(value);
            bits ^= bits >> Long.SIZE - 1 | Long.MIN_VALUE;
            return (int) (bits >>> Long.SIZE - BITS);
        }
    }
}
