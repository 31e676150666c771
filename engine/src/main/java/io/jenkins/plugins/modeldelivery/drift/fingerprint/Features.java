package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;

/**
 * Random Fourier features of the Gaussian kernel (Rahimi and Recht 2007): the distance of two means of them estimates MMD².
 * Good for a trend; for a gate at 768 columns they lose half of the power, so nothing is ever judged by them.
 */
final class Features {
    static final int COUNT = 256;

    private final double[][] frequencies;
    private final double[] phases = new double[COUNT];

    Features(int width, double sigma, long seed) {
        frequencies = new double[COUNT][width];
        for (int f = 0; f < COUNT; f++) {
            SplitMix random = new SplitMix(seed, f);
            phases[f] = 2 * Math.PI * random.nextDouble();
            for (int u = 0; u < width; u++) {
                double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
                frequencies[f][u] = radius * StrictMath.cos(2 * Math.PI * random.nextDouble()) / sigma;
            }
        }
    }

    void add(double[] row, double[] sums) {
        for (int f = 0; f < COUNT; f++) {
            double angle = phases[f];
            for (int u = 0; u < frequencies[f].length; u++) {
                angle += frequencies[f][u] * row[u];
            }
            sums[f] += StrictMath.cos(angle);
        }
    }

    /** 2/R |a - b|²: an estimate of the biased MMD² from two means of features. */
    static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int f = 0; f < COUNT; f++) {
            sum += (a[f] - b[f]) * (a[f] - b[f]);
        }
        return 2 * sum / COUNT;
    }
}
