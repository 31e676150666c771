package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusClient.Series;
import java.time.Clock;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Counts from Prometheus' raw counters: the difference of each series between two looks, since {@code increase()} drops
 * the first sample of a new series (the candidate's first error) and extrapolates. A series that falls was restarted and
 * counts from zero; one that was never seen before was born since; one that is missing now keeps its last value.
 */
public final class PrometheusSource implements TrafficSource {
    private static final String OLDEST = "oldest";
    private static final String TIMES = "times";

    private final PrometheusClient client;
    private final PrometheusAccess access;
    private final SideQueries candidate;
    private final SideQueries production;
    private final Clock clock;

    public PrometheusSource(PrometheusAccess access, SideQueries candidate, SideQueries production, Clock clock) {
        this.access = access;
        this.client = new PrometheusClient(access);
        this.candidate = candidate;
        this.production = production;
        this.clock = clock;
    }

    @Override
    public Observation observe(ObjectNode cursor) throws DeliveryException, InterruptedException {
        ObjectNode next = cursor.deepCopy();
        boolean first = cursor.isEmpty();
        next.remove(List.of(OLDEST, TIMES));
        Set<String> seen = new HashSet<>();
        RequestTally own = side("candidate", candidate, next, first, seen);
        RequestTally other = side("production", production, next, first, seen);
        return new Observation(next, own, other);
    }

    private RequestTally side(String name, SideQueries queries, ObjectNode cursor, boolean first, Set<String> seen)
            throws DeliveryException, InterruptedException {
        RequestTally tally = new RequestTally();
        List<Series> requests = client.vector(queries.requests());
        boolean production = name.equals("production");
        if (requests.isEmpty()
                && (production || cursor.path(name).path("requests").size() > 0)) {
            throw new UnreachableException("Prometheus has no series for " + name + ": " + queries.requests()
                    + " is empty; check its labels and that it is scraped");
        }
        for (Series series : requests) {
            if (!seen.add(series.id())) {
                throw new BadInputException("Candidate and production select the same series {" + series.id()
                        + "}; their queries must not overlap");
            }
        }
        dated(name, queries.dated(), !requests.isEmpty(), cursor);
        ObjectNode last = cursor.withObject("/" + name);
        ObjectNode counts = last.withObject("/requests");
        long total = 0;
        long failed = 0;
        for (Series series : requests) {
            long delta = delta(counts, series.id(), series.value(), first);
            total += delta;
            if (queries.errors().isEmpty() && fails(series, queries)) {
                failed += delta;
            }
        }
        if (!queries.errors().isEmpty()) {
            failed = own(name, queries.errors(), last, first, total);
        }
        tally.count(total, failed);
        latency(queries, last, first, tally);
        return tally;
    }

    private static boolean fails(Series series, SideQueries queries) throws BadInputException {
        JsonNode label = series.labels().path(queries.errorLabel());
        if (label.isMissingNode()) {
            throw new BadInputException("The series " + queries.requests() + " have no label '" + queries.errorLabel()
                    + "', so failed requests cannot be told; give an own query for errors");
        }
        return label.asText().matches(queries.errorPattern());
    }

    private long own(String name, String query, ObjectNode last, boolean first, long requests)
            throws DeliveryException, InterruptedException {
        List<Series> errors = client.vector(query);
        if (errors.isEmpty() && requests > 0) {
            throw new UnreachableException("The error query of " + name + " is empty: " + query
                    + "; nothing is not zero, append 'or vector(0)' if no failure is normal");
        }
        long failed = 0;
        for (Series series : errors) {
            failed += delta(last.withObject("/errors"), series.id(), series.value(), first);
        }
        return failed;
    }

    private void latency(SideQueries queries, ObjectNode last, boolean first, RequestTally tally)
            throws DeliveryException, InterruptedException {
        ObjectNode before = last.withObject("/latency");
        TreeMap<Double, Long> cumulative = new TreeMap<>();
        for (Series series : client.vector(queries.latency())) {
            if (!series.histogram().isMissingNode()) {
                NativeHistogram.add(series, before, first, queries.unitSeconds(), tally);
                continue;
            }
            JsonNode le = series.labels().path("le");
            if (le.isMissingNode()) {
                throw new BadInputException("The series " + queries.latency() + " have no label 'le' and are no native"
                        + " histograms; name the _bucket series");
            }
            double edge = le.asText().equals("+Inf")
                    ? Double.POSITIVE_INFINITY
                    : PrometheusClient.number(le, queries.latency()) * queries.unitSeconds();
            cumulative.merge(edge, delta(before, series.id(), series.value(), first), Long::sum);
        }
        long below = 0;
        for (var bucket : cumulative.entrySet()) {
            if (bucket.getValue() < below) {
                throw new UnreachableException("The buckets of " + queries.latency()
                        + " are not cumulative; the summed series must share their bucket edges");
            }
            tally.bucket(bucket.getKey(), bucket.getValue() - below);
            below = bucket.getValue();
        }
    }

    /** How much a counter grew since the last look; whole, since requests are. */
    static long delta(ObjectNode last, String id, double value, boolean first) {
        double before = last.path(id).asDouble(0);
        last.put(id, value);
        if (first) {
            return 0;
        }
        return Math.round(value < before ? value : value - before);
    }

    /** Notes from when the numbers are, and refuses those that are too old; without any there is nothing to be old. */
    private void dated(String name, String query, boolean any, ObjectNode cursor)
            throws DeliveryException, InterruptedException {
        double[] times = client.vector("timestamp(" + query + ")").stream()
                .mapToDouble(Series::value)
                .toArray();
        DoubleSummaryStatistics seen = DoubleStream.of(times).summaryStatistics();
        double age = clock.instant().toEpochMilli() / 1000.0 - seen.getMax();
        if (any && age > access.stale().toSeconds()) {
            throw new UnreachableException(
                    "Prometheus' newest sample of " + name + " is " + Math.round(Math.min(age, 1e9))
                            + " s old (more than " + access.stale().toSeconds() + " s): it is not scraped any more");
        }
        if (times.length > 0) {
            cursor.put(OLDEST, Math.min(seen.getMin(), cursor.path(OLDEST).asDouble(Double.MAX_VALUE)));
            cursor.withObject("/" + TIMES)
                    .set(name, new ScrapeTimes(seen.getMin(), seen.getMax(), seen.getAverage()).toJson());
        }
    }
}
