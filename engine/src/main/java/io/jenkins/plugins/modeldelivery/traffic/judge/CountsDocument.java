package io.jenkins.plugins.modeldelivery.traffic.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Iterator;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads and writes a {@code traffic-counts} document; what contradicts itself is bad input, what is empty is not. */
public final class CountsDocument {
    private static final String SCHEMA = "model-delivery/traffic-counts/v1";
    private static final Pattern INFINITE = Pattern.compile("\\+?inf(inity)?", Pattern.CASE_INSENSITIVE);
    private static final Set<String> LIMITS = Set.of("p95Increase", "errorRate", "minRequests");

    private final String source;

    private CountsDocument(String source) {
        this.source = source;
    }

    /**
     * @param source how to call the document in a message
     * @throws BadInputException naming the field that is missing or makes no sense
     */
    public static TrafficCounts parse(JsonNode document, String source) throws BadInputException {
        return new CountsDocument(source).parse(document);
    }

    private TrafficCounts parse(JsonNode document) throws BadInputException {
        if (!document.isObject()) {
            throw bad("must be an object");
        }
        if (document.hasNonNull("schema")
                && !SCHEMA.equals(document.get("schema").asText())) {
            throw bad("has schema '" + document.get("schema").asText() + "'; " + SCHEMA + " was expected");
        }
        double window = number(document, "windowSeconds", Double.NaN);
        if (window <= 0) {
            throw bad("has windowSeconds " + window + "; a number above 0 was expected");
        }
        double share = number(document, "expectedShare", TrafficCounts.DEFAULT_SHARE);
        if (!(share > 0 && share < 1)) {
            throw bad("has expectedShare " + share + "; above 0 and below 1 was expected");
        }
        JsonNode certify = document.path("certify");
        if (!certify.isMissingNode() && !certify.isBoolean()) {
            throw bad("has a certify that is neither true nor false");
        }
        return new TrafficCounts(
                Double.isNaN(window) ? OptionalDouble.empty() : OptionalDouble.of(window),
                share,
                limits(document.path("limits")),
                certify.asBoolean(false),
                side(document, "candidate"),
                side(document, "production"));
    }

    private Limits limits(JsonNode node) throws BadInputException {
        if (node.isMissingNode()) {
            return Limits.DEFAULT;
        }
        if (!node.isObject()) {
            throw bad("has limits that are no object");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!LIMITS.contains(name)) {
                throw bad("has an unknown limit '" + name + "'; known are p95Increase, errorRate, minRequests");
            }
        }
        try {
            return Limits.of(
                    number(node, "p95Increase", Limits.DEFAULT.p95Increase()),
                    number(node, "errorRate", Limits.DEFAULT.errorRate()),
                    node.has("minRequests") ? count(node, "limits", "minRequests") : Limits.DEFAULT.minRequests());
        } catch (BadInputException e) {
            throw e.getMessage().startsWith(source) ? e : new BadInputException(source + ": " + e.getMessage(), e);
        }
    }

    private Side side(JsonNode document, String name) throws BadInputException {
        JsonNode node = document.path(name);
        if (!node.isObject()) {
            throw bad("lacks the object '" + name + "'");
        }
        long requests = count(node, name, "requests");
        long errors = count(node, name, "errors");
        if (errors > requests) {
            throw bad("says " + errors + " errors in " + requests + " requests of " + name);
        }
        return new Side(requests, errors, latencies(node.path("latencySeconds"), name));
    }

    private Latencies latencies(JsonNode node, String side) throws BadInputException {
        if (node.isMissingNode() || node.isNull()) {
            return Latencies.ofSamples(new double[0]);
        }
        JsonNode samples = node.path("samples");
        JsonNode buckets = node.path("buckets");
        if (!(samples.isArray() && buckets.isMissingNode() || buckets.isArray() && samples.isMissingNode())) {
            throw bad("needs either 'samples' or 'buckets' as array in " + side + ".latencySeconds");
        }
        return samples.isArray() ? samples((ArrayNode) samples, side) : buckets((ArrayNode) buckets, side);
    }

    private Latencies samples(ArrayNode node, String side) throws BadInputException {
        double[] seconds = new double[node.size()];
        for (int i = 0; i < seconds.length; i++) {
            JsonNode sample = node.get(i);
            seconds[i] = sample.isNumber() ? sample.doubleValue() : Double.NaN;
            if (!(seconds[i] >= 0 && seconds[i] < Double.POSITIVE_INFINITY)) {
                throw bad("has a latency " + sample + " at position " + (i + 1) + " of " + side
                        + "; seconds of at least 0 were expected");
            }
        }
        return Latencies.ofSamples(seconds);
    }

    private Latencies buckets(ArrayNode node, String side) throws BadInputException {
        double[] edges = new double[node.size()];
        long[] counts = new long[edges.length];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = edge(node.get(i).path("le"), side);
            counts[i] = count(node.get(i), side + " bucket " + (i + 1), "count");
            if (i > 0 && !(edges[i] > edges[i - 1])) {
                throw bad("has buckets of " + side + " whose 'le' does not ascend at number " + (i + 1));
            }
            if (i > 0 && counts[i] < counts[i - 1]) {
                throw bad("has buckets of " + side + " whose counts are not cumulative at number " + (i + 1));
            }
        }
        if (edges.length > 0 && edges[edges.length - 1] != Double.POSITIVE_INFINITY) {
            throw bad("lacks the last bucket '+Inf' of " + side);
        }
        return edges.length == 0 ? Latencies.ofSamples(new double[0]) : Latencies.ofBuckets(edges, counts);
    }

    private double edge(JsonNode le, String side) throws BadInputException {
        if (le.isTextual() && INFINITE.matcher(le.textValue()).matches()) {
            return Double.POSITIVE_INFINITY;
        }
        double edge =
                le.isNumber() ? le.doubleValue() : Decimals.finite(le.asText()).orElse(Double.NaN);
        if (edge >= 0 && edge < Double.POSITIVE_INFINITY) {
            return edge;
        }
        throw bad("has a bucket of " + side + " with 'le' " + le + "; seconds or \"+Inf\" were expected");
    }

    private double number(JsonNode node, String key, double fallback) throws BadInputException {
        if (!node.has(key)) {
            return fallback;
        }
        double value = node.get(key).isNumber() ? node.get(key).doubleValue() : Double.NaN;
        if (!Double.isFinite(value)) {
            throw bad("has a '" + key + "' that is no number");
        }
        return value;
    }

    @SuppressFBWarnings(value = "FE_FLOATING_POINT_EQUALITY", justification = "asks whether a number is whole")
    private long count(JsonNode node, String where, String key) throws BadInputException {
        JsonNode value = node.path(key);
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= 0 && number <= 1e15 && number == Math.rint(number))) {
            throw bad("needs a whole number of at least 0 as " + where + "." + key
                    + (value.isMissingNode() ? "" : ", not " + value));
        }
        return (long) number;
    }

    private BadInputException bad(String what) {
        return new BadInputException(source + " " + what);
    }

    /** The document that parses to these counts; buckets and samples are written as they were measured. */
    public static ObjectNode write(TrafficCounts counts) {
        ObjectNode json = Json.document("traffic-counts");
        counts.windowSeconds().ifPresent(seconds -> json.put("windowSeconds", seconds));
        json.put("expectedShare", counts.expectedShare());
        json.putObject("limits")
                .put("p95Increase", counts.limits().p95Increase())
                .put("errorRate", counts.limits().errorRate())
                .put("minRequests", counts.limits().minRequests());
        json.put("certify", counts.certify());
        write(json.putObject("candidate"), counts.candidate());
        write(json.putObject("production"), counts.production());
        return json;
    }

    private static void write(ObjectNode json, Side side) {
        json.put("requests", side.requests()).put("errors", side.errors());
        ObjectNode latency = json.putObject("latencySeconds");
        if (side.latencies() instanceof BucketLatencies buckets) {
            ArrayNode array = latency.putArray("buckets");
            double[] edges = buckets.edges();
            long[] cumulative = buckets.counts();
            for (int i = 0; i < edges.length; i++) {
                ObjectNode bucket = array.addObject();
                if (edges[i] == Double.POSITIVE_INFINITY) {
                    bucket.put("le", "+Inf");
                } else {
                    bucket.put("le", edges[i]);
                }
                bucket.put("count", cumulative[i]);
            }
        } else {
            ArrayNode array = latency.putArray("samples");
            for (long rank = 1; rank <= side.latencies().count(); rank++) {
                array.add(side.latencies().atRank(rank).estimate());
            }
        }
    }
}
