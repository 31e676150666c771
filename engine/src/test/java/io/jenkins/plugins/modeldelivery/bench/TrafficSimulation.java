package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.traffic.judge.Latencies;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.judge.Side;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.DoubleStream;

/** Draws what a 5 % split of log-normal traffic would have shown in five minutes. */
public final class TrafficSimulation {
    static final int MINUTES = 5;
    static final int WINDOW = 60 * MINUTES;
    private static final double SHARE = 0.05;

    /** How a metric source would have reported the latencies. */
    public enum Layout {
        SAMPLES(),
        ENVOY(0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
        STEPS_5_PERCENT(geometric(1.05)),
        STEPS_10_PERCENT(geometric(1.10)),
        NATIVE_SCHEMA_3(geometric(Math.pow(2, 1 / 8.0))),
        NATIVE_SCHEMA_4(geometric(Math.pow(2, 1 / 16.0)));

        private final double[] edges;

        Layout(double... edges) {
            this.edges = edges;
        }

        private static double[] geometric(double step) {
            return DoubleStream.iterate(1e-4, edge -> edge < 1000, edge -> edge * step)
                    .toArray();
        }

        Latencies of(double[] sorted) {
            if (this == SAMPLES) {
                return Latencies.ofSamples(sorted);
            }
            double[] le = Arrays.copyOf(edges, edges.length + 1);
            le[edges.length] = Double.POSITIVE_INFINITY;
            long[] counts = new long[le.length];
            int at = 0;
            for (int i = 0; i < le.length; i++) {
                while (at < sorted.length && sorted[at] <= le[i]) {
                    at++;
                }
                counts[i] = at;
            }
            return Latencies.ofBuckets(le, counts);
        }
    }

    /** One side, minute by minute. */
    record Traffic(double[][] minutes, long[] errors, double[] sorted) {
        Traffic(double[][] minutes, long[] errors) {
            this(minutes, errors, sorted(minutes));
        }

        private static double[] sorted(double[][] minutes) {
            double[] all =
                    Arrays.stream(minutes).flatMapToDouble(Arrays::stream).toArray();
            Arrays.sort(all);
            return all;
        }

        /** All latencies in ascending order; not to be written to. */
        double[] all() {
            return sorted;
        }

        long requests() {
            return Arrays.stream(minutes).mapToLong(minute -> minute.length).sum();
        }

        long failed() {
            return Arrays.stream(errors).sum();
        }
    }

    private final Random random;

    public TrafficSimulation(long seed) {
        random = new Random(seed);
    }

    Traffic draw(double requestsPerSecond, double median, double sigma, double errorRate) {
        double[][] minutes = new double[MINUTES][];
        long[] errors = new long[MINUTES];
        for (int i = 0; i < MINUTES; i++) {
            minutes[i] = new double[(int) Math.round(requestsPerSecond * 60)];
            for (int j = 0; j < minutes[i].length; j++) {
                minutes[i][j] = median * Math.exp(sigma * random.nextGaussian());
                errors[i] += random.nextDouble() < errorRate ? 1 : 0;
            }
        }
        return new Traffic(minutes, errors);
    }

    Traffic production(double rps, double sigma, double median) {
        return draw((1 - SHARE) * rps, median, sigma, 0.0001);
    }

    Traffic candidate(double rps, double sigma, double median, double ratio, double errorRate) {
        return draw(SHARE * rps, median * ratio, sigma, errorRate);
    }

    /** Medians log-uniform between 10 and 400 ms, so that p95 falls anywhere in its bucket. */
    double median() {
        return 0.01 * Math.pow(40, random.nextDouble());
    }

    static TrafficCounts counts(Traffic candidate, Traffic production, Layout layout) {
        return new TrafficCounts(
                OptionalDouble.of(WINDOW),
                SHARE,
                Limits.DEFAULT,
                false,
                new Side(candidate.requests(), candidate.failed(), layout.of(candidate.all())),
                new Side(production.requests(), production.failed(), layout.of(production.all())));
    }
}
