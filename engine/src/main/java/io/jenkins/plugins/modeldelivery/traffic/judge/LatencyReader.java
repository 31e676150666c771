package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import java.io.IOException;
import java.util.regex.Pattern;

/** Reads {@code samples} or {@code buckets}, whichever there is; none at all are no latencies. */
final class LatencyReader extends StdDeserializer<Latencies> {
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
                throw new IllegalArgumentException("the count of bucket " + (i + 1) + " is "
                        + (count.isMissingNode() ? "missing" : count) + "; a whole number of at least 0 was expected");
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
        double edge =
                le.isNumber() ? le.doubleValue() : Decimals.finite(le.asText()).orElse(Double.NaN);
        if (edge >= 0 && edge < Double.POSITIVE_INFINITY) {
            return edge;
        }
        throw new IllegalArgumentException(
                "'le' of bucket " + number + " is " + le + "; seconds or \"+Inf\" were expected");
    }
}
