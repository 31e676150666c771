package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
import io.jenkins.plugins.modeldelivery.traffic.metrics.ScrapeTimes;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Pods of both sides whose counters a Prometheus scrapes, each at its own moment, while a gateway serves a share from some
 * time after the shift on. Traffic is Poisson around a rate that swings and jumps.
 */
final class ScrapedPods implements TrafficSource {
    private static final double BIN = 0.1;
    private static final double BEFORE = 70;
    private static final double LATENCY = 0.2;

    private final GateWorld.Time time;
    private final Random random;
    private final double scrape;
    /** Whether a counter is shown before its first request. */
    private final boolean born;

    private final double[] phases;
    private final long[][] counts;
    private final int production;

    /** @param served share of requests that the candidate gets, by seconds since the shift; nothing before it */
    ScrapedPods(
            GateWorld.Time time,
            Random random,
            double requestsPerSecond,
            double scrapeSeconds,
            int productionPods,
            boolean swinging,
            DoubleUnaryOperator served,
            double until) {
        this.time = time;
        this.random = random;
        this.scrape = scrapeSeconds;
        this.born = random.nextBoolean();
        this.production = productionPods;
        int pods = productionPods + 1 + random.nextInt(2);
        this.phases = random.doubles(pods, 0, scrape).toArray();
        if (random.nextInt(3) == 0) {
            Arrays.fill(phases, phases[0]); // all counters of one gateway
        }
        double[] weights = random.doubles(pods, 0.5, 1.5).toArray();
        double[] sums = {
            Arrays.stream(weights, 0, production).sum(),
            Arrays.stream(weights, production, pods).sum()
        };
        double period = 20 + 280 * random.nextDouble();
        double angle = 2 * Math.PI * random.nextDouble();
        double jumpAt = -20 + 80 * random.nextDouble();
        double jump = !swinging ? 1 : random.nextBoolean() ? 1.7 : 0.6;
        double swing = swinging ? 0.3 : 0;
        counts = new long[pods][(int) Math.ceil((BEFORE + until + 1) / BIN) + 1];
        for (int bin = 1; bin < counts[0].length; bin++) {
            double at = bin * BIN - BEFORE;
            double rate = requestsPerSecond * (1 + swing * Math.sin(2 * Math.PI * at / period + angle));
            rate *= at >= jumpAt && at < jumpAt + 30 ? jump : 1;
            double share = at < 0 ? 0 : served.applyAsDouble(at);
            for (int pod = 0; pod < pods; pod++) {
                double part = pod < production ? (1 - share) / sums[0] : share / sums[1];
                counts[pod][bin] = counts[pod][bin - 1] + poisson(rate * part * weights[pod] * BIN);
            }
        }
    }

    private long poisson(double mean) {
        if (mean > 30) {
            return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        long events = -1;
        for (double product = 1; product > limit; events++) {
            product *= random.nextDouble();
        }
        return Math.max(0, events);
    }

    @Override
    public Observation observe(MetricsCursor cursor) {
        double now = seconds();
        Map<String, JsonNode> next = new LinkedHashMap<>();
        RequestTally.Builder[] tallies = {new RequestTally.Builder(), new RequestTally.Builder()};
        DoubleSummaryStatistics[] times = {new DoubleSummaryStatistics(), new DoubleSummaryStatistics()};
        for (int pod = 0; pod < phases.length; pod++) {
            int side = pod < production ? 0 : 1;
            double scraped = phases[pod] + scrape * Math.floor((now - LATENCY - phases[pod]) / scrape);
            long count = counts[pod][(int) ((scraped + BEFORE) / BIN)];
            String key = "pod" + pod;
            if (born || count > 0 || cursor.more().containsKey(key)) {
                JsonNode before = cursor.more().get(key);
                tallies[side].count(cursor.atBeginning() ? 0 : count - (before == null ? 0 : before.asLong()), 0);
                times[side].accept(GateWorld.START.getEpochSecond() + scraped);
                next.put(key, LongNode.valueOf(count));
            }
        }
        MetricsCursor cursorNext = new MetricsCursor(
                OptionalDouble.of(Math.min(times[0].getMin(), times[1].getMin())),
                Optional.of(new ScrapeTimes.Sides(scraped(times[1]), scraped(times[0]))),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                next);
        return new Observation(cursorNext, tallies[1].tally(), tallies[0].tally());
    }

    private static Optional<ScrapeTimes> scraped(DoubleSummaryStatistics times) {
        return times.getCount() == 0
                ? Optional.empty()
                : Optional.of(new ScrapeTimes(times.getMin(), times.getMax(), times.getAverage()));
    }

    private double seconds() {
        return (time.now.toEpochMilli() - GateWorld.START.toEpochMilli()) / 1000.0;
    }
}
