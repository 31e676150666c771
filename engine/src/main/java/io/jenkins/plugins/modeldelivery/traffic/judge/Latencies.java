package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Map;

/** The latencies of one side in seconds, known exactly or only up to the bucket that holds each of them. */
@JsonDeserialize(using = LatencyReader.class)
public sealed interface Latencies permits SampleLatencies, BucketLatencies {
    /** How many requests were timed. */
    long count();

    /** Where the value of the given 1-based rank lies; the rank is within 1 and {@link #count()}. */
    Interval atRank(long rank);

    /**
     * The estimate of the q-quantile: nearest-rank for samples, Prometheus' {@code histogram_quantile} for buckets.
     * Count must not be 0.
     */
    Interval quantile(double q);

    /** How they are written: {@code samples} or {@code buckets}, as they were measured. */
    @JsonValue
    Map<String, Object> document();

    /**
     * A value known to lie in (low, high]; for samples low = high.
     *
     * @param estimate the value itself, or interpolated linearly within its bucket
     */
    record Interval(double low, double high, double estimate) {
        boolean isExact() {
            return low == high;
        }

        /** Whether the interval is no wider than the given ratio of its edges. */
        boolean within(double resolution) {
            return isExact() || (low > 0 && high <= low * resolution);
        }

        /** The lowest value it may stand for: the interpolated one where the bucket is narrow, else the edge. */
        double lowest(double resolution) {
            return within(resolution) ? estimate : low;
        }

        double highest(double resolution) {
            return within(resolution) ? estimate : high;
        }
    }

    static Latencies ofSamples(double[] seconds) {
        return new SampleLatencies(seconds);
    }

    /** Prometheus buckets: upper edges ascending, the last infinite; counts cumulative. */
    static Latencies ofBuckets(double[] upperEdges, long[] cumulativeCounts) {
        return new BucketLatencies(upperEdges, cumulativeCounts);
    }
}
