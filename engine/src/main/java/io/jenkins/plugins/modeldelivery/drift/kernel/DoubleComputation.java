package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/**
 * The exact path: differences in double precision, StrictMath exponentials (the same bits everywhere). Slow on purpose of
 * being plain; the single-precision path is checked against it.
 */
public final class DoubleComputation implements Computation {
    private static final double TIE = 1e-12; // of the mean kernel

    private final double[][] points;
    private final Workers workers;

    /** @param points pooled rows of equal width, finite */
    public DoubleComputation(double[][] points, Workers workers) {
        this.points = points;
        this.workers = workers;
    }

    @Override
    public Distances distances(int[] rows) throws InterruptedException {
        int n = rows.length;
        double[] all = new double[Math.multiplyExact(n, n - 1) / 2];
        workers.run(n, "rows of distances", i -> {
            int at = (int) ((long) i * (2L * n - i - 1) / 2);
            for (int j = i + 1; j < n; j++) {
                all[at++] = squaredDistance(points[rows[i]], points[rows[j]]);
            }
        });
        Arrays.sort(all);
        return new Sorted(all);
    }

    @Override
    public Statistics[] ladder(double sigma, Bins bins, Labellings labellings) throws InterruptedException {
        Statistics[] ladder = new Statistics[LADDER.size()];
        Permuted permuted = new Permuted(bins, labellings, workers);
        for (int k = 0; k < ladder.length; k++) {
            ladder[k] = at(sigma * LADDER.get(k), bins, permuted);
        }
        return ladder;
    }

    @Override
    public Statistics single(double sigma, Bins bins, Labellings labellings) throws InterruptedException {
        return at(sigma, bins, new Permuted(bins, labellings, workers));
    }

    private Statistics at(double sigma, Bins bins, Permuted permuted) throws InterruptedException {
        double[][] upper = new double[bins.count()][];
        double exponent = -1 / (2 * sigma * sigma);
        workers.run(bins.count(), "kernel blocks", g -> upper[g] = row(g, bins, exponent));
        Sums sums = new Sums(bins);
        for (int g = 0; g < upper.length; g++) {
            sums.addWithin(g, upper[g][0]);
            for (int h = g + 1; h < upper.length; h++) {
                sums.addPair(g, h, upper[g][h - g]);
            }
        }
        return sums.statistics(sigma, permuted.values(upper, sums::total), TIE * sums.mean());
    }

    private double[] row(int g, Bins bins, double exponent) {
        double[] row = new double[bins.count() - g];
        for (int i = bins.start(g); i < bins.start(g + 1); i++) {
            double[] point = points[bins.row(i)];
            for (int h = g; h < bins.count(); h++) {
                for (int j = bins.start(h); j < bins.start(h + 1); j++) {
                    if (i != j) {
                        row[h - g] += StrictMath.exp(squaredDistance(point, points[bins.row(j)]) * exponent);
                    }
                }
            }
        }
        return row;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int u = 0; u < a.length; u++) {
            double difference = a[u] - b[u];
            sum += difference * difference;
        }
        return sum;
    }

    private record Sorted(double[] ascending) implements Distances {
        @Override
        public int count() {
            return ascending.length;
        }

        @Override
        public double smallest(int k) {
            return ascending[k];
        }

        @Override
        public int zeros() {
            int zeros = 0;
            while (zeros < ascending.length && ascending[zeros] == 0) {
                zeros++;
            }
            return zeros;
        }
    }
}
