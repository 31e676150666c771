package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.jenkins.plugins.modeldelivery.traffic.judge.Latencies;
import io.jenkins.plugins.modeldelivery.traffic.judge.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one side did, added up over one observation or several.
 *
 * @param samples latencies known one by one, in seconds
 * @param buckets how many latencies lie between the next lower edge and this one, by edge in seconds
 */
public record RequestTally(
        @JsonSetter(nulls = Nulls.AS_EMPTY) long requests,
        @JsonSetter(nulls = Nulls.AS_EMPTY) long errors,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Double> samples,
        Map<Double, Long> buckets) {
    public static final RequestTally NONE = new RequestTally(0, 0, List.of(), Map.of());

    public RequestTally {
        for (Double sample : samples) {
            if (sample == null || !(sample >= 0 && sample < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a latency of " + sample + " s is none");
            }
        }
        for (Map.Entry<Double, Long> bucket : buckets.entrySet()) {
            if (!(bucket.getKey() >= 0) || bucket.getValue() == null) {
                throw new IllegalArgumentException("a bucket up to " + bucket.getKey() + " s is none");
            }
        }
        samples = List.copyOf(samples);
        buckets = Collections.unmodifiableMap(new TreeMap<>(buckets));
    }

    public RequestTally plus(RequestTally other) {
        return new Builder().add(this).add(other).tally();
    }

    /** How many latencies are in it. */
    public long timed() {
        return samples.size()
                + buckets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The latencies alone, without requests and errors. */
    public RequestTally latencies() {
        return new RequestTally(0, 0, samples, buckets);
    }

    /** Requests and errors alone, without latencies. */
    public RequestTally counts() {
        return new RequestTally(requests, errors, List.of(), Map.of());
    }

    public Side toSide() {
        long failed = Math.min(requests, errors);
        if (buckets.isEmpty()) {
            double[] seconds = samples.stream().mapToDouble(Double::doubleValue).toArray();
            return new Side(requests, failed, Latencies.ofSamples(seconds));
        }
        TreeMap<Double, Long> all = new TreeMap<>(buckets);
        all.putIfAbsent(Double.POSITIVE_INFINITY, 0L);
        double[] edges = new double[all.size()];
        long[] counts = new long[edges.length];
        int i = 0;
        long sum = 0;
        for (Map.Entry<Double, Long> bucket : all.entrySet()) {
            sum += Math.max(0, bucket.getValue());
            edges[i] = bucket.getKey();
            counts[i++] = sum;
        }
        return new Side(requests, failed, Latencies.ofBuckets(edges, counts));
    }

    /** Adds up request by request. */
    public static final class Builder {
        private long requests;
        private long errors;
        private final List<Double> samples = new ArrayList<>();
        private final TreeMap<Double, Long> buckets = new TreeMap<>();

        public Builder count(long moreRequests, long moreErrors) {
            requests += moreRequests;
            errors += moreErrors;
            return this;
        }

        public Builder sample(double seconds) {
            samples.add(seconds);
            return this;
        }

        /** So many latencies between the edge below this one and this one. */
        Builder bucket(double upperEdge, long count) {
            buckets.merge(upperEdge, count, Long::sum);
            return this;
        }

        public Builder add(RequestTally other) {
            samples.addAll(other.samples);
            other.buckets.forEach(this::bucket);
            return count(other.requests, other.errors);
        }

        public RequestTally tally() {
            return new RequestTally(requests, errors, samples, buckets);
        }
    }
}
