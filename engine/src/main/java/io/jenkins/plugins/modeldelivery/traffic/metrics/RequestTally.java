package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.judge.Latencies;
import io.jenkins.plugins.modeldelivery.traffic.judge.Side;
import java.util.Map;
import java.util.TreeMap;

/** What one side did, added up over several observations; latencies as samples or as counts between bucket edges. */
public final class RequestTally {
    private long requests;
    private long errors;
    private final TreeMap<Double, Long> buckets = new TreeMap<>();
    private double[] samples = new double[64];
    private int size;

    public long requests() {
        return requests;
    }

    public long errors() {
        return errors;
    }

    public void count(long moreRequests, long moreErrors) {
        requests += moreRequests;
        errors += moreErrors;
    }

    /** So many latencies between the edge below this one and this one. */
    void bucket(double upperEdge, long count) {
        buckets.merge(upperEdge, count, Long::sum);
    }

    public void sample(double seconds) {
        if (size == samples.length) {
            samples = java.util.Arrays.copyOf(samples, 2 * size);
        }
        samples[size++] = seconds;
    }

    public void add(RequestTally other) {
        count(other.requests, other.errors);
        other.buckets.forEach(this::bucket);
        for (int i = 0; i < other.size; i++) {
            sample(other.samples[i]);
        }
    }

    /** How many latencies are in it. */
    public long timed() {
        return size + buckets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The latencies alone, without requests and errors. */
    public RequestTally latencies() {
        RequestTally timed = new RequestTally();
        timed.add(this);
        timed.requests = 0;
        timed.errors = 0;
        return timed;
    }

    public Side toSide() {
        long failed = Math.min(requests, errors);
        if (buckets.isEmpty()) {
            return new Side(requests, failed, Latencies.ofSamples(java.util.Arrays.copyOf(samples, size)));
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

    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("requests", requests).put("errors", errors);
        if (size > 0) {
            ArrayNode array = json.putArray("samples");
            for (int i = 0; i < size; i++) {
                array.add(samples[i]);
            }
        }
        ObjectNode map = json.putObject("buckets");
        buckets.forEach((edge, count) -> map.put(Double.toString(edge), count));
        return json;
    }

    public static RequestTally of(JsonNode json) {
        RequestTally tally = new RequestTally();
        tally.count(json.path("requests").asLong(), json.path("errors").asLong());
        json.path("samples").forEach(sample -> tally.sample(sample.asDouble()));
        json.path("buckets")
                .properties()
                .forEach(bucket -> tally.bucket(
                        Double.parseDouble(bucket.getKey()), bucket.getValue().asLong()));
        return tally;
    }
}
