package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Boils rows down to the raw counts that metrics and their bounds are computed from, see {@link Sample} for their shape.
 *
 * @param confidences for which bounds of latency quantiles may be asked later
 */
public record Tally(Set<Double> confidences) {
    private static final double[] QUANTILES = {0.5, 0.95, 0.99};

    /** The counts of all rows. */
    public ObjectNode all(Rows rows) {
        return count(rows, row -> true);
    }

    /** {@code missing}: rows without the field; {@code tooMany}; {@code values}: the counts of each value's rows. */
    public ObjectNode slices(Rows rows, String field) {
        int[] slice = rows.slice(field);
        ObjectNode json = Json.object();
        json.put(
                "missing",
                Arrays.stream(slice).filter(v -> v == Dictionary.NONE).count());
        json.put("tooMany", Arrays.stream(slice).anyMatch(v -> v == Dictionary.TOO_MANY));
        ObjectNode values = json.putObject("values");
        for (int i = 0; i < rows.sliceValues(field).size(); i++) {
            int value = i;
            values.set(rows.sliceValues(field).get(i), count(rows, row -> slice[row] == value));
        }
        return json;
    }

    ObjectNode count(Rows rows, IntPredicate chosen) {
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
        ObjectNode json = Json.object()
                .put("rows", n[0])
                .put("correct", n[1])
                .put("failed", n[2])
                .put("valid", n[3])
                .put("unlabelled", n[4])
                .put("unpredicted", n[5])
                .put("typesDiffer", n[6]);
        ObjectNode latency = json.putObject("latency").put("n", timed).put("missing", n[7]);
        orderStatistics(Arrays.copyOf(latencies, timed), latency.putObject("orderStatistics"));
        if (!tooMany) {
            cells.writeTo(json.putArray("confusion"));
        }
        return json;
    }

    private void orderStatistics(double[] values, ObjectNode json) {
        if (values.length == 0) {
            return;
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
            json.put(String.valueOf(rank), found[i++]);
        }
    }
}
