package io.jenkins.plugins.modeldelivery.traffic.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Latencies of a Prometheus histogram: only the bucket of each is known. */
final class BucketLatencies implements Latencies {
    private final double[] edges;
    private final long[] counts;

    BucketLatencies(double[] upperEdges, long[] cumulativeCounts) {
        edges = upperEdges.clone();
        counts = cumulativeCounts.clone();
        if (edges.length == 0 || edges.length != counts.length || edges[edges.length - 1] != Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("Buckets must end with +Inf");
        }
        for (int i = 0; i < edges.length; i++) {
            if (!(edges[i] >= 0) || counts[i] < 0 || i > 0 && (edges[i] <= edges[i - 1] || counts[i] < counts[i - 1])) {
                throw new IllegalArgumentException("Buckets must ascend");
            }
        }
    }

    /** @param le a number, or text for the last one, which JSON has no number for */
    private record Bucket(Object le, long count) {}

    @Override
    public Map<String, Object> document() {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < edges.length; i++) {
            Object le = edges[i] == Double.POSITIVE_INFINITY ? "+Inf" : (Object) edges[i];
            buckets.add(new Bucket(le, counts[i]));
        }
        return Map.of("buckets", buckets);
    }

    @Override
    public long count() {
        return counts[counts.length - 1];
    }

    @Override
    public Interval atRank(long rank) {
        return at(rank);
    }

    @Override
    public Interval quantile(double q) {
        return at(q * count());
    }

    private Interval at(double position) {
        int i = 0;
        while (i < counts.length - 1 && counts[i] < position) {
            i++;
        }
        double low = i == 0 ? 0 : edges[i - 1];
        double high = edges[i];
        long before = i == 0 ? 0 : counts[i - 1];
        double within = counts[i] == before ? 0 : (position - before) / (counts[i] - before);
        return new Interval(low, high, high == Double.POSITIVE_INFINITY ? low : low + (high - low) * within);
    }
}
