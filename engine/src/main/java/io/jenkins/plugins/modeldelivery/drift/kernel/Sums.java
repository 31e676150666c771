package io.jenkins.plugins.modeldelivery.drift.kernel;

/**
 * What the observed statistic needs of one kernel: for each bin the sum of the kernel between its rows and all reference
 * rows, and all current rows, each row with itself left out.
 */
final class Sums {
    private final Bins bins;
    private final double[] toReference;
    private final double[] toCurrent;

    Sums(Bins bins) {
        this.bins = bins;
        toReference = new double[bins.count()];
        toCurrent = new double[bins.count()];
    }

    /** Adds the kernel between two different bins, to both. */
    void addPair(int g, int h, double sum) {
        addOne(g, h, sum);
        addOne(h, g, sum);
    }

    /** Adds the kernel within a bin, both orders of each pair. */
    void addWithin(int g, double sum) {
        addOne(g, g, sum);
    }

    void addOne(int g, int other, double sum) {
        (bins.isReference(other) ? toReference : toCurrent)[g] += sum;
    }

    /** Adds sums that were gathered elsewhere. */
    void add(int g, double reference, double current) {
        toReference[g] += reference;
        toCurrent[g] += current;
    }

    /** The sum between a bin and all rows. */
    double total(int g) {
        return toReference[g] + toCurrent[g];
    }

    /** The mean of the kernel over all pairs of rows. */
    double mean() {
        double sum = 0;
        for (int g = 0; g < bins.count(); g++) {
            sum += total(g);
        }
        return sum / ((double) bins.rows() * (bins.rows() - 1));
    }

    Statistics statistics(double bandwidth, double[] values, double tie) {
        double n = 0;
        double m = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int g = 0; g < bins.count(); g++) {
            if (bins.isReference(g)) {
                n += bins.size(g);
                xx += toReference[g];
                xy += toCurrent[g];
            } else {
                m += bins.size(g);
                yy += toCurrent[g];
            }
        }
        double mmd2 = xx / (n * (n - 1)) + yy / (m * (m - 1)) - 2 * xy / (n * m);
        double biased = (xx + n) / (n * n) + (yy + m) / (m * m) - 2 * xy / (n * m);
        return new Statistics(bandwidth, values, mmd2, biased, variance(n, m), tie);
    }

    /** 4 (var of the reference projections / n + the same of the current ones / m), with bins as independent units. */
    private double variance(double n, double m) {
        return 4 * (spread(true, n, m) + spread(false, m, n));
    }

    private double spread(boolean reference, double own, double other) {
        double mean = 0;
        int units = 0;
        for (int g = 0; g < bins.count(); g++) {
            if (bins.isReference(g) == reference) {
                mean += projection(g, reference, own, other);
                units++;
            }
        }
        if (units < 2) {
            return Double.POSITIVE_INFINITY;
        }
        mean /= own;
        double sum = 0;
        for (int g = 0; g < bins.count(); g++) {
            if (bins.isReference(g) == reference) {
                double deviation = projection(g, reference, own, other) - bins.size(g) * mean;
                sum += deviation * deviation;
            }
        }
        return sum / (own * own) * units / (units - 1);
    }

    /** The bin's sum of (mean kernel to its own sample less mean kernel to the other one). */
    private double projection(int g, boolean reference, double own, double other) {
        return reference
                ? toReference[g] / (own - 1) - toCurrent[g] / other
                : toCurrent[g] / (own - 1) - toReference[g] / other;
    }
}
