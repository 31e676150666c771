package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor.Counters;
import io.jenkins.plugins.modeldelivery.traffic.metrics.PrometheusClient.Series;
import java.time.Clock;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts from Prometheus' raw counters: the difference of each series between two looks, since {@code increase()} drops
 * the first sample of a new series (the candidate's first error) and extrapolates. A series that falls was restarted and
 * counts from zero; one that was never seen before was born since; one that is missing now keeps its last value.
 */
public final class PrometheusSource implements TrafficSource {
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

    /** What a look saw of one side: the counters' values, when they were scraped, and how much they grew. */
    private record SideSeen(Counters counters, Optional<ScrapeTimes> times, RequestTally tally) {}

    @Override
    public String kind() {
        return PROMETHEUS;
    }

    @Override
    public Observation observe(MetricsCursor cursor) throws DeliveryException, InterruptedException {
        boolean first = cursor.atBeginning();
        Set<String> seen = new HashSet<>();
        SideSeen own = side("candidate", candidate, cursor.candidate(), first, seen);
        SideSeen other = side("production", production, cursor.production(), first, seen);
        boolean timed = own.times().isPresent() || other.times().isPresent();
        MetricsCursor next = new MetricsCursor(
                Stream.of(own, other)
                        .flatMap(side -> side.times().stream())
                        .mapToDouble(ScrapeTimes::oldest)
                        .min(),
                timed ? Optional.of(new ScrapeTimes.Sides(own.times(), other.times())) : Optional.empty(),
                Optional.of(own.counters()),
                Optional.of(other.counters()),
                cursor.at(),
                cursor.more());
        return new Observation(next, own.tally(), other.tally());
    }

    private SideSeen side(String name, SideQueries queries, Optional<Counters> before, boolean first, Set<String> seen)
            throws DeliveryException, InterruptedException {
        List<Series> requests = client.vector(queries.requests());
        boolean production = name.equals("production");
        Counters last = before.orElse(Counters.NONE);
        if (requests.isEmpty() && (production || !last.requests().isEmpty())) {
            throw new UnreachableException("Prometheus has no series for " + name + ": " + queries.requests()
                    + " is empty; check its labels and that it is scraped");
        }
        for (Series series : requests) {
            if (!seen.add(series.id())) {
                throw new BadInputException("Candidate and production select the same series {" + series.id()
                        + "}; their queries must not overlap");
            }
        }
        Optional<ScrapeTimes> times = dated(name, queries.dated(), !requests.isEmpty());
        // a series that is missing now keeps its last value
        Map<String, Double> counts = new TreeMap<>(last.requests());
        Map<String, Double> errors = new TreeMap<>(last.errors());
        Map<String, Double> latency = new TreeMap<>(last.latency());
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
            failed = own(name, queries.errors(), errors, first, total);
        }
        RequestTally.Builder tally = new RequestTally.Builder().count(total, failed);
        latency(queries, latency, first, tally);
        return new SideSeen(new Counters(counts, errors, latency), times, tally.tally());
    }

    private static boolean fails(Series series, SideQueries queries) throws BadInputException {
        JsonNode label = series.labels().path(queries.errorLabel());
        if (label.isMissingNode()) {
            throw new BadInputException("The series " + queries.requests() + " have no label '" + queries.errorLabel()
                    + "', so failed requests cannot be told; give an own query for errors");
        }
        return label.asText().matches(queries.errorPattern());
    }

    private long own(String name, String query, Map<String, Double> last, boolean first, long requests)
            throws DeliveryException, InterruptedException {
        List<Series> errors = client.vector(query);
        if (errors.isEmpty() && requests > 0) {
            throw new UnreachableException("The error query of " + name + " is empty: " + query
                    + "; nothing is not zero, append 'or vector(0)' if no failure is normal");
        }
        long failed = 0;
        for (Series series : errors) {
            failed += delta(last, series.id(), series.value(), first);
        }
        return failed;
    }

    private void latency(SideQueries queries, Map<String, Double> before, boolean first, RequestTally.Builder tally)
            throws DeliveryException, InterruptedException {
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
    static long delta(Map<String, Double> last, String id, double value, boolean first) {
        double before = last.getOrDefault(id, 0.0);
        last.put(id, value);
        if (first) {
            return 0;
        }
        return Math.round(value < before ? value : value - before);
    }

    /** From when the numbers are; refuses those that are too old, and without any there is nothing to be old. */
    private Optional<ScrapeTimes> dated(String name, String query, boolean any)
            throws DeliveryException, InterruptedException {
        DoubleSummaryStatistics seen = client.vector("timestamp(" + query + ")").stream()
                .mapToDouble(Series::value)
                .summaryStatistics();
        double age = clock.instant().toEpochMilli() / 1000.0 - seen.getMax();
        if (any && age > access.stale().toSeconds()) {
            throw new UnreachableException(
                    "Prometheus' newest sample of " + name + " is " + Math.round(Math.min(age, 1e9))
                            + " s old (more than " + access.stale().toSeconds() + " s): it is not scraped any more");
        }
        return seen.getCount() == 0
                ? Optional.empty()
                : Optional.of(new ScrapeTimes(seen.getMin(), seen.getMax(), seen.getAverage()));
    }

    /** Native histograms as the query API shows them: {@code buckets: [[rule, low, high, count], ...]}, not cumulative. */
    static final class NativeHistogram {
        private static final int LOW = 1;
        private static final int HIGH = 2;
        private static final int COUNT = 3;

        private NativeHistogram() {}

        static void add(
                Series series, Map<String, Double> before, boolean first, double unit, RequestTally.Builder tally)
                throws UnreachableException {
            // a reset shows in the total; then every bucket counts from zero even if it alone did not fall
            String total = series.id() + "#count";
            double count = PrometheusClient.number(series.histogram().path("count"), "native histogram");
            boolean reset = count < before.getOrDefault(total, 0.0);
            before.put(total, count);
            for (JsonNode bucket : series.histogram().path("buckets")) {
                double low = PrometheusClient.number(bucket.path(LOW), "native histogram") * unit;
                double high = PrometheusClient.number(bucket.path(HIGH), "native histogram") * unit;
                double value = PrometheusClient.number(bucket.path(COUNT), "native histogram");
                String id = series.id() + "#" + bucket.path(HIGH).asText();
                if (reset) {
                    before.remove(id);
                }
                long delta = PrometheusSource.delta(before, id, value, first);
                // the lower edge too: beside it may be a gap without buckets
                tally.bucket(Math.max(0, low), 0);
                tally.bucket(Math.max(0, high), delta);
            }
        }
    }
}
