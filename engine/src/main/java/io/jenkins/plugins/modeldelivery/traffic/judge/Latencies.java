package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The latencies of one side in seconds, known exactly or only up to the bucket that holds each of them. */
@JsonDeserialize(using = Latencies.LatencyReader.class)
public sealed interface Latencies {
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

    /** Latencies of a Prometheus histogram: only the bucket of each is known. */
    static final class BucketLatencies implements Latencies {
        private final double[] edges;
        private final long[] counts;

        BucketLatencies(double[] upperEdges, long[] cumulativeCounts) {
            edges = upperEdges.clone();
            counts = cumulativeCounts.clone();
            if (edges.length == 0
                    || edges.length != counts.length
                    || edges[edges.length - 1] != Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("Buckets must end with +Inf");
            }
            for (int i = 0; i < edges.length; i++) {
                if (!(edges[i] >= 0)
                        || counts[i] < 0
                        || i > 0 && (edges[i] <= edges[i - 1] || counts[i] < counts[i - 1])) {
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

    /** Latencies known one by one. */
    static final class SampleLatencies implements Latencies {
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

    /** Reads {@code samples} or {@code buckets}, whichever there is; none at all are no latencies. */
    static final class LatencyReader extends StdDeserializer<Latencies> {
        private static final long serialVersionUID = 1;
        private static final double MOST = 1e15;
        private static final Pattern INFINITE = Pattern.compile("\\+?inf(inity)?", Pattern.CASE_INSENSITIVE);

        LatencyReader() {
            super(Latencies.class);
        }

        @Override
        public Latencies getNullValue(DeserializationContext context) {
            return Latencies.ofSamples(new double[0]);
        }

        @Override
        public Latencies deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = context.readTree(parser);
            JsonNode samples = node.path("samples");
            JsonNode buckets = node.path("buckets");
            if (!(samples.isArray() && buckets.isMissingNode() || buckets.isArray() && samples.isMissingNode())) {
                throw new IllegalArgumentException("either 'samples' or 'buckets' as array was expected");
            }
            return samples.isArray() ? samples(samples) : buckets(buckets);
        }

        private static Latencies samples(JsonNode node) {
            double[] seconds = new double[node.size()];
            for (int i = 0; i < seconds.length; i++) {
                JsonNode sample = node.get(i);
                seconds[i] = sample.isNumber() ? sample.doubleValue() : Double.NaN;
                if (!(seconds[i] >= 0 && seconds[i] < Double.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException("the latency at position " + (i + 1) + " is " + sample
                            + "; seconds of at least 0 were expected");
                }
            }
            return Latencies.ofSamples(seconds);
        }

        private static Latencies buckets(JsonNode node) {
            double[] edges = new double[node.size()];
            long[] counts = new long[edges.length];
            for (int i = 0; i < edges.length; i++) {
                edges[i] = edge(node.get(i).path("le"), i + 1);
                JsonNode count = node.get(i).path("count");
                if (!isCount(count)) {
                    throw new IllegalArgumentException(
                            "the count of bucket " + (i + 1) + " is " + (count.isMissingNode() ? "missing" : count)
                                    + "; a whole number of at least 0 was expected");
                }
                counts[i] = (long) count.doubleValue();
                if (i > 0 && !(edges[i] > edges[i - 1])) {
                    throw new IllegalArgumentException("'le' of the buckets does not ascend at number " + (i + 1));
                }
                if (i > 0 && counts[i] < counts[i - 1]) {
                    throw new IllegalArgumentException("counts of the buckets are not cumulative at number " + (i + 1));
                }
            }
            if (edges.length > 0 && edges[edges.length - 1] != Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("the last bucket '+Inf' is missing");
            }
            return edges.length == 0 ? Latencies.ofSamples(new double[0]) : Latencies.ofBuckets(edges, counts);
        }

        @SuppressFBWarnings(value = "FE_FLOATING_POINT_EQUALITY", justification = "asks whether a number is whole")
        private static boolean isCount(JsonNode count) {
            double number = count.isNumber() ? count.doubleValue() : Double.NaN;
            return number >= 0 && number <= MOST && number == Math.rint(number);
        }

        private static double edge(JsonNode le, int number) {
            if (le.isTextual() && INFINITE.matcher(le.textValue()).matches()) {
                return Double.POSITIVE_INFINITY;
            }
            double edge = le.isNumber()
                    ? le.doubleValue()
                    : Decimals.finite(le.asText()).orElse(Double.NaN);
            if (edge >= 0 && edge < Double.POSITIVE_INFINITY) {
                return edge;
            }
            throw new IllegalArgumentException(
                    "'le' of bucket " + number + " is " + le + "; seconds or \"+Inf\" were expected");
        }
    }
}
