package io.jenkins.plugins.modeldelivery.traffic.judge;

import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.Arrays;
import java.util.Map;

/** Latencies known one by one. */
final class SampleLatencies implements Latencies {
    private final double[] sorted;

    SampleLatencies(double[] seconds) {
        sorted = seconds.clone();
        for (double s : sorted) {
            if (!(s >= 0 && s < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("A latency of " + s + " s");
            }
        }
        Arrays.sort(sorted);
    }

    @Override
    public Map<String, Object> document() {
        return Map.of("samples", sorted.clone());
    }

    @Override
    public long count() {
        return sorted.length;
    }

    @Override
    public Interval atRank(long rank) {
        double value = sorted[Math.toIntExact(rank - 1)];
        return new Interval(value, value, value);
    }

    @Override
    public Interval quantile(double q) {
        return atRank(Quantile.rank(q, sorted.length));
    }
}
