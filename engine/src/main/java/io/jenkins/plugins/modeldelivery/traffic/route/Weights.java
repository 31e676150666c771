package io.jenkins.plugins.modeldelivery.traffic.route;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;

/**
 * Arithmetic that gives the candidate an exact share and leaves the proportions among the others as they are. With the
 * share p per mille and g = gcd(p, 1000): each weight w becomes w (1000 - p) / g, the candidate gets p / g times their
 * sum. For one production of weight 1 and 5 %: 19 and 1.
 */
final class Weights {
    static final long MAX = 1_000_000;
    private static final int BASE = 1000;
    private static final double TOLERANCE = 0.1;

    private Weights() {}

    /** The new weights of the others in their order, then the candidate's. */
    @SuppressFBWarnings(value = "ICAST_IDIV_CAST_TO_DOUBLE", justification = "g divides p without remainder")
    static long[] split(long[] others, double share) throws RefusedException {
        long p = Math.round(share * BASE);
        long sum = 0;
        for (long w : others) {
            sum += w;
        }
        if (p <= 0 || p >= BASE || sum <= 0) {
            throw new RefusedException("No split of weights that sum to " + sum + " gives the candidate " + share * 100
                    + " %; a share of 0.1 % to 99.9 % and a production that gets traffic are needed");
        }
        long g = gcd(p, BASE);
        double[] exact = new double[others.length + 1];
        double largest = 0;
        for (int i = 0; i < others.length; i++) {
            exact[i] = (double) others[i] * ((BASE - p) / g);
            largest = Math.max(largest, exact[i]);
        }
        exact[others.length] = (double) (p / g) * sum;
        largest = Math.max(largest, exact[others.length]);
        double scale = largest > MAX ? MAX / largest : 1;
        long[] weights = new long[exact.length];
        long total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.round(exact[i] * scale);
            total += weights[i];
            if (exact[i] > 0 && weights[i] == 0) {
                throw new RefusedException(
                        "The existing weights are too uneven to add a share of " + share * 100 + " %");
            }
        }
        double reached = (double) weights[others.length] / total;
        if (Math.abs(reached - share) > TOLERANCE * share) {
            throw new RefusedException(
                    "The existing weights only allow a share of " + reached * 100 + " %, not " + share * 100 + " %");
        }
        return weights;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
