package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.bench.TrafficSimulation.Traffic;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** What other rules would have said about the same traffic; written from their descriptions, for comparison only. */
final class RivalJudges {
    private static final double CONFIDENCE = 0.98;
    private static final double TOLERANCE = 0.25;
    private static final double Q = 0.95;

    private RivalJudges() {}

    /** Exact point estimates against the limits: pass or fail, nothing between. */
    static boolean literalFails(Traffic candidate, Traffic production) {
        double ratio = p95(candidate.all()) / p95(production.all());
        return ratio > 1.15 || candidate.failed() > 0.001 * candidate.requests();
    }

    /** Mann-Whitney over one point a minute for p95 and for the error rate; fails when either is "High". */
    static boolean kayentaFails(Traffic candidate, Traffic production) {
        return high(points(candidate, true), points(production, true))
                || high(points(candidate, false), points(production, false));
    }

    private static double[] points(Traffic traffic, boolean latency) {
        double[] points = new double[traffic.minutes().length];
        for (int i = 0; i < points.length; i++) {
            double[] sorted = traffic.minutes()[i].clone();
            Arrays.sort(sorted);
            points[i] = latency ? p95(sorted) : (double) traffic.errors()[i] / sorted.length;
        }
        return points;
    }

    /** High: the lower end of the 98 % interval of the shift lies above a quarter of the Hodges-Lehmann estimate. */
    private static boolean high(double[] candidate, double[] production) {
        double[] differences = new double[candidate.length * production.length];
        int k = 0;
        for (double c : candidate) {
            for (double p : production) {
                differences[k++] = c - p;
            }
        }
        Arrays.sort(differences);
        double estimate = median(differences);
        if (estimate <= 0) {
            return false;
        }
        double mn = differences.length;
        double z = NormalDistribution.of(0, 1).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2);
        double sd = Math.sqrt(mn * (candidate.length + production.length + 1) / 12);
        int rank = (int) Math.max(0, Math.floor(mn / 2 - z * sd - 0.5));
        double meanRatio = mean(candidate) / mean(production);
        return differences[rank] > TOLERANCE * Math.abs(estimate) && !(meanRatio < 1);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double median(double[] sorted) {
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    private static double p95(double[] sorted) {
        return sorted[(int) Quantile.rank(Q, sorted.length) - 1];
    }
}
